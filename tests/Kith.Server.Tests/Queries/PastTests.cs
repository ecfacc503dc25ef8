using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Records;

namespace Kith.Server.Tests.Queries;

/// <summary>Queries as of a moment in the past, and conditions about it.</summary>
public sealed class PastTests(Installation server)
{
    public static TheoryData<string> Types => EveryType.Plurals;

    private static string Moment(JsonElement changed) => Uri.EscapeDataString(changed.Text("updated_at")!);

    [Theory, MemberData(nameof(Types))]
    public async Task Records_of_every_type_are_told_as_they_were(string plural)
    {
        var (client, make, type) = await EveryType.WorkspaceAsync(server, plural);
        var (first, other) = (await make.FullAsync(type, 1), await make.FullAsync(type, 3));
        var record = await client.CreateAsync(plural, first);
        var address = $"{plural}/{record.Id()}";
        foreach (var field in type.Writable)
            other[field.Name] = field.Name is "lost" ? first[field.Name]?.DeepClone() : other[field.Name]?.DeepClone();
        var before = (await client.GetAsync(address)).Expect(200).GetRawText();
        var second = (await client.PatchAsync(address, other)).Expect(200);
        (await client.DeleteAsync(address)).Expect(204);
        var (made, changed) = (Moment(record), Moment(second));
        var where = $"where=id%20%3D%20%22{record.Id()}%22";
        async Task<IReadOnlyList<string>> AtAsync(string moment) => [.. (await client.GetAsync($"{plural}?{where}&at={moment}")).Expect(200).Data().Select(r => r.GetRawText())];
        Assert.Equal([before], await AtAsync(made));
        Assert.Equal([second.GetRawText()], await AtAsync(changed));
        (await client.GetAsync(address)).Refused(404, "not_found");
        Assert.Equal(before, (await client.GetAsync($"{address}?at={made}")).Expect(200).GetRawText());
        var then = await client.GetAsync($"{address}?at={changed}");
        Assert.Equal(second.GetRawText(), then.Expect(200).GetRawText());
        Assert.DoesNotContain("ETag", then.Headers.Keys);
        (await client.GetAsync($"{address}?at=2020-01-01")).Refused(404, "not_found");
        (await client.PostAsync($"{address}/restore", null)).Expect(200);
        // A third value, that neither moment may know of, and values where there were none.
        (await client.PatchAsync(address, Emptied(type))).Expect(200);
        Assert.Equal([before], await AtAsync(made));
        Assert.Equal([second.GetRawText()], await AtAsync(changed));
        Assert.Empty(await AtAsync("2020-01-01"));
        Assert.Equal((await client.GetAsync($"{plural}?{where}")).Expect(200).Raw("data"), (await client.GetAsync($"{plural}?{where}&at=2999-01-01")).Expect(200).Raw("data"));
    }

    private static JsonObject Emptied(TypeSchema type) =>
        new([.. type.Writable.Where(f => !f.Required && f.Kind is "text" or "markdown" or "decimal" or "tags" or "date" or "money" or "phone" or "address" && f.Name.StartsWith("my_", StringComparison.Ordinal)).Select(f => KeyValuePair.Create(f.Name, (JsonNode?)null))]);

