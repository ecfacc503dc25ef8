using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;

namespace Kith.Store.Tests.Records;

/// <summary>Aggregates over the records that point at one, and rights that hold inside them.</summary>
public sealed class PointingTests(StoreFixture fixture)
{
    private async Task<Workspace> CompaniesAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        var pipeline = (await workspace.CreateAsync("pipeline", """{"name": "Sales"}""")).Id();
        var open = (await workspace.CreateAsync("stage", $$"""{"name": "Open", "pipeline": "{{pipeline}}"}""")).Id();
        var won = (await workspace.CreateAsync("stage", $$"""{"name": "Won", "pipeline": "{{pipeline}}", "won": true}""")).Id();
        var many = (await workspace.CreateAsync("company", """{"name": "Many"}""")).Id();
        var one = (await workspace.CreateAsync("company", $$"""{"name": "One", "parent": "{{many}}"}""")).Id();
        await workspace.CreateAsync("company", """{"name": "None"}""");
        foreach (var (name, company, stage, amount, day) in new[] { ("A", many, won, 1000, "2026-01-05"), ("B", many, open, 300, "2026-03-05"), ("C", many, won, 200, "2026-02-05"), ("D", one, open, 50, "2026-04-05") })
            await workspace.CreateAsync("deal", $$"""{"name": "{{name}}", "company": "{{company}}", "stage": "{{stage}}", "amount": {{amount}}, "close_date": "{{day}}"}""");
        await workspace.CreateAsync("activity", $$"""{"kind": "call", "subject": "Call", "regarding": {"type": "company", "id": "{{one}}"} }""");
        return workspace;
    }

    private static async Task<string> ValuesAsync(Workspace workspace, string expression) =>
        string.Join(" | ", (await workspace.ReportAsync("company", new ReportQuery { Select = [expression], Sort = ["name"] })).GetProperty("data").EnumerateArray()
            .Select(r => r.GetProperty(expression)).Select(v => v.ValueKind == JsonValueKind.Object ? v.Text("amount") : v.ToString()));

    // The companies stand in the order Many, None, One.
    [Theory]
    [InlineData("count(deals)", "3 | 0 | 1")]
    [InlineData("count(deals where stage.won)", "2 | 0 | 0")]
    [InlineData("sum(deals.amount)", "1500.00 | 0.00 | 50.00")]
    [InlineData("sum(deals.amount where stage.won)", "1200.00 | 0.00 | 0.00")]
    [InlineData("avg(deals.amount where not stage.won)", "300.00 |  | 50.00")]
    [InlineData("min(deals.close_date)", "2026-01-05 |  | 2026-04-05")]
    [InlineData("max(deals.close_date)", "2026-03-05 |  | 2026-04-05")]
    [InlineData("latest(deals.name)", "C |  | D")]
    [InlineData("latest(deals.name where not stage.won)", "B |  | D")]
    [InlineData("count_distinct(deals.stage)", "2 | 0 | 1")]
    [InlineData("any(deals.stage.won)", "True | False | False")]
    [InlineData("any(activities)", "False | False | True")]
    [InlineData("count(activities where kind = \"call\")", "0 | 0 | 1")]
    [InlineData("count(companies)", "1 | 0 | 0")]
    [InlineData("count(companies where any(deals))", "1 | 0 | 0")]
    [InlineData("sum(parent.deals.amount)", "0.00 | 0.00 | 1500.00")]
    [InlineData("any(deals where company.name = \"One\")", "False | False | True")]
    [InlineData("any(deals where company.parent.name = \"Many\" and any(company.activities))", "False | False | True")]
    [InlineData("if(count(deals) > 2, \"many\", \"few\")", "many | few | few")]
    public async Task Values_are_taken_over_the_records_that_point_at_each(string expression, string values) => Assert.Equal(values, await ValuesAsync(await CompaniesAsync(), expression));

    [Fact]
    public async Task Lists_are_filtered_sorted_and_measured_by_them()
    {
        var workspace = await CompaniesAsync();
        Assert.Equal(["Many"], (await workspace.ListAsync("company", new ListQuery { Where = "sum(deals.amount) > 100" })).Texts("name"));
        Assert.Equal(["None", "One"], (await workspace.ListAsync("company", new ListQuery { Where = "not any(deals where stage.won)", Sort = ["name"] })).Texts("name"));
        var page = await workspace.ListAsync("company", new ListQuery { Sort = ["-count(deals)"], Limit = 2 });
        Assert.Equal(["Many", "One"], page.Texts("name"));
        Assert.Equal(["None"], (await workspace.ListAsync("company", new ListQuery { Sort = ["-count(deals)"], Limit = 2, After = page.Text("next") })).Texts("name"));
        var groups = (await workspace.ReportAsync("company", new ReportQuery { Group = ["count(deals)"], Measures = [new("n", "count()"), new("all", "sum(sum(deals.amount))")] })).GetProperty("data");
        Assert.Equal("""[{"count(deals)":0,"n":1,"all":{"amount":"0.00","currency":"EUR"}},{"count(deals)":1,"n":1,"all":{"amount":"50.00","currency":"EUR"}},{"count(deals)":3,"n":1,"all":{"amount":"1500.00","currency":"EUR"}}]""", groups.GetRawText().Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_trash_and_other_workspaces_do_not_count()
    {
        var workspace = await CompaniesAsync();
        await CompaniesAsync();
        var deal = (await workspace.ListAsync("deal", new ListQuery { Where = "name = \"A\"" })).GetProperty("data")[0].Id();
        await workspace.DeleteAsync("deal", deal);
        Assert.Equal("2 | 0 | 1", await ValuesAsync(workspace, "count(deals)"));
        await workspace.RestoreAsync("deal", deal);
        Assert.Equal("3 | 0 | 1", await ValuesAsync(workspace, "count(deals)"));
    }

    /// <summary>Reads only deals worth less than 500, and companies that have one of their own kind; the amount of nothing else.</summary>
    private sealed class Sharing : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => type.Name switch
        {
            "deal" => new TypeRights(true, true, true, true, readWhere: "amount < 500 and company.name != \"None\""),
            "company" => new TypeRights(true, true, true, true, readWhere: "any(deals where company.name starts with \"M\") or name = \"None\"") { Hidden = new HashSet<string> { "parent" } },
            _ => new TypeRights(true, true, true, true),
        };

        protected override bool PersonMay(Caller caller, Function function) => true;
    }

    [Fact]
    public async Task Only_what_may_be_read_counts_and_shows()
    {
        var workspace = fixture.Under(new Sharing(), await CompaniesAsync());
        Assert.Equal(["Many", "None"], (await workspace.ListAsync("company", new ListQuery { Sort = ["name"] })).Texts("name"));
        Assert.Equal(["B", "C", "D"], (await workspace.ListAsync("deal", new ListQuery { Sort = ["name"] })).Texts("name"));
        Assert.Equal("2 | 0", await ValuesAsync(workspace, "count(deals)"));
        Assert.Equal("500.00 | 0.00", await ValuesAsync(workspace, "sum(deals.amount)"));
        Assert.Equal("C | ", await ValuesAsync(workspace, "latest(deals.name)"));
        Assert.Equal("C | ", await ValuesAsync(workspace, "latest(deals.name where company.name = \"Many\")"));
        // D belongs to a company that may not be read: the link leads nowhere.
        Assert.Equal(["D"], (await workspace.ListAsync("deal", new ListQuery { Where = "company.name is empty" })).Texts("name"));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ListAsync("company", new ListQuery { Where = "parent is empty" }));
        Assert.Equal("expression.unknown_name", refused.Problem.Errors[0].Code);
        refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ListAsync("company", new ListQuery { Where = "any(companies)" }));
        Assert.Equal("expression.unknown_name", refused.Problem.Errors[0].Code);
    }

    private sealed class Few : AccessPolicy
    {
        protected override TypeRights PersonRights(Caller caller, RecordType type) => new(true, true, true, true, readWhere: type.Name == "company" ? "employees < 500" : null);
        protected override bool PersonMay(Caller caller, Function function) => true;
    }

    [Fact]
    public async Task What_may_be_read_of_the_past_is_decided_by_the_present()
    {
        var workspace = await fixture.WorkspaceAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Grown", "employees": 100}""");
        var moment = (await workspace.CreateAsync("company", """{"name": "Small", "employees": 100}""")).Text("updated_at");
        await workspace.UpdateAsync("company", company.Id(), """{"employees": 900}""");
        var past = new ListQuery { Sort = ["name"], At = moment };
        Assert.Equal(["Small"], (await fixture.Under(new Few(), workspace).ListAsync("company", past)).Texts("name"));
        Assert.Equal(["Grown", "Small"], (await workspace.ListAsync("company", past)).Texts("name"));
    }

    [Fact]
    public async Task Totals_columns_and_the_rest_are_of_what_may_be_read()
    {
        var workspace = fixture.Under(new Sharing(), await CompaniesAsync());
        var report = await workspace.ReportAsync("deal", new ReportQuery
        {
            Group = ["name"], Pivot = "stage.name", Totals = true, Top = 1, Sort = ["-total"], Count = CountMode.Exact,
            Measures = [new("total", "sum(amount)"), new("s", "share(sum(amount))")],
        });
        // B, C and D: 300, 200 and 50.
        Assert.Equal("""{"total":{"amount":"550.00","currency":"EUR"},"s":"100"}""", report.GetProperty("totals").GetRawText());
        Assert.Equal(["Open", "Won"], report.GetProperty("pivot").EnumerateArray().Select(c => c.Text("stage.name")));
        Assert.Equal("""{"rest":2,"total":{"amount":"250.00","currency":"EUR"},"s":"45.4545","cells":[{"total":{"amount":"50.00","currency":"EUR"},"s":"9.0909"},{"total":{"amount":"200.00","currency":"EUR"},"s":"36.3636"}]}""", report.GetProperty("data")[1].GetRawText());
        Assert.Equal(2, report.GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task The_past_is_told_with_the_rights_of_today()
    {
        var companies = await CompaniesAsync();
        var deals = (await companies.ListAsync("deal", new ListQuery { Sort = ["name"] })).GetProperty("data").EnumerateArray().ToDictionary(d => d.Text("name")!);
        var moment = deals["D"].Text("updated_at");
        await companies.UpdateAsync("deal", deals["A"].Id(), """{"amount": 10}""");
        await companies.UpdateAsync("deal", deals["B"].Id(), """{"amount": 900}""");
        var workspace = fixture.Under(new Sharing(), companies);
        // A may be read since, with what it was worth; B no more, though it was worth little then.
        var then = await workspace.ReportAsync("deal", new ReportQuery { Select = ["name", "amount"], Sort = ["name"], At = moment });
        Assert.Equal("A 1000.00, C 200.00, D 50.00", string.Join(", ", then.GetProperty("data").EnumerateArray().Select(d => $"{d.Text("name")} {d.GetProperty("amount").Text("amount")}")));
        Assert.Equal("1200.00", (await workspace.ReportAsync("company", new ReportQuery { Where = "name = \"Many\"", Select = ["sum(deals.amount)"], At = moment })).GetProperty("data")[0].GetProperty("sum(deals.amount)").Text("amount"));
        Assert.Equal("", (await workspace.ListAsync("deal", new ListQuery { Where = $"was(company.name, \"{moment}\") = \"One\"" })).Texts("name").FirstOrDefault() ?? "");
    }

    [Fact]
    public async Task A_report_that_sets_too_many_groups_beside_each_other_is_refused()
    {
        var workspace = await CompaniesAsync();
        var deal = (await workspace.ListAsync("deal", new ListQuery { Limit = 1 })).GetProperty("data")[0].Id();
        await using (var fill = fixture.Owner.CreateCommand($"insert into kith.deal select (jsonb_populate_record(d, jsonb_build_object('id', gen_random_uuid(), 'name', 'Deal ' || i, 'number', null))).* from kith.deal d, generate_series(1, {CostLimits.Api.Groups}) i where d.id = '{deal}'"))
        {
            fill.CommandTimeout = 300;
            await fill.ExecuteNonQueryAsync();
        }
        var query = new ReportQuery { Group = ["name"], Measures = [new("n", "count()")], Limit = 1 };
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ReportAsync("deal", query with { Totals = true }));
        Assert.Equal(("group", "report.too_many_groups"), (refused.Problem.Errors[0].Field, refused.Problem.Errors[0].Code));
        // Groups that stand alone come page by page, however many there are; so do the best of them.
        Assert.Equal(1, (await workspace.ReportAsync("deal", query)).GetProperty("next").GetInt32());
        Assert.Equal(CostLimits.Api.Groups + 3, (await workspace.ReportAsync("deal", query with { Top = 1, Sort = ["name"], Totals = true, Limit = 10 })).GetProperty("data")[1].GetProperty("rest").GetInt32());
    }
}
