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

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_day_shows_what_is_overdue_today_and_next_and_is_worked_off_by_keys(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await ada.CallAsync("POST", "contacts", new { first_name = "Rosa", last_name = "Neri" });
        var rosa = await ada.FindAsync("contacts", "Rosa Neri");
        await ada.CallAsync("POST", "activities", new { subject = "Send the offer", due_at = now.AddDays(-2), regarding = new { type = "contact", id = rosa } });
        await ada.CallAsync("POST", "activities", new { subject = "Write to Ben", due_at = now.AddDays(-1) });
        await ada.CallAsync("POST", "activities", new { subject = "Fair in Milan", kind = "meeting", starts_on = now.AddDays(-1).ToString("yyyy-MM-dd", null), ends_on = now.AddDays(2).ToString("yyyy-MM-dd", null), regarding = new { type = "contact", id = rosa } });
        await ada.CallAsync("POST", "activities", new { subject = "Call Ben", kind = "call", due_at = now.AddDays(3) });
        await ada.CallAsync("POST", "activities", new { subject = "Cancelled", due_at = now, status = "cancelled" });
        if (ada.Look.OnPhone)
        {
            await ada.OpenAsync("/companies");
            await page.MainNavigation.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
            await page.Button("My day", exact: true).ClickAsync();
        }
        else
        {
            await ada.OpenAsync("/companies");
            await Expect(page.MainNavigation.GetByRole(AriaRole.Link, new() { Name = "My day" })).ToBeVisibleAsync();
            await page.Keyboard.PressAsync("g");
            await page.Keyboard.PressAsync("m");
        }
        var overdue = page.GetByRole(AriaRole.Region, new() { Name = "Overdue" });
        await audit.LookAsync("my-day", overdue);
        await Expect(overdue.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(2);
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Today" })).ToContainTextAsync("All day");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Next 7 days" })).ToContainTextAsync("Call Ben");
        await Expect(page.GetByText("Cancelled")).ToBeHiddenAsync();

        await page.Keyboard.PressAsync("j");
        await Expect(page.Link("Send the offer")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("d");
        await Expect(page.Link("Send the offer")).ToBeHiddenAsync();
        await Expect(page.Link("Write to Ben")).ToBeFocusedAsync();
        await page.Button("Undo", exact: true).ClickAsync();
        await Expect(page.Link("Send the offer")).ToBeVisibleAsync();
        await overdue.GetByRole(AriaRole.Button, new() { Name = "Mark as done: Write to Ben" }).ClickAsync();
        await Expect(page.Link("Write to Ben")).ToBeHiddenAsync();
        await Expect(overdue.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(1);
        audit.Pass();
    }
}
