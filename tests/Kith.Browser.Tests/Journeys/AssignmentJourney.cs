using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>An administrator says who gets new leads.</summary>
public sealed class AssignmentJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task An_administrator_makes_rules_for_who_gets_leads_orders_them_and_tries_them_out(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "people", new { name = "Bela Seller" });
        var bela = await ada.FindAsync("people", "Bela Seller");
        await ada.CallAsync("POST", "leads", new { last_name = "Neri", industry = "retail" });
        await ada.CallAsync("POST", "assignment_rules", new { name = "Everything else", way = "person", people = new[] { bela } });

        await ada.OpenAsync("/settings/assignment");
        await page.Button("Add a rule").ClickAsync();
        var dialog = page.DialogCalled("Add an assignment rule");
        await dialog.GetByLabel("Name").FillAsync("Retail");
        await dialog.GetByLabel("For leads where").FillAsync("industry = \"retail\"");
        await dialog.GetByLabel("Among these people").FillAsync("Bela");
        await page.GetByRole(AriaRole.Option, new() { Name = "Bela Seller" }).ClickAsync();
        await audit.LookAsync("assignment-rule", dialog.GetByText("In use"));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();

        var rules = page.GetByRole(AriaRole.List, new() { Name = "Assignment rules" }).GetByRole(AriaRole.Listitem);
        await Expect(rules).ToHaveCountAsync(2);
        await Expect(rules.Last).ToContainTextAsync("Retail");
        await page.Button("More for Retail").ClickAsync();
        await page.MenuItem("Move up").ClickAsync();
        await Expect(rules.First).ToContainTextAsync("Retail");

        await page.Button("Add a person").ClickAsync();
        var takes = page.DialogCalled("How much somebody takes");
        await takes.GetByRole(AriaRole.Combobox, new() { Name = "Person" }).FillAsync("Bela");
        await page.GetByRole(AriaRole.Option, new() { Name = "Bela Seller" }).ClickAsync();
        await takes.GetByLabel("Most open leads").FillAsync("20");
        await takes.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("at most 20 open leads")).ToBeVisibleAsync();

        await page.Button("Try the rules").ClickAsync();
        var tried = page.GetByRole(AriaRole.List, new() { Name = "Who would get which lead" });
        await audit.LookAsync("settings-assignment", tried.GetByText("Their turn by “Retail”"));
        await Expect(tried).ToContainTextAsync("Bela Seller");
        audit.Pass();
    }
}
