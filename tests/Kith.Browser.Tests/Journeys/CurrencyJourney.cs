using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator says what other currencies are worth.</summary>
public sealed class CurrencyJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task An_administrator_takes_rates_from_a_file_and_types_one(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.OpenAsync("/settings/currencies");
        await Expect(page.GetByText("No rates yet")).ToBeVisibleAsync();
        await page.GetByLabel("File of rates").SetInputFilesAsync(new FilePayload
        {
            Name = "eurofxref-hist.csv", MimeType = "text/csv", Buffer = "Date,USD,GBP,CHF,CYP,\n2024-04-26,1.0714,0.85643,0.9779,N/A,\n2024-04-25,1.072,0.85675,0.9792,N/A,\n"u8.ToArray(),
        });
        await Expect(page.GetByText("6 rates of 3 currencies were taken in")).ToBeVisibleAsync();
        var rates = page.GetByRole(AriaRole.List, new() { Name = "Exchange rates" }).GetByRole(AriaRole.Listitem);
        await Expect(rates).ToHaveCountAsync(3);
        await audit.LookAsync("settings-currencies", rates.First);

        await page.Button("2 days of US Dollar").ClickAsync();
        var days = page.DialogCalled("Rates of US Dollar");
        await Expect(days.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await audit.LookAsync("settings-rates", days.GetByRole(AriaRole.Listitem).First);
        await days.GetByRole(AriaRole.Button, new() { Name = "Add a rate" }).ClickAsync();
        var dialog = page.DialogCalled("Add a rate");
        await dialog.GetByLabel("1 USD is worth how many EUR?").FillAsync("0.5");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await Expect(days.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(3);
        await days.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).Last.ClickAsync();
        await Expect(page.GetByText("1 USD = 0.5 EUR")).ToBeVisibleAsync();
        audit.Pass();
    }
}
