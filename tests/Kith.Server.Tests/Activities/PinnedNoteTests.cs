using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Activities;

/// <summary>Notes at the top of the page of what they are about.</summary>
public sealed class PinnedNoteTests(Installation server)
{
    [Fact]
    public async Task Notes_are_pinned_and_unpinned_one_or_many_and_nothing_else_is()
    {
        var client = await server.WorkspaceAsync();
        var company = (await client.CreateAsync("companies", new { name = "Acme" })).Id();
        var regarding = new { type = "company", id = company };
        var first = (await client.CreateAsync("activities", new { kind = "note", body = "Never on Mondays", regarding })).Id();
        var second = (await client.CreateAsync("activities", new { kind = "note", body = "Ask for Rosa", regarding })).Id();
        var call = (await client.CreateAsync("activities", new { kind = "call", subject = "Call", regarding })).Id();
        var pinned = (await client.PostAsync($"activities/{first}/actions/pin", new { })).Expect(200);
        Assert.False(pinned.GetProperty("pinned_at").IsEmpty());
        (await client.PostAsync($"activities/{call}/actions/pin", new { })).Invalid("kind:activity.only_notes_are_pinned");
        (await client.PatchAsync($"activities/{second}", new { pinned_at = "2026-11-20T10:00:00Z" })).Invalid("pinned_at:read_only");
        var many = (await client.PostAsync("activities/actions/pin", new { ids = new[] { first, second, call }, input = new { } })).Expect(200);
        Assert.Equal((2, 1), (many.GetProperty("done").GetInt32(), many.GetProperty("failed").GetInt32()));
        Assert.Equal(pinned.Raw("pinned_at"), (await client.GetAsync($"activities/{first}")).Expect(200).Raw("pinned_at"));
        Assert.Equal([second, first], (await client.ListAsync("activities", $"about(regarding, \"{company}\") and pinned_at is not empty", "&sort=-pinned_at")).Select(n => n.Id()));
        Assert.True((await client.PostAsync($"activities/{first}/actions/unpin", new { })).Expect(200).GetProperty("pinned_at").IsEmpty());
    }

    [Fact]
    public async Task What_is_no_note_any_more_is_not_pinned_any_more()
    {
        var client = await server.WorkspaceAsync();
        var note = (await client.CreateAsync("activities", new { kind = "note", body = "Call them" })).Id();
        (await client.PostAsync($"activities/{note}/actions/pin", new { })).Expect(200);
        Assert.True((await client.PatchAsync($"activities/{note}", new { kind = "task" })).Expect(200).GetProperty("pinned_at").IsEmpty());
    }

    [Fact]
    public async Task Who_may_not_change_a_note_does_not_pin_it()
    {
        var client = await server.WorkspaceAsync();
        var viewer = await server.ColleagueAsync(client, "viewer");
        var note = (await client.CreateAsync("activities", new { kind = "note", body = "Call them" })).Id();
        (await viewer.PostAsync($"activities/{note}/actions/pin", new { })).Refused(403, "forbidden");
    }
}
