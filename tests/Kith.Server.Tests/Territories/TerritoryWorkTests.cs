using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Territories;

/// <summary>Who has how much in a territory, and how it is shared out evenly.</summary>
public sealed class TerritoryWorkTests(Installation server)
{
    private static string Told(JsonElement load) => $"{load.GetProperty("companies")}/{load.GetProperty("leads")}/{load.GetProperty("deals")}/{load.Text("amount")}/{load.GetProperty("tasks")}";

    private static IReadOnlyList<string> People(JsonElement work, string which = "now") =>
        [.. work.Data().Select(p => $"{Name(p, "person")}{(p.GetProperty("works").GetBoolean() ? "" : " (elsewhere)")}: {Told(p.GetProperty(which))}")];

    private static IReadOnlyList<string> Moves(JsonElement work) =>
        [.. work.GetProperty("moves").EnumerateArray().Select(m => $"{m.Text("type")} {m.GetProperty("record").Text("title")}: {Name(m, "from")} -> {Name(m, "to")}")];

    private static string Name(JsonElement of, string link) => of.GetProperty(link) is { ValueKind: JsonValueKind.Object } person ? person.Text("title")! : "nobody";

    private static object[] AsAsked(JsonElement work) =>
        [.. work.GetProperty("moves").EnumerateArray().Select(m => new { type = m.Text("type"), id = m.GetProperty("record").Id(), from = m.GetProperty("from") is { ValueKind: JsonValueKind.Object } from ? (Guid?)from.Id() : null, to = m.GetProperty("to").Id() })];

