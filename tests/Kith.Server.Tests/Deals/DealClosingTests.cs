using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Deals;

/// <summary>FEATURES 40 and 44: deals that are won and lost, why, and the numbers they have.</summary>
public sealed class DealClosingTests(Installation server)
{
    private static async Task<Dictionary<string, Guid>> NamedAsync(Client client, string plural) => (await client.ListAsync(plural)).ToDictionary(s => s.Text("name")!, s => s.Id());

    private static async Task AskWhenLostAsync(Client client) =>
        (await client.PatchAsync($"pipelines/{(await client.ListAsync("pipelines"))[0].Id()}", new { reason_needed = "lost" })).Expect(200);

    [Fact]
    public async Task Losing_asks_for_the_reason_sets_the_day_and_writes_one_line()
    {
        var client = await server.WorkspaceAsync();
        var (stages, reasons) = (await NamedAsync(client, "stages"), await NamedAsync(client, "close_reasons"));
        await AskWhenLostAsync(client);
        var rival = await client.CreateAsync("companies", new { name = "Rival" });
        var deal = await client.CreateAsync("deals", new { name = "Tower", close_date = "2031-05-01" });
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Engaging"] })).Expect(200);
        var before = await Snapshot.OfAsync(client);
        var refused = (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { })).Invalid("close_reason:deal.reason_needed");
        Assert.Equal("Say why the deal ended in “Lost”.", refused.Errors[0].Text("message"));
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Lost"] })).Invalid("close_reason:deal.reason_needed");
        Assert.Equal(before, await Snapshot.OfAsync(client));

