using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Activities;

/// <summary>FEATURES 46 and 47, and how far an activity is.</summary>
public sealed class ActivityTests(Installation server)
{
    private static (string? Status, bool Done) Standing(JsonElement activity) => (activity.Text("status"), !activity.GetProperty("done_at").IsEmpty());

    private static (string?, string?, string?, string?) Times(JsonElement activity) => (activity.Text("starts_on"), activity.Text("ends_on"), activity.Text("starts_at"), activity.Text("ends_at"));

    [Fact]
    public async Task What_is_done_is_completed_whichever_of_both_is_written()
    {
        var client = await server.WorkspaceAsync();
        var task = await client.CreateAsync("activities", new { subject = "Send the offer" });
        var path = $"activities/{task.Id()}";
        Assert.Equal(("planned", false), Standing(task));
        Assert.Equal(("completed", true), Standing((await client.PatchAsync(path, new { done_at = "2026-11-20T10:00:00Z" })).Expect(200)));
        Assert.Equal(("planned", false), Standing((await client.PatchAsync(path, """{"done_at": null}""")).Expect(200)));
        Assert.Equal(("in_progress", false), Standing((await client.PatchAsync(path, new { status = "in_progress" })).Expect(200)));
        Assert.Equal(("completed", true), Standing((await client.PatchAsync(path, new { status = "completed" })).Expect(200)));
        Assert.Equal(("in_progress", false), Standing((await client.PatchAsync(path, new { status = "in_progress" })).Expect(200)));
        Assert.Equal(("completed", true), Standing((await client.PostAsync($"{path}/actions/complete", new { })).Expect(200)));
        Assert.Equal(("planned", false), Standing((await client.PostAsync($"{path}/actions/reopen", new { })).Expect(200)));
        Assert.Equal(("cancelled", false), Standing((await client.PostAsync($"{path}/actions/cancel", new { })).Expect(200)));
        (await client.PatchAsync(path, new { status = "planned" })).Expect(200);
        (await client.PatchAsync(path, new { status = "cancelled", done_at = "2026-11-20T10:00:00Z" })).Invalid("status:activity.done_and_cancelled");
        var call = await client.CreateAsync("activities", new { subject = "Called", kind = "call", done_at = "2026-11-20T10:00:00Z", call_direction = "outbound", call_result = "voicemail", outcome = "Calls back", duration_minutes = 3 });
        Assert.Equal(("completed", true), Standing(call));
        Assert.True((await client.CreateAsync("activities", new { body = "Remember", kind = "note" })).GetProperty("status").IsEmpty());
        Assert.Equal(2, (await client.ListAsync("activities", "done_at is empty and not (status = \"cancelled\")")).Count);
    }

    [Fact]
    public async Task A_meeting_at_ten_in_Rome_is_kept_as_that_moment()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var winter = await client.CreateAsync("activities", new { subject = "Review", kind = "meeting", starts_at = "2026-12-01T10:00:00+01:00", ends_at = "2026-12-01T11:00:00+01:00", time_zone = "Europe/Rome" });
        Assert.Equal(("2026-12-01T09:00:00Z", "2026-12-01T10:00:00Z", "Europe/Rome"), (winter.Text("starts_at"), winter.Text("ends_at"), winter.Text("time_zone")));
        Assert.True(winter.GetProperty("starts_on").IsEmpty());
        (await client.PostAsync("activities", new { subject = "Nowhere", time_zone = "Europe/Nowhere" })).Invalid("time_zone:unknown_time_zone");
    }

    [Theory]
    [InlineData("Europe/Rome", "2026-11-30T23:00:00Z", "2026-12-02T23:00:00Z")]
    [InlineData("America/New_York", "2026-12-01T05:00:00Z", "2026-12-03T05:00:00Z")]
    [InlineData("Pacific/Kiritimati", "2026-11-30T10:00:00Z", "2026-12-02T10:00:00Z")]
    public async Task What_lasts_whole_days_stays_on_its_dates_and_its_end_is_the_moment_after_the_last(string zone, string start, string end)
    {
        var client = await server.WorkspaceAsync(zone: zone);
        var fair = await client.CreateAsync("activities", new { subject = "Fair", kind = "meeting", starts_on = "2026-12-01", ends_on = "2026-12-02" });
        Assert.True(fair.GetProperty("all_day").GetBoolean());
        Assert.Equal(("2026-12-01", "2026-12-02", start, end), Times(fair));
        // As local midnights, and as the midnights in UTC that other programs write.
        Assert.Equal(("2026-12-01", "2026-12-02", start, end), Times(await client.CreateAsync("activities", new { subject = "Fair", all_day = true, starts_at = start, ends_at = end })));
        Assert.Equal(
            ("2026-12-01", "2026-12-02", "2026-12-01T00:00:00Z", "2026-12-03T00:00:00Z"),
            Times(await client.CreateAsync("activities", new { subject = "Fair", all_day = true, starts_at = "2026-12-01T00:00:00Z", ends_at = "2026-12-03T00:00:00Z" })));
        var one = await client.CreateAsync("activities", new { subject = "Day off", all_day = true, starts_at = "2026-12-01T00:00:00Z" });
        Assert.Equal(("2026-12-01", "2026-12-01"), (one.Text("starts_on"), one.Text("ends_on")));
    }

    [Fact]
    public async Task Whole_days_move_become_a_moment_and_refuse_an_end_before_the_start()
    {
        var client = await server.WorkspaceAsync(zone: "Europe/Rome");
        var path = $"activities/{(await client.CreateAsync("activities", new { subject = "Fair", kind = "meeting", starts_on = "2026-03-28", ends_on = "2026-03-29" })).Id()}";
        // The clocks of Rome go forward on the 29th.
        Assert.Equal(("2026-03-29", "2026-03-30", "2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z"), Times((await client.PatchAsync(path, new { starts_on = "2026-03-29", ends_on = "2026-03-30" })).Expect(200)));
        (await client.PatchAsync(path, new { ends_on = "2026-03-27" })).Invalid("ends_on:activity.ends_before_start");
        var timed = (await client.PatchAsync(path, new { all_day = false, starts_at = "2026-03-29T08:00:00Z", ends_at = "2026-03-29T09:00:00Z" })).Expect(200);
        Assert.True(timed.GetProperty("starts_on").IsEmpty() && timed.GetProperty("ends_on").IsEmpty());
        (await client.PatchAsync(path, new { ends_at = "2026-03-29T07:00:00Z" })).Invalid("ends_at:activity.ends_before_start");
        Assert.Equal(("2026-03-29", "2026-03-29"), ((await client.PatchAsync(path, new { all_day = true })).Expect(200).Text("starts_on"), (await client.GetAsync(path)).Expect(200).Text("ends_on")));
        var changes = (await client.GetAsync($"{path}/changes")).Expect(200).Data();
        (await client.PostAsync($"changes/{changes[0].GetProperty("position").GetInt64()}/undo", new { })).Expect(200);
        Assert.True((await client.GetAsync(path)).Expect(200).GetProperty("starts_on").IsEmpty());
    }

    [Fact]
    public async Task The_schema_says_which_date_is_shown_in_place_of_a_moment()
    {
        var client = await server.WorkspaceAsync();
        var fields = (await client.GetAsync("schema")).Expect(200).GetProperty("types").EnumerateArray().Single(t => t.Text("name") == "activity").GetProperty("fields").EnumerateArray().ToList();
        Assert.Equal([("starts_at", "starts_on"), ("ends_at", "ends_on")], fields.Where(f => f.TryGetProperty("day", out _)).Select(f => (f.Text("name"), f.Text("day"))));
    }
}
