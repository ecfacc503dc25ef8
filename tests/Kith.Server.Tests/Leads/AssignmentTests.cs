using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Leads;

public sealed class AssignmentTests(Installation server)
{
    private static Guid Owner(JsonElement lead) => lead.GetProperty("owner").Id();

    private static string? Rule(JsonElement lead) => lead.GetProperty("assigned_by") is { ValueKind: JsonValueKind.Object } rule ? rule.Text("title") : null;

    private sealed record Office(Client Owner, Client Program, IReadOnlyList<Guid> People);

    // An owner, a program of theirs, and three people.
    private async Task<Office> OfficeAsync()
    {
        var owner = await server.WorkspaceAsync();
        var people = new List<Guid>();
        foreach (var name in new[] { "Ann", "Bob", "Cleo" })
            people.Add((await owner.CreateAsync("people", new { name })).Id());
        return new Office(owner, await owner.ProgramAsync(), people);
    }

    private static async Task<JsonElement> LeadAsync(Client client, string name, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["last_name"] = name;
        return await client.CreateAsync("leads", body);
    }

    [Fact]
    public async Task A_lead_for_which_nobody_is_named_goes_to_whom_the_first_rule_that_holds_says()
    {
        var office = await OfficeAsync();
        var (ann, bob) = (office.People[0], office.People[1]);
        await office.Owner.CreateAsync("assignment_rules", new { name = "Retail", condition = "industry = \"retail\"", way = "person", people = new[] { ann } });
        await office.Owner.CreateAsync("assignment_rules", new { name = "Large", condition = "employees > 100 and tags = \"big\"", way = "person", people = new[] { bob } });
        var retail = await LeadAsync(office.Program, "One", new { industry = "retail", employees = 500, tags = new[] { "big" } });
        Assert.Equal((ann, "Retail"), (Owner(retail), Rule(retail)));
        var large = await LeadAsync(office.Program, "Two", new { employees = 500, tags = new[] { "big", "new" } });
        Assert.Equal((bob, "Large"), (Owner(large), Rule(large)));
        var neither = await LeadAsync(office.Program, "Three", new { employees = 500 });
        Assert.Equal((office.Owner.Person, (string?)null), (Owner(neither), Rule(neither)));
        var named = await LeadAsync(office.Program, "Four", new { industry = "retail", owner = bob });
        Assert.Equal((bob, (string?)null), (Owner(named), Rule(named)));
    }

    [Fact]
    public async Task The_history_tells_which_rule_gave_it_to_whom_and_forgets_it_when_a_person_does()
    {
        var office = await OfficeAsync();
        await office.Owner.CreateAsync("assignment_rules", new { name = "All", way = "person", people = new[] { office.People[0] } });
        var lead = await LeadAsync(office.Program, "One");
        var made = (await office.Owner.GetAsync($"leads/{lead.Id()}/changes")).Expect(200).Data()[0];
        Assert.Contains(made.GetProperty("diff").EnumerateArray(), d => d.Text("field") == "assigned_by" && d.GetProperty("to").Text("title") == "All");
        var given = (await office.Owner.PatchAsync($"leads/{lead.Id()}", new { owner = office.People[1] })).Expect(200);
        Assert.Equal((office.People[1], (string?)null), (Owner(given), Rule(given)));
        var assigned = (await office.Owner.PostAsync($"leads/{lead.Id()}/actions/assign", new { })).Expect(200);
        Assert.Equal((office.People[0], "All"), (Owner(assigned), Rule(assigned)));
        var change = (await office.Owner.GetAsync($"leads/{lead.Id()}/changes")).Expect(200).Data()[0];
        (await office.Owner.PostAsync($"changes/{change.Raw("position")}/undo", new { })).Expect(200);
        var undone = (await office.Owner.GetAsync($"leads/{lead.Id()}")).Expect(200);
        Assert.Equal((office.People[1], (string?)null), (Owner(undone), Rule(undone)));
    }