        var lost = (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { close_reason = reasons["Price"], competitor = rival.Id(), close_note = "A third cheaper" })).Expect(200);
        Assert.Equal(("Lost", "Price", "Rival", "A third cheaper"), (lost.GetProperty("stage").Text("title"), lost.GetProperty("close_reason").Text("title"), lost.GetProperty("competitor").Text("title"), lost.Text("close_note")));
        Assert.Equal(deal.Id(), Assert.Single(await client.ListAsync("deals", "close_date in today")).Id());
        var lines = (await client.GetAsync($"deals/{deal.Id()}/changes")).Expect(200).Data();
        Assert.Equal(3, lines.Count);
        Assert.Equal(["close_date", "close_note", "close_reason", "closed_from", "competitor", "stage", "stage_since"], lines[0].GetProperty("diff").EnumerateArray().Select(d => d.Text("field")!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_pipeline_says_when_it_wants_a_reason()
    {
        var client = await server.WorkspaceAsync();
        var (stages, pipeline) = (await NamedAsync(client, "stages"), (await client.ListAsync("pipelines"))[0].Id());
        async Task<int> CloseAsync(string stage)
        {
            var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5 });
            return (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages[stage] })).Status;
        }
        Assert.Equal((200, 200), (await CloseAsync("Won"), await CloseAsync("Lost")));
        await AskWhenLostAsync(client);
        Assert.Equal((200, 422), (await CloseAsync("Won"), await CloseAsync("Lost")));
        (await client.PatchAsync($"pipelines/{pipeline}", new { reason_needed = "always" })).Expect(200);
        Assert.Equal((422, 422), (await CloseAsync("Won"), await CloseAsync("Lost")));
        (await client.PatchAsync($"pipelines/{pipeline}", new { reason_needed = "never" })).Expect(200);
        Assert.Equal((200, 200), (await CloseAsync("Won"), await CloseAsync("Lost")));
        // What ended elsewhere, as in a file, ended when nobody asked.
        (await client.PatchAsync($"pipelines/{pipeline}", new { reason_needed = "always" })).Expect(200);
        await client.CreateAsync("deals", new { name = "Old", stage = stages["Lost"] });
    }

    [Fact]
    public async Task A_reason_fits_how_the_deal_ended_and_another_end_has_another()
    {
        var client = await server.WorkspaceAsync();
        await AskWhenLostAsync(client);
        var reasons = await NamedAsync(client, "close_reasons");
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5 });
        (await client.PostAsync($"deals/{deal.Id()}/actions/win", new { close_reason = reasons["No budget"] })).Invalid("close_reason:deal.reason_of_other_end");
        var won = (await client.PostAsync($"deals/{deal.Id()}/actions/win", new { close_reason = reasons["Price"], amount = 7 })).Expect(200);
        Assert.Equal("7.00", won.GetProperty("amount").Text("amount"));
        (await client.PatchAsync($"deals/{deal.Id()}", new { close_reason = reasons["No budget"] })).Invalid("close_reason:deal.reason_of_other_end");
        (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { close_note = "They withdrew" })).Invalid("close_reason:deal.reason_needed");
        var lost = (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { close_reason = reasons["No budget"] })).Expect(200);
        Assert.Equal("No budget", lost.GetProperty("close_reason").Text("title"));
    }

    [Fact]
    public async Task Opening_a_deal_again_brings_it_back_to_where_it_was_without_an_end()
    {
        var client = await server.WorkspaceAsync();
        var (stages, reasons) = (await NamedAsync(client, "stages"), await NamedAsync(client, "close_reasons"));
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5, stage = stages["Proposal"] });
        (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { close_reason = reasons["Price"], close_note = "Too dear" })).Expect(200);
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Won"] })).Expect(200);
        var open = (await client.PostAsync($"deals/{deal.Id()}/actions/reopen", new { })).Expect(200);
        Assert.Equal("Proposal", open.GetProperty("stage").Text("title"));
        Assert.All(new[] { "close_date", "close_reason", "close_note", "closed_from" }, field => Assert.Equal(JsonValueKind.Null, open.GetProperty(field).ValueKind));
        var version = open.Version();
        Assert.Equal(version, (await client.PostAsync($"deals/{deal.Id()}/actions/reopen", new { })).Expect(200).Version());

        // One that was never open here begins anew, and a move by hand opens it alike.
        var old = await client.CreateAsync("deals", new { name = "Old", stage = stages["Lost"], close_reason = reasons["Price"] });
        Assert.Equal("Prospecting", (await client.PostAsync($"deals/{old.Id()}/actions/reopen", new { })).Expect(200).GetProperty("stage").Text("title"));
        (await client.PostAsync($"deals/{old.Id()}/actions/lose", new { close_reason = reasons["Price"] })).Expect(200);
        var moved = (await client.PatchAsync($"deals/{old.Id()}", new { stage = stages["Engaging"], close_date = "2031-05-01" })).Expect(200);
        Assert.Equal(("2031-05-01", JsonValueKind.Null), (moved.Text("close_date"), moved.GetProperty("close_reason").ValueKind));
    }

    [Fact]
    public async Task Win_rate_and_reasons_are_reports()
    {
        var client = await server.WorkspaceAsync();
        var (stages, reasons) = (await NamedAsync(client, "stages"), await NamedAsync(client, "close_reasons"));
        foreach (var (stage, reason) in new[] { ("Won", "Price"), ("Lost", "Price"), ("Lost", "Price"), ("Lost", "No budget"), ("Engaging", null) })
            await client.CreateAsync("deals", new { name = "Tower", amount = 5, stage = stages[stage], close_reason = reason is null ? (Guid?)null : reasons[reason] });
        var rate = (await client.PostAsync("query", """{"from": "deals", "measures": {"rate": "count(where stage.won) * 100 / count(where stage.won or stage.lost)"}}""")).Expect(200);
        Assert.Equal("25", rate.Data()[0].Text("rate"));
        var why = (await client.PostAsync("query", """{"from": "deals", "where": "stage.lost", "group": ["close_reason.name"], "measures": {"n": "count()"}, "sort": ["-n"]}""")).Expect(200);
        Assert.Equal([("Price", 2), ("No budget", 1)], why.Data().Select(r => (r.Text("close_reason.name")!, r.GetProperty("n").GetInt32())));
    }

    [Fact]
    public async Task Numbers_are_issued_once_and_without_gap_however_many_deals_are_made_at_once_and_refused()
    {
        var client = await server.WorkspaceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => client.PostAsync("deals", new { name = $"Deal {i}", external_id = $"{i % 20}" })));
        var made = answers.Where(a => a.Status == 201).Select(a => a.Expect(201).Text("number")!).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(Enumerable.Range(1, 20).Select(n => $"D-{n:00000}"), made);
        (await client.PostAsync("deals", new { name = "Mine", number = "D-77777" })).Invalid("number:read_only");
        Assert.Equal("D-00021", (await client.CreateAsync("deals", new { name = "Next" })).Text("number"));
        var elsewhere = await server.WorkspaceAsync();
        Assert.Equal("D-00001", (await elsewhere.CreateAsync("deals", new { name = "First" })).Text("number"));
    }
}
