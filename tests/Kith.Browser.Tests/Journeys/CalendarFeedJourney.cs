using Kith.Browser.Tests.Screens;

namespace Kith.Browser.Tests.Journeys;

/// <summary>Somebody has their calendar in another program.</summary>
public sealed class CalendarFeedJourney(Installation kith) : Journey(kith)
{
    [Theory]
    [InlineData("desktop-light")]
    [InlineData("phone-dark")]
    public async Task An_address_of_ones_calendar_is_made_shown_once_renewed_and_removed(string look)
    {
        var ada = await OwnerAsync(Look.Named(look), audited: true);
        var (page, audit) = (ada.Page, new Audit(Kith, ada));
        await ada.CreateAsync("activities", new { kind = "meeting", subject = "Review", starts_at = TimeProvider.System.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd'T'HH':00:00Z'", System.Globalization.CultureInfo.InvariantCulture) });

        await ada.OpenAsync("/settings");
        await page.Button("Make an address").ClickAsync();
        var dialog = page.DialogCalled("Address of your calendar");
        var first = await dialog.GetByLabel("Address", new() { Exact = true }).InputValueAsync();
        await audit.LookAsync("calendar-feed-address", dialog.GetByText("It is shown only now"));
        Assert.Contains("SUMMARY:Review", await TextAsync(first), StringComparison.Ordinal);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await page.GetByRole(AriaRole.Switch, new() { Name = "Show what it is, not only that you are busy" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Switch, new() { Name = "Show what it is, not only that you are busy" })).Not.ToBeCheckedAsync();
        Assert.DoesNotContain("Review", await TextAsync(first), StringComparison.Ordinal);
        await page.ReloadAsync();
        await audit.LookAsync("settings-calendar-feed", page.GetByText("Last read"));

        await page.Button("New address").ClickAsync();
        await page.DialogCalled("Make a new address?").GetByRole(AriaRole.Button, new() { Name = "New address" }).ClickAsync();
        var second = await dialog.GetByLabel("Address", new() { Exact = true }).InputValueAsync();
        Assert.NotEqual(first, second);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Expect(dialog).ToBeHiddenAsync();
        await page.Button("Remove the address").ClickAsync();
        await page.DialogCalled("Remove the address?").GetByRole(AriaRole.Button, new() { Name = "Remove the address" }).ClickAsync();
        await Expect(page.Button("Make an address")).ToBeVisibleAsync();
        Assert.Equal(404, (await ada.Context.APIRequest.GetAsync(second)).Status);
        audit.Pass();

        async Task<string> TextAsync(string url) => await (await ada.Context.APIRequest.GetAsync(url)).TextAsync();
    }
}
