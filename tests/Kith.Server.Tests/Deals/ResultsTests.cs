using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Deals;

/// <summary>What was won and lost, how long it took, and what is open.</summary>
public sealed class ResultsTests(Installation server)
{
    private static string Told(JsonElement row) =>
        $"{(row.GetProperty("of") is { ValueKind: JsonValueKind.Object } of ? of.Text("title") : row.Text("name") ?? "none")}: {Figures(row.GetProperty("figures"))}";

    private static string Figures(JsonElement f) =>
        $"{f.Text("won")} in {f.GetProperty("won_deals")}, {f.GetProperty("lost_deals")} lost, {f.Text("win_rate") ?? "no"} %, {f.Text("cycle") ?? "no"} days, {f.Text("average") ?? "none"} each, {f.Text("open")} in {f.GetProperty("open_deals")}, {f.Text("expected")}";

    private static async Task<JsonElement> ResultsAsync(Client client, string query = "") => (await client.GetAsync($"forecast/results{query}")).Expect(200);

    private static async Task<Dictionary<string, Guid>> StagesAsync(Client client) => (await client.ListAsync("stages", "pipeline.default = true")).ToDictionary(s => s.Text("name")!, s => s.Id());

    [Fact]
    public async Task What_ended_and_what_is_open_is_told_by_whatever_it_belongs_to()
    {
        var client = await server.WorkspaceAsync();
        var stages = await StagesAsync(client);
        var lead = (await client.CreateAsync("people", new { name = "Lea Lead" })).Id();
        var bela = (await client.CreateAsync("people", new { name = "Bela Seller", manager = lead })).Id();
        var lamp = (await client.CreateAsync("products", new { name = "Lamp", price = 80 })).Id();
        await DealAsync(new { name = "One", stage = stages["Won"], amount = 100, engaged_on = "2024-01-01", close_date = "2024-01-11", owner = bela });
        await DealAsync(new { name = "Two", stage = stages["Won"], amount = 201, engaged_on = "2024-02-01", close_date = "2024-02-06", owner = bela, product = lamp });
        await DealAsync(new { name = "Three", stage = stages["Lost"], amount = 900, engaged_on = "2024-02-01", close_date = "2024-05-06", owner = bela });
        await DealAsync(new { name = "Four", stage = stages["Prospecting"], owner = lead, product = lamp });
        var likely = decimal.Parse((await client.ListAsync("stages", $"id = \"{stages["Prospecting"]}\"")).Single().Text("probability")!, System.Globalization.CultureInfo.InvariantCulture);

        var people = await ResultsAsync(client);
        var theirs = $"80.00 in 1, {80 * likely / 100:0.00}";
        Assert.Equal(["Bela Seller: 301.00 in 2, 1 lost, 66.7 %, 7.5 days, 150.50 each, 0.00 in 0, 0.00", $"Lea Lead: 0.00 in 0, 0 lost, no %, no days, none each, {theirs}"], people.Data().Select(Told));
        Assert.Equal($"301.00 in 2, 1 lost, 66.7 %, 7.5 days, 150.50 each, {theirs}", Figures(people.GetProperty("total")));
        // Every row leads to its deals.
        Assert.Equal([3, 1], await CountsAsync(people));

        Assert.Equal([$"Lea Lead: 301.00 in 2, 1 lost, 66.7 %, 7.5 days, 150.50 each, 0.00 in 0, 0.00", $"none: 0.00 in 0, 0 lost, no %, no days, none each, {theirs}"], (await ResultsAsync(client, "?by=manager")).Data().Select(Told));
        Assert.Equal([$"Lamp: 201.00 in 1, 0 lost, 100.0 %, 5.0 days, 201.00 each, {theirs}", "none: 100.00 in 1, 1 lost, 50.0 %, 10.0 days, 100.00 each, 0.00 in 0, 0.00"], (await ResultsAsync(client, "?by=product")).Data().Select(Told));
        var quarters = await ResultsAsync(client, "?by=quarter");
        Assert.Equal(["2024-01-01", "2024-04-01", null], quarters.Data().Select(r => r.Text("from")));
        Assert.Equal([2, 1, 1], await CountsAsync(quarters));
        Assert.Equal([1, 1, 1, 1], await CountsAsync(await ResultsAsync(client, "?by=month")));
        // What has no close date belongs to no span of time.
        Assert.Empty((await ResultsAsync(client, "?span=last_quarter")).Data());
        Assert.Equal("close_date in last_fiscal_quarter", (await ResultsAsync(client, "?span=last_quarter")).Text("where"));
        var pipeline = (await client.ListAsync("pipelines", "default = true")).Single().Id();
        Assert.Equal(Figures(people.GetProperty("total")), Figures((await ResultsAsync(client, $"?pipeline={pipeline}")).GetProperty("total")));

        async Task<Guid> DealAsync(object deal) => (await client.CreateAsync("deals", deal)).Id();

        async Task<IReadOnlyList<int>> CountsAsync(JsonElement results)
        {
            var counts = new List<int>();
            foreach (var row in results.Data())
                counts.Add((await client.ListAsync("deals", row.Text("where")!)).Count);
            return counts;
        }
    }

    [Fact]
    public async Task Only_what_somebody_sees_counts_and_what_cannot_be_asked_is_refused()
    {
        var owner = await server.WorkspaceAsync();
        await owner.CreateAsync("deals", new { name = "Hers", stage = (await StagesAsync(owner))["Won"], amount = 10 });
        foreach (var (grant, status) in ((object, int)[])[(new { read = "own", other_fields = "read" }, 200), (new { read = "all", other_fields = "read", fields = new { amount = "hidden" } }, 403), (new { read = "none" }, 404)])
        {
            var role = (await owner.PostAsync("roles", new { label = $"Rep {status}", types = new Dictionary<string, object> { ["*"] = new { read = "all", other_fields = "read" }, ["deal"] = grant } })).Expect(201).Text("name")!;
            var rep = await server.ColleagueAsync(owner, role, $"Rep {status}");
            var answer = (await rep.GetAsync("forecast/results")).Expect(status);
            Assert.True(status != 200 || answer.GetProperty("total").GetProperty("won_deals").GetInt32() == 0);
        }
        foreach (var (query, field) in ((string, string)[])[("by=colour", "by"), ("span=decade", "span"), ("pipeline=sales", "pipeline")])
            Assert.Equal(field, (await owner.GetAsync($"forecast/results?{query}")).Expect(422).GetProperty("errors")[0].Text("field"));
    }
}
