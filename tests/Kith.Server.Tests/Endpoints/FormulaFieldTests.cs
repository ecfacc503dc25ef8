using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Endpoints;

public sealed class FormulaFieldTests(Installation server)
{
    private static async Task<Client> ShopAsync(Installation server)
    {
        var client = await Queries.Shop.OpenAsync(server);
        await AddAsync(client, "company", "Won", "sum(deals.amount where stage.won)");
        await AddAsync(client, "company", "Open deals", "count(deals where not stage.won and not stage.lost)");
        await AddAsync(client, "company", "Half of it", "won_c / 2");
        await AddAsync(client, "deal", "Big", "coalesce(amount, 0) > 400");
        await AddAsync(client, "deal", "Closed in", "left(company.industry, 3)");
        return client;
    }

    private static async Task AddAsync(Client client, string type, string label, string formula) =>
        (await client.PostAsync($"types/{type}/fields", new { label, formula })).Expect(201);

    // The fields of each record of a page, of money the amounts.
    private static async Task<string> ValuesAsync(Client client, string path) => string.Join(" ", (await client.GetAsync(path)).Expect(200).GetProperty("data").EnumerateArray().Select(
        r => string.Join("|", r.EnumerateObject().Where(p => p.Name is not ("id" or "version")).Select(p => p.Value.ValueKind == JsonValueKind.Object ? p.Value.Text("amount") : p.Value.ToString()))));

    [Fact]
    public async Task A_field_without_a_kind_takes_the_one_that_fits_its_formula()
    {
        var client = await ShopAsync(server);
        var (companies, deals) = (await client.TypeAsync("companies"), await client.TypeAsync("deals"));
        Assert.Equal(("money", "integer", "money", "boolean", "text"), (companies["won_c"].Kind, companies["open_deals_c"].Kind, companies["half_of_it_c"].Kind, deals["big_c"].Kind, deals["closed_in_c"].Kind));
        Assert.Equal("sum(deals.amount where stage.won)", companies["won_c"].Formula);
        Assert.All(new[] { companies["won_c"], deals["big_c"] }, f => Assert.True(f.Json.GetProperty("read_only").GetBoolean() && f.Json.GetProperty("sortable").GetBoolean()));
        foreach (var (formula, kind) in new[] { ("close_date", "date"), ("created_at", "datetime"), ("stage.probability / 3", "decimal"), ("today() - close_date", "integer"), ("name", "text") })
            Assert.Equal(kind, new TypeSchema((await client.PostAsync("types/deal/fields", new { label = "K " + kind, formula })).Expect(201)).Fields[^1].Kind);
        Assert.Equal("url", new TypeSchema((await client.PostAsync("types/deal/fields", new { label = "Page", kind = "url", formula = "concat('https://x.example/', name)" })).Expect(201)).Fields[^1].Kind);
    }

    [Fact]
    public async Task Values_are_right_in_the_answer_to_the_very_next_request()
    {
        var client = await ShopAsync(server);
        var company = (await client.ListAsync("companies", "name contains 'retail'"))[0].Id();
        async Task<string> NowAsync() => await ValuesAsync(client, $"companies?fields=won_c,open_deals_c,half_of_it_c&where=id='{company}'");
        Assert.Equal("1500.50|0|750.25", await NowAsync());
        var engaging = (await client.ListAsync("stages", "name = 'Engaging'"))[0].Id();
        var deal = await client.CreateAsync("deals", new { name = "F", stage = engaging, amount = 99.5, company });
        Assert.Equal(("False", "ret"), (deal.GetProperty("big_c").ToString(), deal.Text("closed_in_c")));
        Assert.Equal("1500.50|1|750.25", await NowAsync());
        var won = (await client.ListAsync("stages", "won"))[0].Id();
        await client.PatchAsync($"deals/{deal.Id()}", new { stage = won, close_date = "2026-05-01" });
        Assert.Equal("1600.00|0|800.00", await NowAsync());
        (await client.DeleteAsync($"deals/{deal.Id()}")).Expect(204);
        Assert.Equal("1500.50|0|750.25", await NowAsync());
        var read = (await client.GetAsync($"companies/{company}")).Expect(200);
        Assert.Equal(("1500.50", 0), (read.GetProperty("won_c").Text("amount"), read.GetProperty("open_deals_c").GetInt32()));
    }

