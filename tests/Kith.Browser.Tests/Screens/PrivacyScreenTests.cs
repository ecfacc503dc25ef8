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
        audit.Pass();
    }
}