    [Fact]
    public async Task A_report_is_that_of_the_day()
    {
        var client = await Shop.OpenAsync(server);
        const string Query = """{"from": "deals", "group": ["stage.name"], "totals": true, "measures": {"n": "count()", "total": "sum(amount)"}, "at": "%"}""";
        async Task<string> AskAsync(string moment) => (await client.PostAsync("query", Query.Replace("%", moment, StringComparison.Ordinal))).Expect(200).GetRawText();
        var deals = (await client.ListAsync("deals")).ToDictionary(d => d.Text("name")!);
        var moment = deals["E"].Text("updated_at")!;
        var before = (await client.PostAsync("query", Query.Replace(", \"at\": \"%\"", "", StringComparison.Ordinal))).Expect(200).GetRawText();
        var won = deals["A"].GetProperty("stage").Id();
        (await client.PatchAsync($"deals/{deals["D"].Id()}", new { stage = won, amount = 900 })).Expect(200);
        (await client.DeleteAsync($"deals/{deals["C"].Id()}")).Expect(204);
        await client.CreateAsync("deals", new { name = "F", amount = 7 });
        (await client.PatchAsync($"stages/{won}", new { name = "Closed" })).Expect(200);
        Assert.Equal(before, await AskAsync(moment));
        Assert.NotEqual(before, await AskAsync("2999-01-01"));
        Assert.Equal("""{"n":0,"total":{"amount":"0.00","currency":"EUR"}}""", JsonDocument.Parse(await AskAsync("2020-06-30")).RootElement.GetProperty("totals").GetRawText());
        // What points at each, as it pointed then: C is in the trash now and F was not there.
        var companies = (await client.PostAsync("query", new { from = "companies", select = new[] { "name", "count(deals)", "sum(deals.amount where stage.won)", "any(deals.stage.lost)" }, sort = new[] { "name" }, at = moment })).Expect(200);
        Assert.Equal("""[{"name":"The medical company","count(deals)":2,"sum(deals.amount where stage.won)":{"amount":"0.00","currency":"EUR"},"any(deals.stage.lost)":true},{"name":"The retail company","count(deals)":2,"sum(deals.amount where stage.won)":{"amount":"1500.50","currency":"EUR"},"any(deals.stage.lost)":false}]""", companies.Raw("data"));
    }

    [Fact]
    public async Task A_condition_can_ask_what_was_and_what_changed()
    {
        var client = await Shop.OpenAsync(server);
        var deals = (await client.ListAsync("deals")).ToDictionary(d => d.Text("name")!);
        var moment = deals["E"].Text("updated_at")!;
        (await client.PatchAsync($"deals/{deals["D"].Id()}", new { stage = deals["A"].GetProperty("stage").Id(), amount = 900 })).Expect(200);
        (await client.PatchAsync($"deals/{deals["B"].Id()}", new { amount = 100 })).Expect(200);
        await client.CreateAsync("deals", new { name = "F", amount = 7 });
        async Task<string> NamesAsync(string where) => string.Join(' ', (await client.ListAsync("deals", where.Replace("%", moment, StringComparison.Ordinal), "&sort=name")).Select(d => d.Text("name")));
        Assert.Equal("D", await NamesAsync("was(stage, \"%\") != stage and was(stage, \"%\") is not empty"));
        Assert.Equal("D E", await NamesAsync("was(stage, \"%\") = \"Engaging\""));
        Assert.Equal("A B", await NamesAsync("was(stage.won, \"%\")"));
        Assert.Equal("B", await NamesAsync("amount < was(amount, \"%\")"));
        Assert.Equal("F", await NamesAsync("was(name, \"%\") is empty"));
        Assert.Equal("B D", await NamesAsync("changed(amount, today())"));
        Assert.Equal("D", await NamesAsync("changed(stage, \"%\")"));
        Assert.Equal("", await NamesAsync("changed(name, \"%\") or changed(amount, today() + 1)"));
        var row = (await client.PostAsync("query", new { from = "deals", measures = new { then = $"sum(was(amount, \"{moment}\"))", now = "sum(amount)" } })).Expect(200).Data()[0];
        Assert.Equal(("2000.50", "2307.00"), (row.GetProperty("then").Text("amount"), row.GetProperty("now").Text("amount")));
    }

    [Theory]
    [InlineData("at=yesterday", "at:expression.not_an_instant")]
    [InlineData("at=2026-02-30", "at:expression.not_an_instant")]
    public async Task A_moment_that_is_none_is_refused(string query, string reason)
    {
        var client = await server.WorkspaceAsync();
        (await client.GetAsync("deals?" + query)).Invalid(reason);
        (await client.GetAsync($"people/{client.Person}?{query}")).Invalid(reason);
    }
}
