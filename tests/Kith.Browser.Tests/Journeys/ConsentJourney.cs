namespace Kith.Browser.Tests.Journeys;

/// <summary>A purpose is made, and what a person said about it is written down with them.</summary>
public sealed class ConsentJourney(Installation kith) : Journey(kith)
{
    [Fact]
    public async Task A_person_agrees_to_a_purpose_and_withdraws()
    {
        var ada = await OwnerAsync();
        var page = ada.Page;
        var contact = await ada.CallAsync("POST", "contacts", new { first_name = "Charles", last_name = "Babbage" });
        await ada.OpenAsync("/settings/privacy");
        await page.Button("Add a purpose").ClickAsync();
        await page.Input("Name").FillAsync("Newsletter");
        await page.Button("Save", exact: true).ClickAsync();
        await Expect(page.GetByText("Say what people agree to.")).ToBeVisibleAsync();
        await page.Input("Wording").FillAsync("You may write to me each month.");
        await page.Button("Save", exact: true).ClickAsync();
        await Expect(page.GetByText("Consent (a) · wording 1")).ToBeVisibleAsync();

        await ada.OpenAsync($"/contacts/{contact.GetProperty("id").GetString()}");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Consents" }).ClickAsync();
        await Expect(page.GetByText("Not asked")).ToBeVisibleAsync();
        await page.Button("Record for Newsletter").ClickAsync();
        await Expect(page.GetByText("You may write to me each month.")).ToBeVisibleAsync();
        await page.Input("Evidence").FillAsync("Form 12 in the blue folder.");
        await page.Button("Record", exact: true).Last.ClickAsync();
        await Expect(page.GetByText("Form 12 in the blue folder.").First).ToBeVisibleAsync();
        await page.Button("Record for Newsletter").ClickAsync();
        await page.Button("Record", exact: true).Last.ClickAsync();
        var history = page.GetByRole(AriaRole.List, new() { Name = "All that was recorded" });
        await Expect(history.GetByText("Newsletter: Withdrawn")).ToBeVisibleAsync();
        await Expect(history.GetByText("Newsletter: Given")).ToBeVisibleAsync();
    }
}
