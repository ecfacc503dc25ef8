using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Deals;

/// <summary>How long deals stood in each stage, and where they went from there.</summary>
public sealed class VelocityTests(Installation server)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private static long? Days(JsonElement stage, string of) => stage.GetProperty(of) is { ValueKind: JsonValueKind.Number } seconds ? (long)Math.Round(seconds.GetInt64() / Day.TotalSeconds) : null;

    private static string Told(JsonElement s) =>
        $"{s.GetProperty("stage").Text("title")}: {s.GetProperty("entered")} in, {s.GetProperty("left")} out: {s.GetProperty("further")} on, {s.GetProperty("back")} back, {s.GetProperty("won")} won, {s.GetProperty("lost")} lost, {Days(s, "mean")} and {Days(s, "median")} days";

    private static async Task<IReadOnlyList<string>> VelocityAsync(Client client, Guid pipeline, string rest = "") => [.. (await client.GetAsync($"pipeline/velocity?pipeline={pipeline}{rest}")).Expect(200).Data().Select(Told)];

    [Fact]
    public async Task Each_stay_of_a_deal_counts_from_when_it_came_to_when_it_went()
    {
        var client = await server.WorkspaceAsync();
        var stages = (await client.ListAsync("stages", "pipeline.default = true", "&sort=position")).Select(s => (Id: s.Id(), Name: s.Text("name")!)).ToList();
        var pipeline = (await client.ListAsync("pipelines", "default = true")).Single().Id();
        var (first, second) = (stages[0], stages[1]);
        // One goes on after ten days and back after four more; one is lost after two days; one after six; one stays; one is in the trash.
        var goes = await DealAsync("Goes");
        await AfterAsync(goes, 10, id => client.PatchAsync($"deals/{id}", new { stage = second.Id }));
        await AfterAsync(goes, 4, id => client.PatchAsync($"deals/{id}", new { stage = first.Id }));
        await AfterAsync(await DealAsync("Lost"), 2, id => client.PostAsync($"deals/{id}/actions/lose", new { }));
        await AfterAsync(await DealAsync("Later"), 6, id => client.PostAsync($"deals/{id}/actions/win", new { }));
        await DealAsync("Stays");
        (await client.DeleteAsync($"deals/{await DealAsync("Gone")}")).Expect(204);

        var told = await VelocityAsync(client, pipeline);
        Assert.Equal([$"{first.Name}: 5 in, 3 out: 1 on, 0 back, 1 won, 1 lost, 6 and 6 days", $"{second.Name}: 1 in, 1 out: 0 on, 1 back, 0 won, 0 lost, 4 and 4 days"], told.Take(2));
        Assert.Equal(stages.Select(s => s.Name), told.Select(t => t[..t.IndexOf(':', StringComparison.Ordinal)]));
        // What came before the days that are asked for is no stay, nor what came after it.
        Assert.StartsWith($"{first.Name}: 4 in, 2 out", (await VelocityAsync(client, pipeline, "&days=12"))[0], StringComparison.Ordinal);
        Assert.StartsWith($"{second.Name}: 1 in, 1 out", (await VelocityAsync(client, pipeline, "&days=12"))[1], StringComparison.Ordinal);

        async Task<Guid> DealAsync(string name) => (await client.CreateAsync("deals", new { name, stage = first.Id, amount = 5 })).Id();

        async Task AfterAsync(Guid id, int days, Func<Guid, Task<Answer>> move)
        {
            await server.AgeAsync(client, id, days * Day);
            (await move(id)).Expect(200);
        }
    }

    [Fact]
    public async Task Only_what_somebody_sees_counts_and_what_cannot_be_asked_is_refused()
    {
        var owner = await server.WorkspaceAsync();
        var pipeline = (await owner.ListAsync("pipelines", "default = true")).Single().Id();
        await owner.CreateAsync("deals", new { name = "Hers" });
        Assert.Contains(await VelocityAsync(owner, pipeline), t => t.Contains(": 1 in", StringComparison.Ordinal));
        foreach (var (grant, status) in ((object, int)[])[(new { read = "own", other_fields = "read" }, 200), (new { read = "all", other_fields = "read", fields = new { stage = "hidden" } }, 403)])
        {
            var role = (await owner.PostAsync("roles", new { label = $"Rep {status}", types = new Dictionary<string, object> { ["*"] = new { read = "all", other_fields = "read" }, ["deal"] = grant } })).Expect(201).Text("name")!;
            var rep = await server.ColleagueAsync(owner, role, $"Rep {status}");
            var answer = (await rep.GetAsync($"pipeline/velocity?pipeline={pipeline}")).Expect(status);
            Assert.True(status == 403 || answer.Data().All(s => s.GetProperty("entered").GetInt32() == 0));
        }
        Assert.Equal("pipeline", (await owner.GetAsync("pipeline/velocity?pipeline=sales")).Expect(422).GetProperty("errors")[0].Text("field"));
        Assert.Equal("days", (await owner.GetAsync($"pipeline/velocity?pipeline={pipeline}&days=0")).Expect(422).GetProperty("errors")[0].Text("field"));
        (await owner.GetAsync($"pipeline/velocity?pipeline={server.NewId()}")).Expect(404);
    }
}
