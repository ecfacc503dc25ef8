using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>The day's work around the records.</summary>
public sealed class ActivityJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_call_is_logged_in_two_clicks_and_whole_days_stay_on_their_dates(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("POST", "contacts", new { first_name = "Rosa", last_name = "Neri" });
        var rosa = await ada.FindAsync("contacts", "Rosa Neri");
        await ada.CallAsync("POST", "activities", new { subject = "Fair in Milan", kind = "meeting", starts_on = "2026-12-01", ends_on = "2026-12-02", regarding = new { type = "contact", id = rosa } });
        await ada.OpenAsync("/contacts/" + rosa);
        await page.Button("Log a call").ClickAsync();
        var dialog = page.DialogCalled("Log a call with Rosa Neri");
        await dialog.GetByText("Voicemail").ClickAsync();
        await audit.LookAsync("log-call", dialog);
        await dialog.GetByLabel("Note").FillAsync("Calls back on Monday");
        await page.Keyboard.PressAsync("Enter");
        await Expect(dialog).ToBeHiddenAsync();
        var timeline = page.GetByRole(AriaRole.Tabpanel, new() { Name = "Timeline" });
        await Expect(timeline.GetByRole(AriaRole.Link, new() { Name = "Call with Rosa Neri" })).ToBeVisibleAsync();
        await Expect(timeline.GetByText("Calls back on Monday")).ToBeVisibleAsync();
        await Expect(timeline).ToContainTextAsync("Dec 1, 2026");

        await timeline.GetByRole(AriaRole.Link, new() { Name = "Fair in Milan" }).ClickAsync();
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details).ToContainTextAsync("StartsDec 1, 2026");
        await Expect(details).ToContainTextAsync("EndsDec 2, 2026");
        audit.Pass();
    }
}
