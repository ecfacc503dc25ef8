using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class ManyTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    [Theory, MemberData(nameof(Types))]
    public async Task Many_are_changed_and_deleted_with_an_outcome_each(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var set = new JsonObject { ["my_integer_c"] = 42, ["my_person_c"] = (await make.ValueAsync(type["my_person_c"], 2))!.DeepClone() };
        var records = new List<Guid>();
        for (var n = 1; n <= 3; n++)
            records.Add((await make.CreateAsync(type, n)).Id());
        var absent = server.NewId();
        JsonArray ids = [.. records.Append(absent).Append(records[0]).Select(id => JsonValue.Create(id.ToString()))];

        var done = (await client.PostAsync($"{plural}/actions/update", new JsonObject { ["ids"] = ids.DeepClone(), ["set"] = set.DeepClone() })).Expect(200);
        Assert.Equal((3, 1), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        var failed = Assert.Single(done.GetProperty("outcomes").EnumerateArray());
        Assert.Equal((absent, false, "not_found"), (failed.Id(), failed.GetProperty("ok").GetBoolean(), failed.Text("code")));
        Assert.Equal(records, (await client.ListAsync(plural, "my_integer_c = 42", "&sort=id")).Select(r => r.Id()));

        // A change of nothing is done, and leaves no trace.
        var before = await Snapshot.OfAsync(client);
        done = (await client.PostAsync($"{plural}/actions/update", new JsonObject { ["where"] = "my_integer_c = 42", ["set"] = set.DeepClone() })).Expect(200);
        Assert.Equal((3, 0), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.Equal(before, await Snapshot.OfAsync(client));

        done = (await client.PostAsync($"{plural}/actions/delete", new { where = $"my_integer_c = 42 and id != \"{records[1]}\"" })).Expect(200);
        Assert.Equal((2, 0), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.Equal([records[1]], (await client.ListAsync(plural, "my_integer_c = 42")).Select(r => r.Id()));
        Assert.Equal(2, (await client.ListAsync(plural, null, "&trash=only")).Count);
        Assert.Equal("deleted", (await client.GetAsync($"{plural}/{records[0]}/changes")).Expect(200).Data()[0].Text("kind"));
        done = (await client.PostAsync($"{plural}/actions/restore", new { ids = new[] { records[0] } })).Expect(200);
        Assert.Equal(1, done.GetProperty("done").GetInt32());
    }

    [Theory, MemberData(nameof(Types))]
    public async Task A_row_that_cannot_be_changed_is_told_and_the_others_are_changed(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var records = new List<Guid>();
        for (var n = 1; n <= 3; n++)
            records.Add((await make.CreateAsync(type, n)).Id());
        var done = (await client.PostAsync($"{plural}/actions/update", new { ids = records, set = new { my_integer_c = "many", my_person_c = server.NewId() } })).Expect(200);
        Assert.Equal((0, 3), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.All(done.GetProperty("outcomes").EnumerateArray(), o => Assert.Equal("my_integer_c", o.GetProperty("errors")[0].Text("field")));
        done = (await client.PostAsync($"{plural}/actions/update", new { ids = records, set = new { my_person_c = server.NewId() } })).Expect(200);
        Assert.All(done.GetProperty("outcomes").EnumerateArray(), o => Assert.Equal(("my_person_c", "link_not_found"), (o.GetProperty("errors")[0].Text("field"), o.GetProperty("errors")[0].Text("code"))));
        if (type.Writable.FirstOrDefault(f => f.Unique) is not { } unique)
            return;
        // Of rows that would share a unique value one gets it.
        done = (await client.PostAsync($"{plural}/actions/update", new JsonObject { ["ids"] = new JsonArray([.. records.Select(id => JsonValue.Create(id.ToString()))]), ["set"] = new JsonObject { [unique.Name] = "same@example.com", ["my_integer_c"] = 7 } })).Expect(200);
        Assert.Equal((1, 2), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.All(done.GetProperty("outcomes").EnumerateArray(), o => Assert.Equal((unique.Name, "unique"), (o.GetProperty("errors")[0].Text("field"), o.GetProperty("errors")[0].Text("code"))));
        Assert.Single(await client.ListAsync(plural, "my_integer_c = 7"));
    }

    [Fact]
    public async Task Which_records_are_meant_must_be_said_once()
    {
        var client = await server.WorkspaceAsync();
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        var before = await Snapshot.OfAsync(client);
        (await client.PostAsync("companies/actions/update", new { set = new { employees = 1 } })).Invalid("ids:ids_or_where");
        (await client.PostAsync("companies/actions/update", new { ids = new[] { company.Id() }, where = "employees is empty", set = new { employees = 1 } })).Invalid("ids:ids_or_where");
        (await client.PostAsync("companies/actions/update", new { ids = new[] { company.Id() } })).Invalid("set:required");
        (await client.PostAsync("companies/actions/update", new { ids = new[] { company.Id() }, set = new[] { 1 } })).Invalid("set:required");
        (await client.PostAsync("companies/actions/update", new { ids = new[] { "x" }, set = new { } })).Invalid("ids[0]:wrong_type");
        (await client.PostAsync("companies/actions/delete", new { where = "employes > 5" })).Invalid("where:expression.unknown_name");
        (await client.PostAsync("companies/actions/delete", new { ids = Enumerable.Repeat(company.Id(), 10_001) })).Invalid("ids:too_many_items");
        (await client.PostAsync("companies/actions/win", new { ids = new[] { company.Id() } })).Refused(404, "unknown_action");
        (await client.PostAsync($"companies/{company.Id()}/actions/win", null)).Refused(404, "unknown_action");
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Fact]
    public async Task Deals_are_won_and_lost_one_by_one_or_together()
    {
        var client = await server.WorkspaceAsync();
        var deals = new List<Guid>();
        foreach (var amount in new decimal?[] { 5, null, 7 })
            deals.Add((await client.CreateAsync("deals", new { name = "Tower", amount })).Id());
        var won = await client.PostAsync($"deals/{deals[0]}/actions/win", null, ("If-Match", "\"1\""));
        Assert.Equal("Won", won.Expect(200).GetProperty("stage").Text("title"));
        Assert.Equal("\"2\"", won.Headers["ETag"]);
        (await client.PostAsync($"deals/{deals[2]}/actions/win", new { }, ("If-Match", "\"9\""))).Refused(412, "stale");
        (await client.PostAsync($"deals/{deals[1]}/actions/win", new { })).Invalid("amount:deal.required_when_won");
        (await client.PostAsync($"deals/{deals[1]}/actions/win", new { stage = "x" })).Invalid("stage:unknown_field");
        var done = (await client.PostAsync("deals/actions/win", new { ids = deals })).Expect(200);
        Assert.Equal((2, 1), (done.GetProperty("done").GetInt32(), done.GetProperty("failed").GetInt32()));
        Assert.Equal(deals[1], done.GetProperty("outcomes")[0].Id());
        var reason = (await client.ListAsync("close_reasons"))[0].Id();
        done = (await client.PostAsync("deals/actions/lose", new { where = "stage.won", input = new { close_reason = reason } })).Expect(200);
        Assert.Equal(2, done.GetProperty("done").GetInt32());
        Assert.Equal(2, (await client.ListAsync("deals", "stage.lost and close_date in today")).Count);
    }

    [Fact]
    public async Task A_deal_moves_only_to_a_pipeline_with_a_stage_for_it()
    {
        var client = await server.WorkspaceAsync();
        var pipeline = await client.CreateAsync("pipelines", new { name = "Empty" });
        var deal = await client.CreateAsync("deals", new { name = "Tower" });
        var before = await Snapshot.OfAsync(client);
        (await client.PatchAsync($"deals/{deal.Id()}", new { pipeline = pipeline.Id() })).Invalid("stage:deal.pipeline_without_stages");
        (await client.PostAsync("deals", new { name = "New", pipeline = pipeline.Id() })).Invalid("stage:deal.pipeline_without_stages");
        var second = (await client.ListAsync("stages", "position = 2"))[0].Id();
        (await client.PatchAsync($"deals/{deal.Id()}", new { pipeline = pipeline.Id(), stage = second })).Invalid("stage:deal.stage_of_other_pipeline");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        var stage = await client.CreateAsync("stages", new { name = "First", pipeline = pipeline.Id() });
        Assert.Equal(stage.Id(), (await client.PatchAsync($"deals/{deal.Id()}", new { pipeline = pipeline.Id() })).Expect(200).GetProperty("stage").Id());
    }
}
