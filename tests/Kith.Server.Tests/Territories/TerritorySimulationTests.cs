using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Territories;

/// <summary>What a change of territories would do is told before it is made.</summary>
public sealed class TerritorySimulationTests(Installation server)
{
    private static async Task<JsonElement> SimulateAsync(Client client, object asked) => (await client.PostAsync("territory/simulation", asked)).Expect(200);

    private static string Told(JsonElement load) => $"{load.GetProperty("companies")} {load.GetProperty("leads")} {load.GetProperty("deals")} {load.Text("amount")}";

    private static IReadOnlyList<string> Loads(JsonElement simulated) =>
        [.. simulated.Data().Select(t => $"{(t.GetProperty("territory") is { ValueKind: JsonValueKind.Object } of ? of.Text("title") : "none")}: {Told(t.GetProperty("before"))} -> {Told(t.GetProperty("after"))}")];

    private static IReadOnlyList<string> Moves(JsonElement simulated)
    {
        return [.. simulated.GetProperty("moves").EnumerateArray().Select(m => $"{m.Text("type")} {m.GetProperty("record").Text("title")}: {Name(m, "from")} -> {Name(m, "to")}").Order(StringComparer.Ordinal)];

        static string Name(JsonElement move, string side) => move.GetProperty(side) is { ValueKind: JsonValueKind.Object } of ? of.Text("title")! : "none";
    }

    [Fact]
    public async Task What_new_changed_and_removed_territories_would_move_is_told_and_nothing_is_changed()
    {
        var client = await server.WorkspaceAsync();
        var south = (await client.CreateAsync("territories", new { name = "South", countries = new[] { "IT", "ES" } })).Id();
        var acme = (await client.CreateAsync("companies", new { name = "Acme", address = new { country = "IT" } })).Id();
        var byHand = (await client.CreateAsync("companies", new { name = "Stays", address = new { country = "ES" }, territory = south })).Id();
        await client.CreateAsync("companies", new { name = "Bolt", address = new { country = "DE" } });
        await client.CreateAsync("leads", new { last_name = "Rossi", address = new { country = "IT" } });
        var deal = (await client.CreateAsync("deals", new { name = "Mill", company = acme, amount = 70 })).Id();
        var won = (await client.CreateAsync("deals", new { name = "Old mill", company = acme, amount = 900 })).Id();
        (await client.PostAsync($"deals/{won}/actions/win", new { })).Expect(200);
        var before = await Snapshot.OfAsync(client);

        var simulated = await SimulateAsync(client, new { changes = new object[] { new { id = south, countries = new[] { "ES" } }, new { name = "North", countries = new[] { "DE", "IT" } } } });
        // A lead whose territory nothing says otherwise of, and a deal whose company moves.
        Assert.Equal(["company Acme: South -> North", "company Bolt: none -> North", "deal Mill: South -> North", "lead Rossi: South -> North"], Moves(simulated));
        Assert.Equal(["North: 0 0 0 0.00 -> 2 1 1 70.00", "South: 2 1 1 70.00 -> 1 0 0 0.00", "none: 1 0 0 0.00 -> 0 0 0 0.00"], Loads(simulated));
        Assert.Equal((4, false), (simulated.GetProperty("moved").GetInt32(), simulated.GetProperty("more").GetBoolean()));
        var gone = await SimulateAsync(client, new { removed = new[] { south } });
        Assert.Equal(["company Acme: South -> none", "company Stays: South -> none", "deal Mill: South -> none", "lead Rossi: South -> none"], Moves(gone));
        Assert.Empty(Moves(await SimulateAsync(client, new { })));
        Assert.Equal(before, await Snapshot.OfAsync(client));
        Assert.Equal("South", (await client.GetAsync($"deals/{deal}")).Expect(200).GetProperty("territory").Text("title"));
        Assert.Equal(byHand, (await client.ListAsync("companies", "territory_by_hand = true")).Single().Id());

        // Made in earnest it does what was told.
        (await client.PatchAsync($"territories/{south}", new { countries = new[] { "ES" } })).Expect(200);
        await client.CreateAsync("territories", new { name = "North", countries = new[] { "DE", "IT" } });
        foreach (var types in (string[])["companies", "leads", "deals"])
            (await client.PostAsync($"{types}/actions/place", new { ids = (await client.ListAsync(types)).Select(r => r.Id()).ToArray() })).Expect(200);
        Assert.Equal(["Acme", "Bolt"], (await client.ListAsync("companies", "territory.name = \"North\"", "&sort=name")).Select(c => c.Text("name")));
        Assert.Equal(["Mill", "Old mill"], (await client.ListAsync("deals", "territory.name = \"North\"", "&sort=name")).Select(c => c.Text("name")));
    }

    [Fact]
    public async Task What_could_not_be_saved_cannot_be_simulated_and_only_who_may_change_territories_asks()
    {
        var client = await server.WorkspaceAsync();
        Assert.Equal("name", (await client.PostAsync("territory/simulation", new { changes = new[] { new { kind = "size" } } })).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("employees_to", (await client.PostAsync("territory/simulation", new { changes = new[] { new { name = "Big", employees_from = 9, employees_to = 1 } } })).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("condition", (await client.PostAsync("territory/simulation", new { changes = new[] { new { name = "Odd", condition = "moon = 1" } } })).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("changes", (await client.PostAsync("territory/simulation", new { changes = new[] { 1 } })).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("id", (await client.PostAsync("territory/simulation", new { changes = new[] { new { id = "south" } } })).Expect(422).GetProperty("errors")[0].Text("field"));
        (await client.PostAsync("territory/simulation", new { changes = new[] { new { id = server.NewId(), name = "Nowhere" } } })).Expect(404);
        (await (await server.ColleagueAsync(client)).PostAsync("territory/simulation", new { })).Expect(403);
        Assert.Empty(await client.ListAsync("territories", "name = \"Big\""));
    }
}
