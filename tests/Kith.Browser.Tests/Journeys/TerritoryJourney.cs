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

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task The_workload_of_a_territory_is_seen_shared_out_and_taken_back(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var (bela, carl) = (await ada.CreateAsync("people", new { name = "Bela Seller" }), await ada.CreateAsync("people", new { name = "Carl Closer" }));
        await ada.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" }, members = new[] { bela, carl } });
        foreach (var name in (string[])["Bianchi", "Neri"])
        {
            var company = await ada.CreateAsync("companies", new { name, owner = bela, address = new { country = "IT" } });
            await ada.CreateAsync("deals", new { name = $"{name} mill", company, amount = 4_000, owner = bela });
        }

        await ada.OpenAsync("/settings/territories");
        await page.Button("More for Italy").ClickAsync();
        await page.MenuItem("Workload").ClickAsync();
        var dialog = page.DialogCalled("Workload in Italy");
        var of = dialog.GetByRole(AriaRole.Table, new() { Name = "Who has how much" }).GetByRole(AriaRole.Row);
        await Expect(of.Filter(new() { HasText = "Bela Seller" })).ToContainTextAsync("€8,000");
        await dialog.GetByRole(AriaRole.Combobox, new() { Name = "Share out evenly" }).ClickAsync();
        await page.GetByRole(AriaRole.Option, new() { Name = "What deals are worth" }).ClickAsync();
        await Expect(of.Filter(new() { HasText = "Carl Closer" })).ToContainTextAsync("€0 → €4,000");
        await audit.LookAsync("territory-workload", dialog.GetByRole(AriaRole.List, new() { Name = "What would go to whom" }).GetByText("Bela Seller → Carl Closer"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Hand over this one" }).ClickAsync();
        await Expect(of.Filter(new() { HasText = "Carl Closer" })).ToContainTextAsync("€4,000");
        await Expect(of.Filter(new() { HasText = "Carl Closer" })).Not.ToContainTextAsync("→");
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByText("Handed over 1")).ToBeVisibleAsync();
        await page.Button("Undo").ClickAsync();
        await page.Button("More for Italy").ClickAsync();
        await page.MenuItem("Workload").ClickAsync();
        await Expect(of.Filter(new() { HasText = "Bela Seller" })).ToContainTextAsync("€8,000");
        audit.Pass();
    }
}
