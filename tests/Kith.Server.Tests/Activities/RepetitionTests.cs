using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Activities;

/// <summary>FEATURES 49: what comes again, and what becomes of its occurrences.</summary>
public sealed class RepetitionTests(Installation server)
{
    // Days begin where the workspace is.
    private static string Day(int days) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome")).DateTime).AddDays(days).ToString("yyyy-MM-dd", null);

    private static async Task<IReadOnlyList<JsonElement>> OccurrencesAsync(Client client, JsonElement one, string more = "") =>
        await client.ListAsync("activities", $"repetition = '{one.GetProperty("repetition").Text("id")}'{more}", "&sort=occurs_on");

    private static async Task<JsonElement> RepeatedAsync(Client client, object activity, string rule) =>
        (await client.PostAsync($"activities/{(await client.CreateAsync("activities", activity)).Id()}/actions/repeat", new { rule })).Expect(200);

    [Fact]
    public async Task A_meeting_at_ten_in_Rome_comes_again_at_ten_when_the_clocks_have_changed_and_one_undo_takes_all_back()
    {
        var client = await server.WorkspaceAsync(zone: "America/New_York");
        var meeting = await client.CreateAsync("activities", new { subject = "Weekly", kind = "meeting", starts_at = "2027-03-23T10:00:00+01:00", ends_at = "2027-03-23T11:00:00+01:00", time_zone = "Europe/Rome", reminders = new[] { "10" }, tags = new[] { "team" } });
        var answer = await client.PostAsync($"activities/{meeting.Id()}/actions/repeat", new { rule = "FREQ=WEEKLY;COUNT=3" });
        var all = await OccurrencesAsync(client, answer.Expect(200));
        Assert.Equal(["2027-03-23T09:00:00Z", "2027-03-30T08:00:00Z", "2027-04-06T08:00:00Z"], all.Select(a => a.Text("starts_at")!));
        Assert.Equal(["2027-03-23T10:00:00Z", "2027-03-30T09:00:00Z", "2027-04-06T09:00:00Z"], all.Select(a => a.Text("ends_at")!));
        Assert.All(all, a => Assert.Equal(("Weekly", "10", "team", "planned"), (a.Text("subject"), a.GetProperty("reminders")[0].GetString(), a.GetProperty("tags")[0].GetString(), a.Text("status"))));
        (await client.PostAsync($"activities/{meeting.Id()}/actions/repeat", new { rule = "FREQ=DAILY" })).Invalid("rule:repetition.already");
        (await client.PostAsync(answer.Headers["Undo"], new { })).Expect(200);
        Assert.Single(await client.ListAsync("activities", "subject = 'Weekly'"));
        Assert.True((await client.GetAsync($"activities/{meeting.Id()}")).Expect(200).GetProperty("repetition").IsEmpty());
    }

