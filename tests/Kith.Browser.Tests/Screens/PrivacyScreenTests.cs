namespace Kith.Browser.Tests.Screens;

/// <summary>The screens of privacy, on a desk and on a phone, by day and by night.</summary>
public sealed class PrivacyScreenTests(Installation kith) : Journey(kith)
{
    [Theory]
    [MemberData(nameof(ScreenTests.Looks), MemberType = typeof(ScreenTests))]
    public async Task Nobody_is_kept_out_of_privacy(string look)
    {
        var visit = await OwnerAsync(Look.Named(look), audited: true);
        var page = visit.Page;
        var audit = new Audit(Kith, visit);
        await visit.OpenAsync("/settings/privacy");
        await audit.LookAsync("privacy-empty", page.GetByText("Nobody has asked yet"));
        await visit.CallAsync("POST", "contacts", new { first_name = "Charles", last_name = "Babbage", email = "charles@engines.example" });
        await visit.CallAsync("POST", "privacy_requests", new { kind = "erasure", email = "late@engines.example", received_on = "2026-01-02" });
        await visit.CallAsync("POST", "privacy_requests", new { kind = "access", email = "charles@engines.example", note = "By mail." });
        await visit.OpenAsync("/settings/privacy");
        await audit.LookAsync("privacy", page.GetByText("late@engines.example"));
        await page.Link("charles@engines.example").ClickAsync();
        await page.Locator("#page").GetByRole(AriaRole.Button, new() { Name = "Search", Exact = true }).ClickAsync();
        await audit.LookAsync("privacy-request", page.GetByText("contact.email"));
        await visit.CallAsync("POST", "contacts", new { first_name = "Late", last_name = "Comer", email = "late@engines.example" });
        await visit.CallAsync("POST", "companies", new { name = "Engines", description = "Ask late@engines.example." });
        await visit.OpenAsync("/settings/privacy");
        await page.Link("late@engines.example").ClickAsync();
        await page.Button("This is them").ClickAsync();
        await page.Button("Hold").ClickAsync();
        await audit.LookAsync("privacy-hold", page.GetByRole(AriaRole.Dialog));
        await page.Input("Reason").FillAsync("A court asked for it.");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Put under a legal hold" }).ClickAsync();
        await page.Button("Erase", exact: true).ClickAsync();
        await audit.LookAsync("privacy-erase", page.GetByText("This cannot be undone"));
        await page.GetByRole(AriaRole.Alertdialog).Or(page.GetByRole(AriaRole.Dialog)).GetByRole(AriaRole.Button, new() { Name = "Erase" }).ClickAsync();
        await audit.LookAsync("privacy-receipt", page.GetByText("the history can still be proved"));
        await visit.OpenAsync("/settings/privacy");
        await audit.LookAsync("privacy-holds", page.GetByText("A court asked for it."));
        var contact = await visit.CallAsync("POST", "contacts", new { first_name = "Ada", last_name = "King" });
        var purpose = await visit.CallAsync("POST", "purposes", new { name = "Newsletter", basis = "consent", wording = "You may write to me each month." });
        await visit.CallAsync("POST", "purposes", new { name = "Invoices", basis = "legal_obligation" });
        await visit.CallAsync("POST", $"consents/{contact.GetProperty("id").GetString()}", new { purpose = purpose.GetProperty("id").GetString(), state = "given", channel = "form", evidence = "Form 12 in the blue folder." });
        await visit.OpenAsync("/settings/privacy");
        await page.Button("Change Newsletter").ClickAsync();
        await audit.LookAsync("privacy-purpose", page.GetByRole(AriaRole.Dialog));
        await visit.OpenAsync($"/contacts/{contact.GetProperty("id").GetString()}");
        await page.GetByRole(AriaRole.Tab, new() { Name = "Consents" }).ClickAsync();
        await audit.LookAsync("consents", page.GetByText("Form 12 in the blue folder.").First);
        await page.Button("Record for Invoices").ClickAsync();
        await audit.LookAsync("consents-record", page.GetByRole(AriaRole.Dialog));
        audit.Pass();
    }
}