    [Fact]
    public async Task Turns_are_fair_to_one_lead_however_many_come_in_at_once_and_those_that_are_refused_take_none()
    {
        var office = await OfficeAsync();
        await office.Owner.CreateAsync("assignment_rules", new { name = "All", people = office.People });
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) =>
        {
            if (n % 4 == 0)
                (await office.Program.PostAsync("leads", new { last_name = "Bad", email = "none" })).Refused(422);
            else if (n % 4 == 1)
                (await office.Program.PostAsync("leads", new { last_name = "Bad", source = "website", territory = "00000000-0000-7000-8000-000000000001" })).Refused(422);
            else
                await LeadAsync(office.Program, $"Lead {n}");
        });
        var leads = await office.Owner.ListAsync("leads");
        Assert.Equal(20, leads.Count);
        Assert.Equal([6, 7, 7], leads.GroupBy(Owner).Select(g => g.Count()).Order());
        Assert.Equal(office.People.Order(), leads.Select(Owner).Distinct().Order());
    }

    [Fact]
    public async Task Who_has_left_or_is_away_gets_nothing_and_does_not_catch_up()
    {
        var office = await OfficeAsync();
        var (ann, bob, cleo) = (office.People[0], office.People[1], office.People[2]);
        await office.Owner.CreateAsync("assignment_rules", new { name = "All", people = office.People });
        (await office.Owner.PatchAsync($"people/{ann}", new { active = false })).Expect(200);
        var away = await office.Owner.CreateAsync("assignees", new { person = bob, away_until = "2999-01-01" });
        Assert.Equal("Bob", away.Text("name"));
        for (var n = 0; n < 6; n++)
            Assert.Equal(cleo, Owner(await LeadAsync(office.Program, $"Lead {n}")));
        (await office.Owner.PatchAsync($"assignees/{away.Id()}", new { away_until = "2020-01-01" })).Expect(200);
        var then = new List<Guid>();
        for (var n = 0; n < 6; n++)
            then.Add(Owner(await LeadAsync(office.Program, $"Then {n}")));
        Assert.Equal([3, 3], then.GroupBy(p => p).Select(g => g.Count()));
    }

    [Fact]
    public async Task Shares_are_kept_to()
    {
        var office = await OfficeAsync();
        await office.Owner.CreateAsync("assignment_rules", new { name = "All", way = "weighted", people = office.People });
        await office.Owner.CreateAsync("assignees", new { person = office.People[0], weight = 3 });
        var got = new List<Guid>();
        for (var n = 0; n < 15; n++)
            got.Add(Owner(await LeadAsync(office.Program, $"Lead {n}")));
        Assert.Equal([9, 3, 3], office.People.Select(p => got.Count(g => g == p)));
    }

    [Fact]
    public async Task By_load_whoever_has_the_fewest_open_leads_gets_it_and_nobody_more_than_they_take()
    {
        var office = await OfficeAsync();
        var (ann, bob, cleo) = (office.People[0], office.People[1], office.People[2]);
        for (var n = 0; n < 3; n++)
            await LeadAsync(office.Program, $"Old {n}", new { owner = ann });
        await LeadAsync(office.Program, "Given up", new { owner = bob, status = "unqualified", unqualified_reason = "Gone" });
        await office.Owner.CreateAsync("assignment_rules", new { name = "Load", way = "load", people = new[] { ann, bob } });
        await office.Owner.CreateAsync("assignment_rules", new { name = "Rest", way = "person", people = new[] { cleo } });
        await office.Owner.CreateAsync("assignees", new { person = ann, capacity = 4 });
        await office.Owner.CreateAsync("assignees", new { person = bob, capacity = 4 });
        var got = new List<Guid>();
        for (var n = 0; n < 6; n++)
            got.Add(Owner(await LeadAsync(office.Program, $"Lead {n}")));
        Assert.Equal([bob, bob, bob], got.Take(3));
        Assert.Equal(new[] { ann, bob }.Order(), got.Skip(3).Take(2).Order());
        Assert.Equal(cleo, got[5]);
    }

    [Fact]
    public async Task A_team_takes_with_the_teams_inside_it()
    {
        var office = await OfficeAsync();
        var sales = await office.Owner.CreateAsync("teams", new { name = "Sales" });
        var north = await office.Owner.CreateAsync("teams", new { name = "North", parent = sales.Id() });
        (await office.Owner.PatchAsync($"people/{office.People[0]}", new { team = sales.Id() })).Expect(200);
        (await office.Owner.PatchAsync($"people/{office.People[1]}", new { team = north.Id() })).Expect(200);
        await office.Owner.CreateAsync("assignment_rules", new { name = "Team", team = sales.Id() });
        var got = new[] { Owner(await LeadAsync(office.Program, "One")), Owner(await LeadAsync(office.Program, "Two")) };
        Assert.Equal(office.People.Take(2).Order(), got.Order());
    }

    [Fact]
    public async Task By_hand_a_workspace_chooses_whether_rules_decide()
    {
        var office = await OfficeAsync();
        var rule = await office.Owner.CreateAsync("assignment_rules", new { name = "All", way = "person", people = new[] { office.People[0] } });
        Assert.Equal(office.Owner.Person, Owner(await LeadAsync(office.Owner, "One")));
        (await office.Owner.PatchAsync($"assignment_rules/{rule.Id()}", new { by_hand = true })).Expect(200);
        Assert.Equal(office.People[0], Owner(await LeadAsync(office.Owner, "Two")));
        Assert.Equal(office.People[0], Owner(await LeadAsync(office.Owner, "Three", new { owner = office.Owner.Person })));
        Assert.Equal(office.People[1], Owner(await LeadAsync(office.Owner, "Four", new { owner = office.People[1] })));
    }

    [Fact]
    public async Task A_rule_that_no_longer_works_is_passed_over_and_told_and_stops_nobody()
    {
        var office = await OfficeAsync();
        (await office.Owner.PostAsync("assignment_rules", new { name = "Bad", condition = "nothing = 1" })).Invalid("condition:expression.unknown_name");
        (await office.Owner.PostAsync("types/lead/fields", new { label = "Size", formula = "employees * 2" })).Expect(201);
        const string field = "size_c";
        var broken = await office.Owner.CreateAsync("assignment_rules", new { name = "Own", condition = $"{field} > 3", way = "person", people = new[] { office.People[0] } });
        var nobody = await office.Owner.CreateAsync("assignment_rules", new { name = "Nobody" });
        await office.Owner.CreateAsync("assignment_rules", new { name = "Rest", way = "person", people = new[] { office.People[1] } });
        Assert.Equal(office.People[0], Owner(await LeadAsync(office.Program, "One", new { employees = 5 })));
        (await office.Owner.DeleteAsync($"types/lead/fields/{field}")).Expect(204);
        Assert.Equal(office.People[1], Owner(await LeadAsync(office.Program, "Two")));
        var standing = (await office.Owner.GetAsync("assignment")).Expect(200).Data();
        Assert.Equal([broken.Id(), nobody.Id()], standing.Take(2).Select(s => s.Id()));
        Assert.NotNull(standing[0].Text("problem"));
        Assert.Equal((null, 0), (standing[1].Text("problem"), standing[1].GetProperty("takers").GetInt32()));
        Assert.Equal((null, 1), (standing[2].Text("problem"), standing[2].GetProperty("takers").GetInt32()));
    }

    [Fact]
    public async Task A_trial_tells_who_would_get_what_and_why_and_gives_nothing_away()
    {
        var office = await OfficeAsync();
        var before = new List<Guid>();
        for (var n = 0; n < 4; n++)
            before.Add((await LeadAsync(office.Program, $"Lead {n}", new { industry = n == 0 ? "retail" : "finance" })).Id());
        await LeadAsync(office.Program, "Done", new { status = "unqualified", unqualified_reason = "Gone" });
        await office.Owner.CreateAsync("assignment_rules", new { name = "Finance", condition = "industry = \"finance\"", way = "load", people = office.People });
        var tried = (await office.Owner.PostAsync("assignment/trial", new { })).Expect(200).Data();
        Assert.Equal(before.AsEnumerable().Reverse(), tried.Select(t => t.GetProperty("lead").Id()));
        Assert.Equal(office.People.Order(), tried.Take(3).Select(t => t.GetProperty("person").Id()).Order());
        Assert.All(tried.Take(3), t => Assert.Equal(("load", 0, "Finance"), (t.Text("way"), t.GetProperty("open").GetInt32(), t.GetProperty("rule").Text("title"))));
        Assert.Equal(JsonValueKind.Null, tried[3].GetProperty("person").ValueKind);
        var one = (await office.Owner.PostAsync("assignment/trial", new { ids = new[] { before[1] } })).Expect(200).Data();
        Assert.Equal(before[1], Assert.Single(one).GetProperty("lead").Id());
        Assert.All(await office.Owner.ListAsync("leads"), l => Assert.Equal((office.Owner.Person, (string?)null), (Owner(l), Rule(l))));
        var member = await server.ColleagueAsync(office.Owner);
        (await member.PostAsync("assignment/trial", new { })).Refused(403);
        (await office.Owner.PostAsync("assignment/trial", new { latest = 501 })).Invalid("latest:out_of_range");
    }

    [Fact]
    public async Task Many_are_assigned_in_one_changeset_that_can_be_undone_and_a_trial_of_it_takes_no_turn()
    {
        var office = await OfficeAsync();
        for (var n = 0; n < 30; n++)
            await LeadAsync(office.Program, $"Lead {n}");
        await office.Owner.CreateAsync("assignment_rules", new { name = "All", people = office.People });
        (await office.Owner.PostAsync("leads/actions/assign", new { where = "id is not empty", dry_run = true })).Expect(200);
        Assert.Equal(office.People[0], (await office.Owner.PostAsync("assignment/trial", new { latest = 1 })).Expect(200).Data()[0].GetProperty("person").Id());
        var done = (await office.Owner.PostAsync("leads/actions/assign", new { where = "id is not empty" })).Expect(200);
        Assert.Equal((30, 0), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.Equal([10, 10, 10], (await office.Owner.ListAsync("leads")).GroupBy(Owner).Select(g => g.Count()));
        (await office.Owner.PostAsync($"changesets/{done.Text("changeset")}/undo", new { })).Expect(200);
        Assert.All(await office.Owner.ListAsync("leads"), l => Assert.Equal((office.Owner.Person, (string?)null), (Owner(l), Rule(l))));
    }

    [Fact]
    public async Task Who_gets_a_lead_is_told_once_and_the_one_who_may_only_make_their_own_is_not_refused()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("roles", new { label = "Caller", types = new { lead = new { read = "own", create = "own", update = "own", other_fields = "write" } } })).Expect(201);
        var caller = await (await server.ColleagueAsync(owner, "caller_c", "Carl Caller")).ProgramAsync();
        var taker = await server.ColleagueAsync(owner, "member", "Tea Taker");
        await owner.CreateAsync("assignment_rules", new { name = "All", way = "person", people = new[] { taker.Person } });
        (await caller.PostAsync("leads", new { last_name = "Named", owner = taker.Person })).Invalid("owner:access.not_yours");
        var made = (await caller.PostAsync("leads", new { last_name = "Dealt" })).Expect(201);
        Assert.Equal("id", Assert.Single(made.EnumerateObject()).Name);
        (await caller.GetAsync($"leads/{made.Id()}")).Refused(404);
        Assert.Equal(taker.Person, Owner((await owner.GetAsync($"leads/{made.Id()}")).Expect(200)));
        JsonElement[] told = [];
        for (var n = 0; n < 200 && told.Length == 0; n++)
        {
            told = [.. (await taker.GetAsync("notifications")).Expect(200).Data()];
            await Task.Delay(25, TestContext.Current.CancellationToken);
        }
        Assert.Equal("assigned", Assert.Single(told).Text("kind"));
    }
}