    [Fact]
    public async Task A_calculated_field_stands_wherever_a_field_does()
    {
        var client = await ShopAsync(server);
        Assert.Equal("The retail company|1500.50", await ValuesAsync(client, "companies?where=won_c>0&fields=name,won_c"));
        Assert.Equal("1500.50 0.00", await ValuesAsync(client, "companies?sort=-won_c&fields=won_c"));
        Assert.Equal("True True False False False", await ValuesAsync(client, "deals?sort=-big_c,name&fields=big_c"));
        Assert.Equal("A|1500.50 B|1500.50", await ValuesAsync(client, "deals?where=company.won_c>0&fields=name,company.won_c&sort=name"));
        var page = (await client.GetAsync("companies?sort=-won_c&fields=won_c&limit=1")).Expect(200);
        Assert.Equal("0.00", await ValuesAsync(client, $"companies?sort=-won_c&fields=won_c&limit=1&after={page.Text("next")}"));
        async Task<string> ReportAsync(object query) => (await client.PostAsync("query", query)).Expect(200).Raw("data");
        Assert.Equal("""[{"closed_in_c":"med","n":2,"big":0},{"closed_in_c":"ret","n":2,"big":2},{"closed_in_c":null,"n":1,"big":0}]""",
            await ReportAsync(new { from = "deals", group = new[] { "closed_in_c" }, measures = new { n = "count()", big = "count(where big_c)" } }));
        Assert.Equal("""[{"total":{"amount":"1500.50","currency":"EUR"},"open":1}]""", await ReportAsync(new { from = "companies", measures = new { total = "sum(won_c)", open = "sum(open_deals_c)" } }));
        Assert.Equal("""[{"open_deals_c":1},{"open_deals_c":0}]""", await ReportAsync(new { from = "companies", select = new[] { "open_deals_c" }, sort = new[] { "-open_deals_c" } }));
        var view = (await client.PostAsync("views", new { name = "V", type = "companies", filter = "won_c > 0", sort = "-won_c", columns = "name,won_c", group = "open_deals_c" })).Expect(201);
        Assert.Equal("The retail company|1500.50", await ValuesAsync(client, $"companies?view={view.Id()}"));
    }

    [Fact]
    public async Task A_calculated_field_is_right_as_of_a_moment()
    {
        var client = await ShopAsync(server);
        var deal = (await client.ListAsync("deals", "name = 'A'"))[0].Id();
        var then = (await client.ListAsync("deals", "name = 'E'"))[0].Text("updated_at");
        (await client.PatchAsync($"deals/{deal}", new { amount = 1 })).Expect(200);
        Assert.Equal("501.50", await ValuesAsync(client, "companies?where=won_c>0&fields=won_c"));
        Assert.Equal("1500.50", await ValuesAsync(client, $"companies?where=won_c>0&fields=won_c&at={then}"));
    }

    [Fact]
    public async Task Nobody_writes_a_calculated_field()
    {
        var client = await ShopAsync(server);
        (await client.PostAsync("companies", new { name = "X", won_c = 5 })).Invalid("won_c:read_only");
        var company = (await client.ListAsync("companies"))[0];
        (await client.PatchAsync($"companies/{company.Id()}", new { won_c = (object?)null })).Invalid("won_c:read_only");
        var many = (await client.PostAsync("companies/actions/update", new { ids = new[] { company.Id() }, set = new { won_c = 5 } })).Expect(200);
        Assert.Equal("read_only", Assert.Single(many.GetProperty("outcomes")[0].GetProperty("errors").EnumerateArray()).Text("code"));
    }

    [Fact]
    public async Task A_calculated_field_counts_what_its_reader_may_read()
    {
        var owner = await server.WorkspaceAsync();
        await AddAsync(owner, "person", "Views", "count(views)");
        await owner.CreateAsync("views", new { name = "Mine", type = "companies" });
        var member = await server.ColleagueAsync(owner);
        Assert.Equal("1", await ValuesAsync(owner, $"people?where=id='{owner.Person}'&fields=views_c"));
        Assert.Equal("0", await ValuesAsync(member, $"people?where=id='{owner.Person}'&fields=views_c"));
        Assert.Equal("", await ValuesAsync(member, "people?where=views_c>0&fields=views_c"));
    }

