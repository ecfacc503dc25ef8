using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Queries;

/// <summary>What the API says of the expression language and where it ends.</summary>
public sealed class LanguageTests(Installation server)
{
    [Fact]
    public async Task Functions_are_listed_with_what_they_take_and_a_line_of_help()
    {
        var client = await Shop.OpenAsync(server);
        var functions = (await client.GetAsync("schema/functions")).Expect(200).Data();
        Assert.Equal(functions.Select(f => f.Text("name")).Order(StringComparer.Ordinal), functions.Select(f => f.Text("name")));
        Assert.Equal("""{"name":"left","use":"value","signature":"left(text, n)","help":"its first characters"}""", functions.Single(f => f.Text("name") == "left").GetRawText());
        Assert.Equal(["pointing", "records", "groups", "mine"], new[] { "any", "sum", "share", "my_team" }.Select(name => functions.Single(f => f.Text("name") == name).Text("use")));
    }

    [Fact]
    public async Task A_query_over_too_many_tables_is_refused_with_the_limit_and_its_value()
    {
        var client = await Shop.OpenAsync(server);
        string[] people = ["owner", "created_by", "updated_by"];
        var paths = new[] { "", "company.", "company.parent.", "company.parent.parent." }.SelectMany(to => people.SelectMany(who => new[] { "", ".manager", ".manager.manager", ".manager.manager.manager" }.Select(up => to + who + up + ".name")))
            .Where(path => path.Count(c => c == '.') <= 5).ToArray();
        var refused = (await client.PostAsync("query", new { from = "deals", select = paths })).Expect(422);
        var error = Assert.Single(refused.GetProperty("errors").EnumerateArray());
        Assert.Equal("limit.joins", error.Text("code"));
        Assert.Contains("at most 40 tables", error.Text("message"), StringComparison.Ordinal);
        (await client.PostAsync("query", new { from = "deals", select = paths[..20] })).Expect(200);
    }

    [Fact]
    public async Task Money_is_asked_for_in_its_own_currency()
    {
        var client = await Shop.OpenAsync(server);
        var rows = (await client.PostAsync("query", new { from = "deals", where = "amount.amount > 100 and amount.currency = 'eur'", group = new[] { "amount.currency" }, measures = new { n = "count()", total = "sum(amount.amount)" } })).Expect(200).Raw("data");
        Assert.Equal("""[{"amount.currency":"EUR","n":4,"total":"2000.5"}]""", rows);
        var sorted = (await client.GetAsync("deals?sort=-amount.amount,amount.currency&fields=name&limit=1")).Expect(200);
        Assert.NotNull(sorted.GetProperty("next").GetString());
        (await client.GetAsync("deals?sort=-amount.amount,amount.currency&fields=name&limit=1&after=" + Uri.EscapeDataString(sorted.GetProperty("next").GetString()!))).Expect(200);
    }
}
