namespace Kith.Browser.Tests.Journeys;

/// <summary>Two people: one gives, mentions and changes, the other is told.</summary>
public sealed class NotificationJourney(Installation kith) : Journey(kith)
{
    private async Task<(Visit Ada, Visit Grace)> TogetherAsync(Look? look = null)
    {
        var ada = await OwnerAsync();
        return (ada, await ColleagueAsync(ada, look ?? Look.Desktop));
    }

    [Fact]
    public async Task A_mention_in_a_note_rings_the_bell_of_a_colleague_who_follows_it_to_its_record()
    {
        var (ada, grace) = await TogetherAsync();
        var company = await ada.CreateAsync("companies", new { name = "Iris Optics" });
        await grace.OpenAsync("/companies");
        await Expect(grace.Page.Button("Notifications", exact: true)).ToBeVisibleAsync();

        await ada.OpenAsync($"/companies/{company}");
        var note = ada.Page.Input("What happened, or what is to do?");
        await note.FillAsync("Please look, ");
        await note.PressSequentiallyAsync("@gra");
        await Expect(ada.Page.Option("Grace Hopper")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(note).Not.ToHaveValueAsync("Please look, @gra");
        Assert.Matches("^Please look, @\\[Grace Hopper\\]\\(person:[0-9a-f-]{36}\\) $", await note.InputValueAsync());
        await ada.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ada.Page.GetByText("@Grace Hopper").Last).ToBeVisibleAsync();

        await grace.Page.Button("Notifications, 1 new").ClickAsync();
        await grace.Page.Link("Ada Lovelace mentioned you in the activity “Please look, @Grace Hopper”").ClickAsync();
        await Expect(grace.Page.Heading("Please look, @Grace Hopper")).ToBeVisibleAsync();
        await Expect(grace.Page.Button("Notifications", exact: true)).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_watched_record_and_many_records_at_once_are_told_until_one_has_them_switched_off()
    {
        var (ada, grace) = await TogetherAsync();
        var first = await ada.CreateAsync("companies", new { name = "First" });
        var second = await ada.CreateAsync("companies", new { name = "Second" });
        await grace.OpenAsync($"/companies/{first}");
        var watch = grace.Page.Button("Watch", exact: true);
        // The button shows at once what the server is to know before the next change.
        await grace.Page.RunAndWaitForResponseAsync(() => watch.ClickAsync(), r => r.Url.EndsWith("/watch", StringComparison.Ordinal));
        await Expect(watch).ToHaveAttributeAsync("aria-pressed", "true");
        await ada.CallAsync("PATCH", $"companies/{first}", new { employees = 12 });
        await Expect(grace.Page.Button("Notifications, 1 new")).ToBeVisibleAsync();
        await ada.CallAsync("POST", "companies/actions/update", new { ids = new[] { first, second }, set = new { owner = (await grace.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString() } });
        await grace.Page.Button("Notifications, 2 new").ClickAsync();
        await grace.Page.Link("Ada Lovelace assigned 2 companies to you").ClickAsync();
        await Expect(grace.Page.Link("Second")).ToBeVisibleAsync();

        await grace.OpenAsync("/settings/notifications");
        // The switch shows at once what a reload is to find at the server.
        await grace.Page.RunAndWaitForResponseAsync(() => grace.Page.GetByRole(AriaRole.Switch, new() { Name = "Watched records: In Kith" }).ClickAsync(), r => r.Url.EndsWith("/preferences", StringComparison.Ordinal) && r.Request.Method == "PATCH");
        await grace.Page.ReloadAsync();
        await Expect(grace.Page.GetByRole(AriaRole.Switch, new() { Name = "Watched records: In Kith" })).Not.ToBeCheckedAsync();
        await Expect(grace.Page.GetByRole(AriaRole.Switch, new() { Name = "Assigned to you: In Kith" })).ToBeCheckedAsync();
    }

    [Fact]
    public async Task On_a_phone_they_are_a_page()
    {
        var (ada, grace) = await TogetherAsync(Look.Phone);
        await ada.CreateAsync("deals", new { name = "Roaster telemetry", owner = (await grace.CallAsync("GET", "me")).GetProperty("person").GetProperty("id").GetString() });
        await grace.OpenAsync("/companies");
        await grace.Page.Button("More, 1 new").ClickAsync();
        await grace.Page.Button("Notifications, 1 new").ClickAsync();
        await grace.AtAsync("/notifications");
        await grace.Page.Button("Mark all as read").ClickAsync();
        await Expect(grace.Page.Button("More", exact: true)).ToBeVisibleAsync();
        await grace.Page.Link("Ada Lovelace assigned the deal “Roaster telemetry” to you").ClickAsync();
        await Expect(grace.Page.Heading("Roaster telemetry")).ToBeVisibleAsync();
    }
}