    [Theory]
    [InlineData("amuont * 2", null, "formula:expression.unknown_name", 0)]
    [InlineData("amount * (2", null, "formula:expression.unexpected_end", 11)]
    [InlineData("", null, "formula:expression.unexpected_end", 0)]
    [InlineData("company", null, "formula:formula.no_field", null)]
    [InlineData("company.address", null, "formula:formula.no_field", null)]
    [InlineData("amount", "date", "kind:formula.other_kind", null)]
    [InlineData("name", "choice", "kind:formula.other_kind", null)]
    [InlineData("1 + self_c", "decimal", "formula:expression.formula_cycle", 4)]
    [InlineData("sum(amount)", null, "formula:expression.aggregate_here", 0)]
    [InlineData("amount", "number", "kind:unknown_kind", null)]
    public async Task A_formula_that_cannot_be_kept_is_refused_where_it_is_wrong(string formula, string? kind, string reason, int? position)
    {
        var client = await server.WorkspaceAsync();
        var before = await Snapshot.OfAsync(client);
        var answer = (await client.PostAsync("types/deal/fields", new { name = "self", kind, formula })).Invalid(reason);
        Assert.Equal(position, answer.Errors[0].TryGetProperty("position", out var at) && at.ValueKind == JsonValueKind.Number ? at.GetInt32() : null);
        Assert.Equal(before, await Snapshot.OfAsync(client));
    }

    [Fact]
    public async Task Formulas_of_a_new_type_are_checked_beside_each_other()
    {
        var client = await server.WorkspaceAsync();
        object Type(string third) => new
        {
            name = "machine", plural = "machines",
            fields = new object[] { new { name = "name", kind = "text", title = true }, new { name = "hours", kind = "integer" }, new { name = "days", formula = "hours_c / 24" }, new { name = "weeks", kind = "integer", formula = third } },
        };
        (await client.PostAsync("types", Type("wekks_c"))).Invalid("fields[3].formula:expression.unknown_name");
        (await client.PostAsync("types", Type("weeks_c + 1"))).Invalid("fields[3].formula:expression.formula_cycle");
        (await client.PostAsync("types", Type("days_c / 7"))).Expect(201);
        var machine = await client.CreateAsync("machines_c", new { name_c = "M", hours_c = 1000 });
        Assert.Equal(("41.6667", 6), (machine.Text("days_c"), machine.GetProperty("weeks_c").GetInt32()));
        Assert.Single(await client.ListAsync("machines_c", "days_c = 41.6667 and weeks_c = 6"));
        (await client.PostAsync("types/machine_c/fields", new { name = "x", formula = "hours_c", required = true })).Invalid("formula:formula.alone");
    }

    [Fact]
    public async Task A_formula_is_changed_and_removed_with_regard_to_those_that_use_it()
    {
        var client = await ShopAsync(server);
        (await client.PatchAsync("types/company/fields/won_c", new { label = "Sold", formula = "sum(deals.amount where stage.lost)" })).Expect(200);
        Assert.Equal("Sold", (await client.TypeAsync("companies"))["won_c"].Json.Text("label"));
        Assert.Equal("300.00|150.00", await ValuesAsync(client, "companies?where=won_c>0&fields=won_c,half_of_it_c"));
        (await client.PatchAsync("types/company/fields/won_c", new { formula = "half_of_it_c" })).Invalid("formula:expression.formula_cycle");
        (await client.PatchAsync("types/company/fields/won_c", new { formula = "name" })).Invalid("kind:formula.other_kind");
        (await client.PatchAsync("types/company/fields/won_c", new { label = " " })).Invalid("label:required");
        var used = (await client.DeleteAsync("types/company/fields/won_c")).Invalid("field:formula.used");
        Assert.Contains("Half of it", used.Errors[0].Text("message"), StringComparison.Ordinal);
        (await client.DeleteAsync("types/company/fields/half_of_it_c")).Expect(204);
        (await client.DeleteAsync("types/company/fields/won_c")).Expect(204);
        Assert.DoesNotContain((await client.TypeAsync("companies")).Fields, f => f.Name == "won_c");
        (await client.GetAsync("companies?where=won_c>0")).Invalid("where:expression.unknown_name");
    }

    [Fact]
    public async Task Only_fields_of_the_workspace_are_changed_and_removed()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { name = "size", kind = "integer" })).Expect(201);
        await AddAsync(client, "company", "Twice", "size_c * 2");
        (await client.DeleteAsync("types/company/fields/name")).Invalid("field:field.not_own");
        (await client.DeleteAsync("types/company/fields/nothing_c")).Refused(404, "not_found");
        (await client.DeleteAsync("types/company/fields/size_c")).Invalid("field:formula.used");
        (await client.DeleteAsync("types/company/fields/twice_c")).Expect(204);
        (await client.PatchAsync("types/company/fields/size_c", new { formula = "1" })).Invalid("formula:formula.keeps_values");
        var member = await server.ColleagueAsync(client);
        (await member.DeleteAsync("types/company/fields/size_c")).Refused(403, "forbidden");
        (await client.DeleteAsync("types/company/fields/size_c")).Expect(204);
    }
}
