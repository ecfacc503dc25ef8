using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>What comes again.</summary>
public sealed class RepetitionJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task A_meeting_comes_again_and_what_one_becomes_the_others_become(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CallAsync("PATCH", "auth/preferences", new { time_zone = "Europe/Rome" });
        var meeting = await ada.CreateAsync("activities", new { subject = "Weekly", kind = "meeting", starts_at = "2027-03-23T09:00:00Z", ends_at = "2027-03-23T10:00:00Z" });
        await ada.OpenAsync("/activities/" + meeting);
        await ActAsync("Repeat");
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Repeat", Exact = true });
        await Expect(dialog.GetByText("Every week on Tuesday")).ToBeVisibleAsync();
        await dialog.GetByLabel("Every", new() { Exact = true }).FillAsync("2");
        await dialog.GetByText("Thu").ClickAsync();
        await page.ChooseAsync(dialog.GetByLabel("Ends"), "After a number of times");
        await dialog.GetByLabel("Times").FillAsync("4");
        await Expect(dialog.GetByText("Every second week on Tuesday and Thursday, 4 times")).ToBeVisibleAsync();
        await audit.LookAsync("repeat", dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Repeat" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        var details = page.GetByRole(AriaRole.Region, new() { Name = "Details" });
        await Expect(details.GetByText("Every second week on Tuesday and Thursday, 4 times")).ToBeVisibleAsync();

        // Only this one has another place, until the others have it, too.
        await ada.CallAsync("PATCH", "activities/" + meeting, new { location = "Room 2" });
        await ada.OpenAsync("/activities/" + meeting);
        await audit.LookAsync("repeat-differs", details.GetByText("Different on this one: Location"));
        await details.GetByRole(AriaRole.Button, new() { Name = "Change others" }).ClickAsync();
        var spread = page.GetByRole(AriaRole.Dialog, new() { Name = "Change the series", Exact = true });
        await audit.LookAsync("repeat-spread", spread.GetByText("All of the series"));
        await spread.GetByText("All of the series").ClickAsync();
        await Expect(spread).ToBeHiddenAsync();
        await Expect(details.GetByText("Different on this one")).ToBeHiddenAsync();

        // The clocks have changed between the two weeks; it is at ten in both.
        await ada.OpenAsync("/calendar?view=agenda&date=2027-04-06");
        await audit.LookAsync("repeat-calendar", page.GetByText("Room 2").First);
        await Expect(page.GetByText("10:00 AM – 11:00 AM")).ToHaveCountAsync(2);
        if (!ada.Look.OnPhone)
            await MovedAsync(ada);
        audit.Pass();

        async Task ActAsync(string action)
        {
            if (!ada.Look.OnPhone && await page.Button(action, exact: true).IsVisibleAsync())
            {
                await page.Button(action, exact: true).ClickAsync();
                return;
            }
            await page.Button("More", exact: true).First.ClickAsync();
            await page.GetByRole(AriaRole.Menuitem, new() { Name = action, Exact = true }).ClickAsync();
        }
    }

    // One is moved by keys, and those after it are asked for.
    private static async Task MovedAsync(Visit ada)
    {
        var page = ada.Page;
        await ada.OpenAsync("/calendar?view=week&date=2027-04-06");
        var calendar = page.GetByRole(AriaRole.Region, new() { Name = "Calendar" });
        ILocator Block(string name) => calendar.GetByRole(AriaRole.Button, new() { Name = name });
        await Block("Weekly, Tuesday, April 6 at 10:00 AM – 11:00 AM").FocusAsync();
        await page.Keyboard.PressAsync("Shift+ArrowDown");
        var spread = page.GetByRole(AriaRole.Dialog, new() { Name = "Change the series", Exact = true });
        await spread.GetByText("This and those after it").ClickAsync();
        await Expect(spread).ToBeHiddenAsync();
        await Expect(Block("Weekly, Tuesday, April 6 at 10:15 AM – 11:15 AM")).ToBeVisibleAsync();
        await Expect(Block("Weekly, Thursday, April 8 at 10:15 AM – 11:15 AM")).ToBeVisibleAsync();
        await page.Button("Undo", exact: true).First.ClickAsync();
        await Expect(Block("Weekly, Thursday, April 8 at 10:00 AM – 11:00 AM")).ToBeVisibleAsync();
    }
}
