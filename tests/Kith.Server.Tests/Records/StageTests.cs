using System.Text.Json;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>What a stage asks of deals, how long they stand in it, and FEATURES 41: which pipeline is the default.</summary>
public sealed class StageTests(Installation server)
{
    private static async Task<Dictionary<string, Guid>> StagesAsync(Client client) => (await client.ListAsync("stages")).ToDictionary(s => s.Text("name")!, s => s.Id());

    private static async Task<(Dictionary<string, Guid> Stages, JsonElement Deal)> WithProposalAsync(Client client, params string[] asked)
    {
        var stages = await StagesAsync(client);
        (await client.PatchAsync($"stages/{stages["Proposal"]}", new { required_to_enter = asked })).Expect(200);
        return (stages, await client.CreateAsync("deals", new { name = "Tower" }));
    }

    [Fact]
    public async Task A_stage_refuses_a_deal_and_names_every_field_that_is_missing()
    {
        var client = await server.WorkspaceAsync();
        var (stages, deal) = await WithProposalAsync(client, "company", "amount", "close_date");
        var before = await Snapshot.OfAsync(client);
        var refused = (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Proposal"], close_date = "2026-12-24" })).Invalid("company:deal.required_to_enter", "amount:deal.required_to_enter");
        Assert.Equal("Company must be filled before a deal enters “Proposal”.", refused.Errors[0].Text("message"));
        (await client.PostAsync("deals", new { name = "Bridge", stage = stages["Proposal"], amount = 5, close_date = "2026-12-24" })).Invalid("company:deal.required_to_enter");
        Assert.Equal(before, await Snapshot.OfAsync(client));

        var company = await client.CreateAsync("companies", new { name = "Acme" });
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Proposal"], close_date = "2026-12-24", amount = 5, company = company.Id() })).Expect(200);
        // Only who enters is asked; what is there may be changed.
        (await client.PatchAsync($"deals/{deal.Id()}", new { amount = (int?)null })).Expect(200);
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Engaging"] })).Expect(200);
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Proposal"] })).Invalid("amount:deal.required_to_enter");
    }

    [Fact]
    public async Task Another_pipeline_leads_into_its_first_stage_which_asks_too()
    {
        var client = await server.WorkspaceAsync();
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        var renewals = (await client.CreateAsync("pipelines", new { name = "Renewals" })).Id();
        var due = (await client.CreateAsync("stages", new { name = "Due", pipeline = renewals, required_to_enter = new[] { "amount" } })).Id();
        (await client.PatchAsync($"deals/{deal.Id()}", new { pipeline = renewals })).Invalid("amount:deal.required_to_enter");
        var moved = (await client.PatchAsync($"deals/{deal.Id()}", new { pipeline = renewals, amount = 5 })).Expect(200);
        Assert.Equal(due, moved.GetProperty("stage").Id());
        Assert.True(string.CompareOrdinal(deal.Text("stage_since"), moved.Text("stage_since")) < 0, moved.Text("stage_since"));
    }

    [Fact]
    public async Task Bulk_work_actions_and_imports_are_asked_alike_and_the_others_go_on()
    {
        var client = await server.WorkspaceAsync();
        var (stages, deal) = await WithProposalAsync(client, "amount");
        var full = await client.CreateAsync("deals", new { name = "Full", amount = 7 });
        var bulk = (await client.PostAsync("deals/actions/update", new { ids = new[] { deal.Id(), full.Id() }, set = new { stage = stages["Proposal"] } })).Expect(200);
        Assert.Equal((1, 1), (bulk.GetProperty("done").GetInt32(), bulk.GetProperty("failed").GetInt32()));
        var error = Assert.Single(bulk.GetProperty("outcomes").EnumerateArray().Single(o => o.Id() == deal.Id()).GetProperty("errors").EnumerateArray());
        Assert.Equal(("amount", "deal.required_to_enter"), (error.Text("field"), error.Text("code")));

        (await client.PatchAsync($"stages/{stages["Lost"]}", new { required_to_enter = new[] { "description", "contact" } })).Expect(200);
        (await client.PostAsync($"deals/{deal.Id()}/actions/lose", new { })).Invalid("contact:deal.required_to_enter", "description:deal.required_to_enter");

        var import = (await Furnished.UploadAsync(client, "name,stage,amount\nOne,Proposal,1\nNone,Proposal,\n")).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "deal", mapping = new { name = "name", stage = "stage", amount = "amount" } })).Expect(202);
        JsonElement status;
        while ((status = (await client.GetAsync($"imports/{import}")).Expect(200)).Text("state") != "done")
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal((1, 1), (status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        Assert.Contains("Amount must be filled before a deal enters “Proposal”.", (await client.GetAsync($"imports/{import}/errors.csv")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stage_asks_for_fields_of_a_workspace_s_own_and_for_none_that_nobody_fills()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/deal/fields", new { label = "Budget holder", kind = "text" })).Expect(201);
        var (stages, deal) = await WithProposalAsync(client, "budget_holder_c");
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Proposal"] })).Invalid("budget_holder_c:deal.required_to_enter");
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Proposal"], budget_holder_c = "Ada" })).Expect(200);
        foreach (var field in new[] { "weighted", "stage_since", "created_at", "nothing" })
            (await client.PatchAsync($"stages/{stages["Engaging"]}", new { required_to_enter = new[] { field } })).Invalid("required_to_enter:stage.unknown_field");
    }

    [Fact]
    public async Task A_move_writes_one_line_that_tells_from_where_to_where_and_since_when()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        var since = deal.GetProperty("stage_since").GetDateTimeOffset();
        Assert.Equal(deal.GetProperty("created_at").GetDateTimeOffset(), since);
        var renamed = (await client.PatchAsync($"deals/{deal.Id()}", new { name = "Tall tower" })).Expect(200);
        Assert.Equal(since, renamed.GetProperty("stage_since").GetDateTimeOffset());
        var moved = (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Engaging"] })).Expect(200);
        Assert.True(moved.GetProperty("stage_since").GetDateTimeOffset() > since);
        var line = (await client.GetAsync($"deals/{deal.Id()}/changes")).Expect(200).Data()[0];
        var diff = line.GetProperty("diff").EnumerateArray().ToDictionary(d => d.Text("field")!);
        Assert.Equal(["stage", "stage_since"], diff.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(since, diff["stage_since"].GetProperty("from").GetDateTimeOffset());
        Assert.Equal(client.Person, line.GetProperty("by").Id());
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage_since = "2020-01-01T00:00:00Z" })).Refused(422);
    }

    [Fact]
    public async Task A_deal_is_stale_once_it_stood_in_its_stage_for_longer_than_that_allows()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        Assert.Empty(await client.ListAsync("deals", "stale"));
        (await client.PatchAsync($"stages/{stages["Prospecting"]}", new { days_until_stale = 1 })).Expect(200);
        Assert.Empty(await client.ListAsync("deals", "stale"));
        await using (var earlier = server.Owner.CreateCommand($"update kith.deal set stage_since = stage_since - interval '25 hours' where id = '{deal.Id()}'"))
            Assert.Equal(1, await earlier.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        Assert.Equal(deal.Id(), Assert.Single(await client.ListAsync("deals", "stale")).Id());
        Assert.True((await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("stale").GetBoolean());
        (await client.PatchAsync($"deals/{deal.Id()}", new { stage = stages["Engaging"] })).Expect(200);
        Assert.Empty(await client.ListAsync("deals", "stale"));
    }

    [Fact]
    public async Task Another_pipeline_becomes_the_default_in_one_write_and_deals_stay_where_they_are()
    {
        var client = await server.WorkspaceAsync();
        var first = Assert.Single(await client.ListAsync("pipelines", "default"));
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        var other = await client.CreateAsync("pipelines", new { name = "Renewals" });
        await client.CreateAsync("stages", new { name = "Due", pipeline = other.Id() });
        var answer = (await client.DeleteAsync($"pipelines/{first.Id()}")).Refused(409);
        Assert.Equal("pipeline.default_stays", answer.Errors[0].Text("code"));
        (await client.PatchAsync($"pipelines/{other.Id()}", new { @default = true })).Refused(422);

        Assert.True((await client.PostAsync($"pipelines/{other.Id()}/actions/make_default", new { })).Expect(200).GetProperty("default").GetBoolean());
        Assert.Equal(other.Id(), Assert.Single(await client.ListAsync("pipelines", "default")).Id());
        Assert.Equal(first.Id(), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("pipeline").Id());
        Assert.Equal(other.Id(), (await client.CreateAsync("deals", new { name = "Bridge" })).GetProperty("pipeline").Id());
        (await client.PatchAsync($"deals/{deal.Id()}", new { amount = 3 })).Expect(200);
        Assert.Equal(first.Id(), (await client.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("pipeline").Id());
        (await client.PostAsync($"pipelines/{other.Id()}/actions/make_default", new { })).Expect(200);
        Assert.Single(await client.ListAsync("pipelines", "default"));
    }

    [Fact]
    public async Task Whoever_makes_pipelines_the_default_at_the_same_time_there_is_one()
    {
        var client = await server.WorkspaceAsync();
        var made = new List<Guid>();
        foreach (var name in new[] { "One", "Two", "Three", "Four" })
            made.Add((await client.CreateAsync("pipelines", new { name })).Id());
        var answers = await Task.WhenAll(made.Select(id => client.PostAsync($"pipelines/{id}/actions/make_default", new { })));
        Assert.Contains(answers, a => a.Status == 200);
        Assert.All(answers.Where(a => a.Status != 200), a => Assert.Contains(a.Status, new[] { 409, 412, 422 }));
        Assert.Single(await client.ListAsync("pipelines", "default"));
    }

    [Fact]
    public async Task Undoing_makes_the_one_before_the_default_again()
    {
        var client = await server.WorkspaceAsync();
        var first = Assert.Single(await client.ListAsync("pipelines", "default"));
        var other = await client.CreateAsync("pipelines", new { name = "Renewals" });
        (await client.PostAsync($"pipelines/{other.Id()}/actions/make_default", new { })).Expect(200);
        var changeset = (await client.GetAsync($"pipelines/{other.Id()}/changes")).Expect(200).Data()[0].GetProperty("changeset");
        var id = changeset.ValueKind == JsonValueKind.String ? changeset.GetString() : changeset.Text("id");
        (await client.PostAsync($"changesets/{id}/undo", null)).Expect(200);
        Assert.Equal(first.Id(), Assert.Single(await client.ListAsync("pipelines", "default")).Id());
    }
}
