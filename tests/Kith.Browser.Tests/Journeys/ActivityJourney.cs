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

    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_calendar_shows_days_and_weeks_and_is_planned_in(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("PATCH", "auth/preferences", new { time_zone = "Europe/Rome" });
        await ada.CallAsync("POST", "activities", new { subject = "Weekly", kind = "meeting", starts_at = "2026-12-01T09:00:00Z", ends_at = "2026-12-01T10:00:00Z" });
        await ada.CallAsync("POST", "activities", new { subject = "Call Ben", kind = "call", starts_at = "2026-12-01T09:30:00Z", duration_minutes = 30 });
        await ada.CallAsync("POST", "activities", new { subject = "Fair in Milan", kind = "meeting", starts_on = "2026-12-01", ends_on = "2026-12-02" });
        await ada.CallAsync("POST", "activities", new { subject = "Send the offer", due_at = "2026-12-03T16:00:00Z" });
        await ada.OpenAsync("/calendar?date=2026-12-01");
        var calendar = page.GetByRole(AriaRole.Region, new() { Name = "Calendar" });
        ILocator Block(string name) => calendar.GetByRole(AriaRole.Button, new() { Name = name });
        if (ada.Look.OnPhone)
        {
            await audit.LookAsync("calendar-agenda", calendar.GetByText("Weekly"));
            await Expect(calendar.GetByText("10:00 AM – 11:00 AM")).ToBeVisibleAsync();
            await page.ChooseAsync(page.GetByLabel("Shown at once"), "Day");
            await audit.LookAsync("calendar-day", Block("Weekly"));
            await Block("Weekly").ClickAsync();
            await Expect(page.Heading("Weekly")).ToBeVisibleAsync();
            audit.Pass();
            return;
        }
        var weekly = Block("Weekly");
        await Expect(Block("Weekly, Tuesday, December 1 at 10:00 AM – 11:00 AM")).ToBeVisibleAsync();
        await audit.LookAsync("calendar-week", weekly);

        // Pulled to Thursday at noon, and back by the button of the notice.
        var (from, to) = ((await weekly.BoundingBoxAsync())!, (await calendar.GetByRole(AriaRole.Button, new() { Name = "Thursday, December 3, 2026", Exact = true }).BoundingBoxAsync())!);
        await page.Mouse.MoveAsync(from.X + 10, from.Y + 10);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(to.X + 40, from.Y + 60);
        await page.Mouse.MoveAsync(to.X + 40, from.Y + 10 + 96);
        await page.Mouse.UpAsync();
        await Expect(Block("Weekly, Thursday, December 3 at 12:00 PM – 1:00 PM")).ToBeVisibleAsync();
        await page.Button("Undo", exact: true).ClickAsync();
        await Expect(Block("Weekly, Tuesday, December 1 at 10:00 AM – 11:00 AM")).ToBeVisibleAsync();

        await Expect(page.GetByText("Undone: ")).ToBeVisibleAsync();

        // The same by keys: a day on, half an hour later, and half an hour longer.
        await weekly.FocusAsync();
        await page.Keyboard.DownAsync("Shift");
        foreach (var key in (string[])["ArrowRight", "ArrowDown", "ArrowDown"])
            await page.Keyboard.PressAsync(key);
        await page.Keyboard.UpAsync("Shift");
        await Expect(Block("Weekly, Wednesday, December 2 at 10:30 AM – 11:30 AM")).ToBeVisibleAsync();
        await Expect(weekly).ToBeFocusedAsync();
        await page.Keyboard.DownAsync("Alt");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.PressAsync("ArrowDown");
        await page.Keyboard.UpAsync("Alt");
        await Expect(Block("Weekly, Wednesday, December 2 at 10:30 AM – 12:00 PM")).ToBeVisibleAsync();
        await Expect(page.GetByText("Now Wednesday, December 2 at 10:30 AM – 12:00 PM")).ToBeVisibleAsync();
        var kept = await ada.CallAsync("GET", "activities?where=" + Uri.EscapeDataString("subject = \"Weekly\""));
        Assert.Equal("2026-12-02T11:00:00Z", kept.GetProperty("data")[0].GetProperty("ends_at").GetString());

        // Whole days move by their dates.
        var fair = Block("Fair in Milan");
        await fair.FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowRight");
        await Expect(Block("Fair in Milan, Dec 2, 2026 – Dec 3, 2026")).ToBeVisibleAsync();

        // Those of one's team, and of people by name.
        await page.ChooseAsync(page.GetByLabel("Whose activities"), "My team's");
        await Expect(Block("Weekly")).ToBeVisibleAsync();
        var me = (await ada.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString();
        await ada.OpenAsync("/calendar?date=2026-12-01&who=" + me);
        await Expect(Block("Weekly")).ToBeVisibleAsync();
        await Expect(page.GetByText("Ada Lovelace").First).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("m");
        await audit.LookAsync("calendar-month", calendar.GetByRole(AriaRole.Listitem, new() { Name = "Tuesday, December 1" }));
        await Block("Send the offer").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Complementary, new() { Name = "Send the offer" })).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Keyboard.PressAsync("w");
        var slot = calendar.GetByRole(AriaRole.Button, new() { Name = "New activity:" });
        await slot.FocusAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Subject").FillAsync("Made by keys");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(Block("Made by keys, Tuesday, December 1 at 10:00 AM – 11:00 AM")).ToBeVisibleAsync();
        audit.Pass();
    }
}
