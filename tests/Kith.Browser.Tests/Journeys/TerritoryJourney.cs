using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Somebody who leads sales cuts the market into territories.</summary>
public sealed class TerritoryJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task Territories_are_made_moved_into_each_other_and_given_members_and_what_fits_lies_in_them(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "people", new { name = "Bela Seller" });
        await ada.CallAsync("POST", "companies", new { name = "Neri", industry = "retail", address = new { country = "IT", city = "Rome" } });
        await ada.CallAsync("POST", "territories", new { name = "Retail", kind = "industry", industries = new[] { "retail" } });

        await ada.OpenAsync("/settings/territories");
        await page.Button("Add a territory").ClickAsync();
        var dialog = page.DialogCalled("Add a territory");
        await dialog.GetByLabel("Name").FillAsync("Italy");
        await dialog.GetByLabel("Countries").FillAsync("Italy");
        await dialog.GetByLabel("Countries").PressAsync("Enter");
        await audit.LookAsync("territory-dialog", dialog.GetByText("In use"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "See what would change" }).ClickAsync();
        await Expect(dialog.GetByText("1 record would lie elsewhere.")).ToBeVisibleAsync();
        await Expect(dialog.GetByRole(AriaRole.Table, new() { Name = "Territories before and after" }).GetByRole(AriaRole.Row).Filter(new() { HasText = "Retail" })).ToContainTextAsync("0 → 1");
        await audit.LookAsync("territory-simulation", dialog.GetByRole(AriaRole.List, new() { Name = "What would lie elsewhere" }).GetByText("Neri"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        await ada.CallAsync("POST", "companies", new { name = "Bianchi", industry = "retail", address = new { country = "IT" } });
        await page.ReloadAsync();
        var tree = page.GetByRole(AriaRole.Table, new() { Name = "Territories" });
        await Expect(tree.GetByRole(AriaRole.Row).Filter(new() { HasText = "Retail" })).ToContainTextAsync("1");
        await page.Button("Try the territories").ClickAsync();
        await audit.LookAsync("settings-territories", page.GetByText("fits as well").First);

        await page.Button("More for Retail").ClickAsync();
        await page.MenuItem("Move into Italy").ClickAsync();
        await Expect(page.Button("Inside Italy")).ToBeVisibleAsync();

        await page.Button("Try the territories").ClickAsync();
        await page.Button("Move this record").ClickAsync();
        await Expect(page.GetByText("Moved 1 record")).ToBeVisibleAsync();

        await page.Button("More for Retail").ClickAsync();
        await page.MenuItem("Members").ClickAsync();
        var members = page.DialogCalled("Members of Retail");
        await members.GetByRole(AriaRole.Combobox, new() { Name = "Person" }).FillAsync("Bela");
        await page.GetByRole(AriaRole.Option, new() { Name = "Bela Seller" }).ClickAsync();
        await members.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await audit.LookAsync("territory-members", members.GetByRole(AriaRole.List, new() { Name = "Members of Retail" }).GetByText("Primary"));
        audit.Pass();
    }
}
