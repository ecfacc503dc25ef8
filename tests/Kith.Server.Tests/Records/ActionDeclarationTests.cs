using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>An action is declared once; the calls, the document and the buttons follow from that.</summary>
public sealed class ActionDeclarationTests(Installation server)
{
    [Theory]
    [InlineData("leads", "convert")]
    [InlineData("leads", "assign")]
    [InlineData("deals", "win")]
    [InlineData("deals", "lose")]
    [InlineData("deals", "move")]
    [InlineData("companies", "transfer")]
    [InlineData("activities", "complete")]
    [InlineData("companies", "merge")]
    public async Task What_people_do_in_sales_is_an_action_of_one_and_of_many(string types, string action)
    {
        var client = await server.WorkspaceAsync();
        // Buttons of a record, and of chosen rows, are drawn from what the schema tells.
        var type = (await client.GetAsync("schema")).Expect(200).GetProperty("types").EnumerateArray().Single(t => t.Text("plural") == types);
        var told = type.GetProperty("actions").EnumerateArray().Where(a => a.Text("name") == action).ToList();
        Assert.True(action == "merge" ? type.GetProperty("mergeable").GetBoolean() : told is [var one] && one.Text("label") is { Length: > 0 });
        var missing = server.NewId();
        if (action != "merge")
            (await client.PostAsync($"{types}/{missing}/actions/{action}", new { })).Expect(404);
        Assert.NotEqual(404, (await client.PostAsync($"{types}/actions/{action}", new { ids = new[] { missing } })).Status);
        (await client.PostAsync($"{types}/actions/{action}_not", new { ids = new[] { missing } })).Refused(404, "unknown_action");
    }

    [Fact]
    public async Task Deals_are_moved_to_a_stage_one_and_many()
    {
        var client = await server.WorkspaceAsync();
        var stages = (await client.ListAsync("stages", "pipeline.default = true", "&sort=position")).Select(s => s.Id()).ToList();
        var first = (await client.CreateAsync("deals", new { name = "One" })).Id();
        var second = (await client.CreateAsync("deals", new { name = "Two" })).Id();
        Assert.Equal(stages[1], (await client.PostAsync($"deals/{first}/actions/move", new { stage = stages[1] })).Expect(200).GetProperty("stage").Id());
        var done = (await client.PostAsync("deals/actions/move", new { ids = new[] { first, second }, input = new { stage = stages[2] } })).Expect(200);
        Assert.Equal(2, done.GetProperty("done").GetInt32());
        Assert.All(await client.ListAsync("deals", "name in (\"One\", \"Two\")"), d => Assert.Equal(stages[2], d.GetProperty("stage").Id()));
        var refused = (await client.PostAsync($"deals/{first}/actions/move", new { })).Expect(422);
        Assert.Equal("stage", refused.GetProperty("errors")[0].Text("field"));
    }
}
