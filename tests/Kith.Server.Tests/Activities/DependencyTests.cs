using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Activities;

/// <summary>Tasks that wait for others, how far they are and how long they take.</summary>
public sealed class DependencyTests(Installation server)
{
    [Fact]
    public async Task What_waits_for_others_is_done_after_them_or_with_them()
    {
        var client = await server.WorkspaceAsync();
        var ask = (await client.CreateAsync("activities", new { subject = "Ask for prices" })).Id();
        var write = (await client.CreateAsync("activities", new { subject = "Write the offer", depends_on = new[] { ask }, progress = 40, estimated_hours = 2.5, status = "on_hold" })).Id();
        var send = (await client.CreateAsync("activities", new { subject = "Send it", depends_on = new[] { write } })).Id();

        (await client.PostAsync($"activities/{write}/actions/complete", new { })).Invalid("status:activity.waits_for");
        // What was done long ago is written down as it was.
        await client.CreateAsync("activities", new { subject = "Done before", depends_on = new[] { ask }, status = "completed" });
        Assert.Contains("Ask for prices", (await client.PostAsync($"activities/{write}/actions/complete", new { })).Text, StringComparison.Ordinal);
        // Many are done together with what they wait for.
        var many = (await client.PostAsync("activities/actions/complete", new { ids = new[] { send, write, ask } })).Expect(200);
        Assert.Equal(3, many.GetProperty("done").GetInt32());
        var done = (await client.GetAsync($"activities/{write}")).Expect(200);
        Assert.Equal((100, "completed"), (done.GetProperty("progress").GetInt32(), done.Text("status")));
    }

    [Fact]
    public async Task What_was_cancelled_or_lies_in_the_trash_is_not_waited_for()
    {
        var client = await server.WorkspaceAsync();
        var (first, second) = ((await client.CreateAsync("activities", new { subject = "First" })).Id(), (await client.CreateAsync("activities", new { subject = "Second" })).Id());
        var last = (await client.CreateAsync("activities", new { subject = "Last", depends_on = new[] { first, second } })).Id();
        (await client.PostAsync($"activities/{first}/actions/cancel", new { })).Expect(200);
        (await client.DeleteAsync($"activities/{second}")).Expect(204);
        (await client.PostAsync($"activities/{last}/actions/complete", new { })).Expect(200);
    }

    [Fact]
    public async Task Nothing_waits_for_itself_whatever_stands_between()
    {
        var client = await server.WorkspaceAsync();
        var a = (await client.CreateAsync("activities", new { subject = "A" })).Id();
        var b = (await client.CreateAsync("activities", new { subject = "B", depends_on = new[] { a } })).Id();
        var c = (await client.CreateAsync("activities", new { subject = "C", depends_on = new[] { b } })).Id();
        (await client.PatchAsync($"activities/{a}", new { depends_on = new[] { a } })).Invalid("depends_on:activity.waits_for_itself");
        (await client.PatchAsync($"activities/{a}", new { depends_on = new[] { c } })).Invalid("depends_on:activity.waits_for_itself");
        (await client.PatchAsync($"activities/{c}", new { depends_on = new[] { a, b } })).Expect(200);
        (await client.PatchAsync($"activities/{a}", new { progress = 101 })).Refused(422);
        (await client.PatchAsync($"activities/{a}", new { actual_hours = -1 })).Refused(422);
    }
}