    [Fact]
    public async Task Rules_that_do_not_fit_are_refused()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var task = await client.CreateAsync("activities", new { subject = "Report", due_at = "2027-03-23T09:00:00Z" });
        async Task<Answer> Repeat(Guid id, string rule) => await client.PostAsync($"activities/{id}/actions/repeat", new { rule });
        (await Repeat(task.Id(), "FREQ=HOURLY")).Invalid("rule:repetition.bad_rule");
        (await Repeat(task.Id(), "FREQ=WEEKLY;BYDAY=WE")).Invalid("rule:repetition.not_its_day");
        (await Repeat((await client.CreateAsync("activities", new { subject = "Some day" })).Id(), "FREQ=DAILY")).Invalid("rule:repetition.no_time");
        (await client.PostAsync($"activities/{task.Id()}/actions/spread", new { })).Invalid("rule:repetition.none");
        var all = await OccurrencesAsync(client, (await Repeat(task.Id(), "FREQ=MONTHLY;BYDAY=4TU;COUNT=3")).Expect(200));
        Assert.Equal(["2027-03-23T09:00:00Z", "2027-04-27T08:00:00Z", "2027-05-25T08:00:00Z"], all.Select(a => a.Text("due_at")!));
    }

    [Fact]
    public async Task What_is_changed_of_one_spreads_to_those_after_it_or_all_and_what_others_were_given_stays()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var first = await RepeatedAsync(client, new { subject = "Stand-up", kind = "meeting", starts_at = "2027-04-05T08:00:00Z", ends_at = "2027-04-05T08:30:00Z" }, "FREQ=DAILY;COUNT=6");
        var ids = (await OccurrencesAsync(client, first)).Select(a => a.Id()).ToList();
        // One has another name, one another time, one is done, one is in the trash.
        (await client.PatchAsync($"activities/{ids[1]}", new { subject = "Retrospective" })).Expect(200);
        (await client.PatchAsync($"activities/{ids[3]}", new { starts_at = "2027-04-08T12:00:00Z", ends_at = "2027-04-08T12:30:00Z" })).Expect(200);
        (await client.PostAsync($"activities/{ids[4]}/actions/complete", new { })).Expect(200);
        (await client.DeleteAsync($"activities/{ids[5]}")).Expect(204);

        (await client.PatchAsync($"activities/{ids[2]}", new { subject = "Daily", starts_at = "2027-04-07T09:00:00Z", ends_at = "2027-04-07T09:15:00Z" })).Expect(200);
        (await client.PostAsync($"activities/{ids[2]}/actions/spread", new { })).Expect(200);
        var following = await OccurrencesAsync(client, first);
        Assert.Equal(["Stand-up", "Retrospective", "Daily", "Daily", "Stand-up"], following.Select(a => a.Text("subject")!));
        Assert.Equal(["2027-04-05T08:00:00Z", "2027-04-06T08:00:00Z", "2027-04-07T09:00:00Z", "2027-04-08T12:00:00Z", "2027-04-09T08:00:00Z"], following.Select(a => a.Text("starts_at")!));

        (await client.PatchAsync($"activities/{ids[2]}", new { location = "Room 2" })).Expect(200);
        (await client.PostAsync($"activities/{ids[2]}/actions/spread", new { all = true })).Expect(200);
        var all = await OccurrencesAsync(client, first);
        Assert.Equal(["Room 2", "Room 2", "Room 2", "Room 2", null], all.Select(a => a.Text("location")));
        Assert.Equal("Retrospective", all[1].Text("subject"));
    }

    [Fact]
    public async Task A_day_further_moves_the_days_of_the_rule_and_another_rule_makes_and_cancels_what_it_must()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var first = await RepeatedAsync(client, new { subject = "Weekly", kind = "meeting", starts_at = "2027-04-06T08:00:00Z" }, "FREQ=WEEKLY;BYDAY=TU;COUNT=4");
        (await client.PatchAsync($"activities/{first.Id()}", new { starts_at = "2027-04-07T08:00:00Z" })).Expect(200);
        (await client.PostAsync($"activities/{first.Id()}/actions/spread", new { all = true })).Expect(200);
        Assert.Equal(["2027-04-07", "2027-04-14", "2027-04-21", "2027-04-28"], (await OccurrencesAsync(client, first)).Select(a => a.Text("starts_at")![..10]));

        (await client.PostAsync($"activities/{first.Id()}/actions/spread", new { rule = "FREQ=WEEKLY;INTERVAL=2;COUNT=3" })).Expect(200);
        Assert.Equal(["2027-04-07", "2027-04-21", "2027-05-05"], (await OccurrencesAsync(client, first)).Select(a => a.Text("starts_at")![..10]));
        Assert.Equal(["2027-04-14", "2027-04-28"], (await client.ListAsync("activities", "status = 'cancelled'", "&sort=starts_at")).Select(a => a.Text("starts_at")![..10]));

        (await client.PostAsync($"activities/{(await OccurrencesAsync(client, first))[1].Id()}/actions/end_repetition", new { })).Expect(200);
        Assert.Equal(["2027-04-07", "2027-04-21"], (await OccurrencesAsync(client, first)).Select(a => a.Text("starts_at")![..10]));
    }

    [Fact]
    public async Task What_goes_on_without_end_is_made_a_year_ahead_and_what_is_in_the_trash_does_not_come_back()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var first = await RepeatedAsync(client, new { subject = "Day off", kind = "other", starts_on = Day(1), ends_on = Day(1) }, "FREQ=DAILY");
        var made = await OccurrencesAsync(client, first);
        Assert.Equal(61, made.Count);
        (await client.DeleteAsync($"activities/{made[30].Id()}")).Expect(204);
        var repetition = first.GetProperty("repetition").Text("id");
        for (var more = 0; more < 6; more++)
            (await client.PostAsync($"repetitions/{repetition}/actions/make_ahead", new { })).Expect(200);
        Assert.Equal(Day(365), (await client.GetAsync($"repetitions/{repetition}")).Expect(200).Text("made_until"));
        var days = (await client.ListAsync("activities", $"repetition = '{repetition}'", "&sort=starts_on")).Select(a => a.Text("starts_on")!).ToList();
        Assert.Equal(200, days.Count);
        Assert.Equal(days.Distinct(), days);
        Assert.DoesNotContain(Day(31), days);
    }

    [Fact]
    public async Task Nobody_has_to_catch_up_on_what_would_have_been()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var first = await RepeatedAsync(client, new { subject = "Backup", starts_on = Day(-20), ends_on = Day(-20) }, $"FREQ=DAILY;UNTIL={Day(2).Replace("-", "", StringComparison.Ordinal)}");
        Assert.Equal([Day(-20), Day(0), Day(1), Day(2)], (await OccurrencesAsync(client, first)).Select(a => a.Text("starts_on")!));
    }

    [Fact]
    public async Task A_spread_is_undone_as_a_whole_and_what_comes_back_from_the_trash_takes_place_again()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var first = await RepeatedAsync(client, new { subject = "Review", starts_on = Day(1), ends_on = Day(1) }, "FREQ=DAILY;COUNT=5");
        var ids = (await OccurrencesAsync(client, first)).Select(a => a.Id()).ToList();
        (await client.DeleteAsync($"activities/{ids[2]}")).Expect(204);
        (await client.PatchAsync($"activities/{ids[0]}", new { location = "Hall" })).Expect(200);
        var spread = await client.PostAsync($"activities/{ids[0]}/actions/spread", new { all = true, rule = "FREQ=DAILY;INTERVAL=2;COUNT=4" });
        Assert.Equal([Day(1), Day(5), Day(7)], (await OccurrencesAsync(client, spread.Expect(200))).Select(a => a.Text("starts_on")!));

        (await client.PostAsync(spread.Headers["Undo"], new { })).Expect(200);
        var back = await OccurrencesAsync(client, first);
        Assert.Equal([(Day(1), "Hall"), (Day(2), null), (Day(4), null), (Day(5), null)], back.Select(a => (a.Text("starts_on")!, a.Text("location"))));
        Assert.All(back, a => Assert.Equal("planned", a.Text("status")));

        (await client.PostAsync($"activities/{ids[2]}/restore", null)).Expect(200);
        (await client.PostAsync($"activities/{ids[0]}/actions/spread", new { all = true })).Expect(200);
        Assert.Equal(["Hall", "Hall", "Hall", "Hall", "Hall"], (await OccurrencesAsync(client, first)).Select(a => a.Text("location")!));
    }

    [Fact]
    public async Task The_job_makes_the_next_ones_as_whoever_owns_the_repetition_and_none_for_one_in_the_trash()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var (kept, gone) = (await PlainAsync("Kept"), await PlainAsync("Gone"));
        (await client.DeleteAsync($"repetitions/{gone}")).Expect(204);
        await using (var command = server.Owner.CreateCommand($"insert into kith.job (workspace_id, kind, id, title, run_at, created_at) values ('{client.Workspace}', 'ahead', '{client.Workspace}', '', now(), now()) on conflict do nothing"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        for (var wait = 0; wait < 200 && (await client.GetAsync($"repetitions/{kept}")).Expect(200).Text("made_until") == Day(0); wait++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        var made = await client.ListAsync("activities", "subject in ('Kept', 'Gone')", "&sort=starts_on");
        Assert.Equal(["Kept", "Kept", "Kept"], made.Select(a => a.Text("subject")!));
        Assert.Equal([Day(1), Day(2), Day(3)], made.Select(a => a.Text("starts_on")!));
        Assert.Equal("9999-12-31", (await client.GetAsync($"repetitions/{kept}")).Expect(200).Text("made_until"));

        async Task<Guid> PlainAsync(string subject) =>
            (await client.CreateAsync("repetitions", new { subject, rule = "FREQ=DAILY;COUNT=4", first_day = Day(0), made_until = Day(0), time_zone = "Europe/Rome" })).Id();
    }
}