    [Fact]
    public async Task Companies_go_with_their_deals_and_tasks_to_those_who_have_less_and_come_back_with_one_undo()
    {
        var client = await server.WorkspaceAsync();
        var (ann, bob, eve) = (await PersonAsync(client, "Ann"), await PersonAsync(client, "Bob"), await PersonAsync(client, "Eve"));
        var italy = (await client.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" }, members = new[] { ann } })).Id();
        var rome = (await client.CreateAsync("territories", new { name = "Rome", cities = new[] { "Roma" }, parent = italy, members = new[] { bob } })).Id();
        var ids = new List<Guid>();
        for (var i = 0; i < 4; i++)
            ids.Add((await client.CreateAsync("companies", new { name = $"Acme {i}", owner = ann, address = new { country = "IT", city = i == 3 ? "Roma" : "Bari" } })).Id());
        await client.CreateAsync("companies", new { name = "Eve's own", owner = eve, address = new { country = "IT" } });
        await client.CreateAsync("companies", new { name = "Elsewhere", owner = ann, address = new { country = "DE" } });
        var (large, small) = ((await client.CreateAsync("deals", new { name = "Mill", company = ids[1], amount = 900, owner = ann })).Id(), (await client.CreateAsync("deals", new { name = "Pump", company = ids[2], amount = 100, owner = ann })).Id());
        await client.CreateAsync("deals", new { name = "Not Ann's", company = ids[1], amount = 5, owner = eve });
        var call = (await client.CreateAsync("activities", new { kind = "task", subject = "Send drawings", regarding = new { type = "deal", id = small }, owner = ann })).Id();
        await client.CreateAsync("activities", new { kind = "task", subject = "Done", status = "completed", regarding = new { type = "company", id = ids[0] }, owner = ann });

        var seen = (await client.GetAsync($"territory/workload?territory={italy}")).Expect(200);
        Assert.Equal(["Ann: 4/0/2/1000.00/1", "Bob: 0/0/0/0.00/0", "Eve (elsewhere): 1/0/1/5.00/0"], People(seen));
        Assert.Empty(Moves(seen));
        Assert.Equal(["Bob: 0/0/0/0.00/0", "Ann (elsewhere): 1/0/0/0.00/0"], People((await client.GetAsync($"territory/workload?territory={rome}")).Expect(200)));

        // What others than its members have there stays theirs.
        var byCompanies = (await client.GetAsync($"territory/workload?territory={italy}&by=companies")).Expect(200);
        Assert.Equal(["company Acme 0: Ann -> Bob", "company Acme 1: Ann -> Bob"], Moves(byCompanies));
        Assert.Equal(["Ann: 2/0/1/100.00/1", "Bob: 2/0/1/900.00/0", "Eve (elsewhere): 1/0/1/5.00/0"], People(byCompanies, "after"));
        var byAmount = (await client.GetAsync($"territory/workload?territory={italy}&by=amount")).Expect(200);
        Assert.Equal(["company Acme 2: Ann -> Bob"], Moves(byAmount));
        var byTasks = (await client.GetAsync($"territory/workload?territory={italy}&by=tasks")).Expect(200);
        Assert.Empty(Moves(byTasks));

        var done = (await client.PostAsync("territory/handovers", new { moves = AsAsked(byAmount) })).Expect(200);
        Assert.Equal((1, 2, 0), (done.GetProperty("moved").GetInt32(), done.GetProperty("along").GetInt32(), done.GetProperty("refused").GetArrayLength()));
        Assert.Equal(People(byAmount, "after"), People((await client.GetAsync($"territory/workload?territory={italy}")).Expect(200)));
        Assert.Equal(bob, (await client.GetAsync($"activities/{call}")).Expect(200).GetProperty("owner").Id());
        Assert.Equal(ann, (await client.GetAsync($"deals/{large}")).Expect(200).GetProperty("owner").Id());
        (await client.PostAsync($"changesets/{done.Text("changeset")}/undo", new { })).Expect(200);
        Assert.Equal(People(seen), People((await client.GetAsync($"territory/workload?territory={italy}")).Expect(200)));
    }

    [Fact]
    public async Task Leads_of_nobody_and_of_who_is_gone_go_first_and_each_gets_as_much_as_the_share_says()
    {
        var client = await server.WorkspaceAsync();
        var (ann, bob, gone) = (await PersonAsync(client, "Ann"), await PersonAsync(client, "Bob"), await PersonAsync(client, "Gone"));
        await client.CreateAsync("assignees", new { person = ann, weight = 2 });
        var italy = (await client.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" }, members = new[] { ann } })).Id();
        await client.CreateAsync("territory_members", new { territory = italy, person = bob, role = "primary" });
        foreach (var (name, owner) in ((string, Guid?)[])[("A", null), ("B", gone), ("C", bob), ("D", bob), ("E", bob), ("F", bob)])
            (await client.PatchAsync($"leads/{(await client.CreateAsync("leads", new { last_name = name, address = new { country = "IT" } })).Id()}", new { owner })).Expect(200);
        (await client.PatchAsync($"people/{gone}", new { active = false })).Expect(200);

        var work = (await client.GetAsync($"territory/workload?territory={italy}&by=leads")).Expect(200);
        Assert.Equal(["lead A: nobody -> Ann", "lead B: Gone -> Ann"], Moves(work).Take(2));
        Assert.Equal(["Ann: 0/4/0/0.00/0", "Bob: 0/2/0/0.00/0"], People(work, "after").Take(2));
        var moves = AsAsked(work);

        // Meanwhile somebody else took one of them, and another is gone.
        var taken = work.GetProperty("moves")[0].GetProperty("record").Id();
        (await client.PatchAsync($"leads/{taken}", new { owner = bob })).Expect(200);
        (await client.DeleteAsync($"leads/{work.GetProperty("moves")[1].GetProperty("record").Id()}")).Expect(204);
        var done = (await client.PostAsync("territory/handovers", new { moves })).Expect(200);
        Assert.Equal(2, done.GetProperty("moved").GetInt32());
        Assert.Equal(["territory.moved_meanwhile", "not_found"], done.GetProperty("refused").EnumerateArray().Select(r => r.Text("code")));
        Assert.Equal(bob, (await client.GetAsync($"leads/{taken}")).Expect(200).GetProperty("owner").Id());
    }

    [Fact]
    public async Task What_cannot_be_asked_or_handed_over_is_refused_with_its_reason()
    {
        var client = await server.WorkspaceAsync();
        var italy = (await client.CreateAsync("territories", new { name = "Italy", countries = new[] { "IT" } })).Id();
        var company = (await client.CreateAsync("companies", new { name = "Acme", address = new { country = "IT" } })).Id();
        Assert.Equal("by", (await client.GetAsync($"territory/workload?territory={italy}&by=mood")).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("territory", (await client.GetAsync("territory/workload?territory=italy")).Expect(422).GetProperty("errors")[0].Text("field"));
        (await client.GetAsync($"territory/workload?territory={server.NewId()}")).Expect(404);
        Assert.Equal("moves", (await client.PostAsync("territory/handovers", new { moves = Array.Empty<object>() })).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("moves[0].type", (await client.PostAsync("territory/handovers", new { moves = new[] { new { type = "deal", id = company, to = company } } })).Expect(422).GetProperty("errors")[0].Text("field"));
        // Nobody is named, so nobody gets it.
        var refused = (await client.PostAsync("territory/handovers", new { moves = new[] { new { type = "company", id = company, from = client.Person, to = server.NewId() } } })).Expect(200);
        Assert.Equal((0, "owner"), (refused.GetProperty("moved").GetInt32(), refused.GetProperty("refused")[0].GetProperty("errors")[0].Text("field")));
        Assert.Equal(JsonValueKind.Null, refused.GetProperty("changeset").ValueKind);
        // Who only reads sees the work and moves none of it.
        var viewer = await server.ColleagueAsync(client, "viewer");
        (await viewer.GetAsync($"territory/workload?territory={italy}&by=companies")).Expect(200);
        (await viewer.PostAsync("territory/handovers", new { moves = new[] { new { type = "company", id = company, from = client.Person, to = viewer.Person } } })).Expect(403);
    }

    private static async Task<Guid> PersonAsync(Client client, string name) => (await client.CreateAsync("people", new { name })).Id();
}
