using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Queries;

namespace Kith.Store.Tests.Records;

public sealed class ReadPathTests(StoreFixture fixture)
{
    private async Task<Workspace> CompaniesAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        for (var i = 1; i <= 25; i++)
            await workspace.CreateAsync("company", $$"""{"name": "Company {{i}}", "employees": {{(i % 5 == 0 ? "null" : (i % 7).ToString(System.Globalization.CultureInfo.InvariantCulture))}}, "annual_revenue": {{(i % 3 == 0 ? "null" : i * 100)}}, "industry": "{{(i % 2 == 0 ? "retail" : "medical")}}"}""");
        return workspace;
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-name")]
    [InlineData("employees")]
    [InlineData("-employees")]
    [InlineData("-annual_revenue,name")]
    [InlineData("industry,-employees,name")]
    [InlineData("owner,-created_at")]
    [InlineData("")]
    public async Task Pages_by_cursor_and_by_offset_give_the_whole_list_in_one_order(string sort)
    {
        var workspace = await CompaniesAsync();
        string[] keys = sort.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var whole = (await workspace.ListAsync("company", new ListQuery { Sort = keys, Limit = 200 })).Texts("name").ToList();
        Assert.Equal(25, whole.Distinct().Count());
        var paged = new List<string?>();
        string? next = null;
        do
        {
            var page = await workspace.ListAsync("company", new ListQuery { Sort = keys, Limit = 4, After = next });
            paged.AddRange(page.Texts("name"));
            next = page.Text("next");
        }
        while (next is not null);
        Assert.Equal(whole, paged);
        var jumped = await workspace.ListAsync("company", new ListQuery { Sort = keys, Limit = 6, Offset = 10, Count = CountMode.Exact });
        Assert.Equal(whole.Skip(10).Take(6), jumped.Texts("name"));
        Assert.Equal(25, jumped.GetProperty("count").GetInt64());
    }

    [Fact]
    public async Task Names_sort_as_people_count_and_empties_come_last_both_ways()
    {
        var workspace = await CompaniesAsync();
        var names = (await workspace.ListAsync("company", new ListQuery { Sort = ["name"], Limit = 3 })).Texts("name");
        Assert.Equal(["Company 1", "Company 2", "Company 3"], names);
        foreach (var sort in new[] { "employees", "-employees" })
        {
            var rows = (await workspace.ListAsync("company", new ListQuery { Sort = [sort], Limit = 200 })).GetProperty("data").EnumerateArray().Select(r => r.GetProperty("employees").ValueKind).ToList();
            Assert.Equal(rows, rows.OrderBy(k => k == JsonValueKind.Null));
        }
    }

    [Theory]
    [InlineData("industry = \"Retail\" and employees > 3", 4)]
    [InlineData("not (industry = \"retail\")", 13)]
    [InlineData("employees is empty", 5)]
    [InlineData("employees != 1", 22)]
    [InlineData("name ~ \"company 1\"", 11)]
    [InlineData("annual_revenue >= 2000", 4)]
    [InlineData("owner = me()", 25)]
    [InlineData("owner.name starts with \"Olga\" and created_at in today", 25)]
    [InlineData("name in (\"Company 1\", \"Company 2\", \"nothing\")", 2)]
    [InlineData("employees * 2 + 1 = 3", 3)]
    public async Task Conditions_select_what_they_say(string where, int count)
    {
        var workspace = await CompaniesAsync();
        var page = await workspace.ListAsync("company", new ListQuery { Where = where, Limit = 200 });
        Assert.Equal(count, page.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Reports_group_and_measure()
    {
        var workspace = await CompaniesAsync();
        var report = await workspace.ReportAsync("company", new ReportQuery
        {
            Group = ["industry", "owner"],
            Measures = [new("n", "count()"), new("total", "sum(annual_revenue)"), new("most", "max(employees)"), new("big", "count(where employees > 3)")],
            Sort = ["-n"],
        });
        var rows = report.GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(["medical", "retail"], rows.Select(r => r.Text("industry")));
        Assert.Equal([13, 12], rows.Select(r => r.GetProperty("n").GetInt32()));
        Assert.Equal("Olga Owner", rows[0].GetProperty("owner").Text("title"));
        Assert.Equal("EUR", rows[0].GetProperty("total").Text("currency"));
        Assert.Equal(6, rows[0].GetProperty("most").GetInt32());
        var months = await workspace.ReportAsync("company", new ReportQuery { Group = ["month(created_at)"], Measures = [new("n", "count()")] });
        Assert.Equal(25, Assert.Single(months.GetProperty("data").EnumerateArray()).GetProperty("n").GetInt32());
    }

    [Fact]
    public async Task Fields_through_links_come_under_their_dotted_name()
    {
        var workspace = await fixture.WorkspaceAsync();
        var company = await workspace.CreateAsync("company", """{"name": "Acme", "industry": "retail"}""");
        await workspace.CreateAsync("contact", $$"""{"first_name": "Ada", "company": "{{company.Id()}}"}""");
        var page = await workspace.ListAsync("contact", new ListQuery { Fields = ["name", "company.industry", "company.owner"], Where = "company = \"Acme\" and company.industry = \"retail\"" });
        var row = Assert.Single(page.GetProperty("data").EnumerateArray());
        Assert.Equal("retail", row.Text("company.industry"));
        Assert.Equal("Olga Owner", row.GetProperty("company.owner").Text("title"));
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ListAsync("contact", new ListQuery { Fields = ["company.industri"] }));
        Assert.Equal("fields", refused.Problem.Errors[0].Field);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("WyIiLCJ4Il0")]
    [InlineData("' or 1=1 --")]
    public async Task A_made_up_cursor_is_refused(string cursor)
    {
        var workspace = await fixture.WorkspaceAsync();
        var refused = await Assert.ThrowsAsync<ProblemException>(() => workspace.ListAsync("company", new ListQuery { After = cursor }));
        Assert.Equal("bad_cursor", refused.Problem.Errors[0].Code);
    }

    [Theory]
    [InlineData("jose", "José Núñez")]
    [InlineData("nún jos", "José Núñez")]
    [InlineData("jose@ex", "José Núñez")]
    [InlineData("06 1234567", "José Núñez")]
    [InlineData("+39 (06) 123", "José Núñez")]
    [InlineData("1234567", "José Núñez")]
    [InlineData("jane", null)]
    [InlineData("'); drop", null)]
    public async Task Search_finds_what_people_type(string typed, string? title)
    {
        var workspace = await fixture.WorkspaceAsync();
        await workspace.CreateAsync("contact", """{"first_name": "José", "last_name": "Núñez", "email": "jose@example.com", "phone": "+39 06 1234567"}""");
        var gone = await workspace.CreateAsync("contact", """{"first_name": "Jane"}""");
        await workspace.DeleteAsync("contact", gone.Id());
        Assert.Equal(title, (await workspace.SearchAsync(typed)).EnumerateArray().Select(h => h.Text("title")).FirstOrDefault());
    }
}
