using Kith.Core.Queries;

namespace Kith.Store.Tests.Records;

/// <summary>Money by the amount in its own currency beside what it is worth in the workspace's.</summary>
public sealed class OwnCurrencyTests(StoreFixture fixture)
{
    // Nothing but the workspace's currency is taken while there are no rates, so a row is written as a rate will.
    private async Task<Workspace> CompaniesAsync()
    {
        var workspace = await fixture.WorkspaceAsync();
        foreach (var (name, revenue) in new[] { ("Here", 100), ("Abroad", 100), ("Small", 50) })
            await workspace.CreateAsync("company", $$"""{"name": "{{name}}", "annual_revenue": {{revenue}}}""");
        await workspace.CreateAsync("company", """{"name": "Secret"}""");
        await using var rate = fixture.Owner.CreateCommand($"update kith.company set annual_revenue_currency = 'USD', annual_revenue_base = 90 where workspace_id = '{workspace.Id}' and name = 'Abroad'");
        Assert.Equal(1, await rate.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
        return workspace;
    }

    [Theory]
    [InlineData("annual_revenue > 95", "Here")]
    [InlineData("annual_revenue.amount > 95", "Abroad", "Here")]
    [InlineData("annual_revenue.currency = 'usd'", "Abroad")]
    [InlineData("annual_revenue.currency in ('USD', 'eur')", "Abroad", "Here", "Small")]
    [InlineData("annual_revenue.currency is empty", "Secret")]
    [InlineData("annual_revenue != annual_revenue.amount", "Abroad")]
    public async Task Conditions_take_either(string where, params string[] names)
    {
        var workspace = await CompaniesAsync();
        Assert.Equal(names, (await workspace.ListAsync("company", new ListQuery { Where = where, Sort = ["name"] })).Texts("name"));
    }

    [Fact]
    public async Task Lists_are_sorted_and_reports_summed_by_either()
    {
        var workspace = await CompaniesAsync();
        Assert.Equal(["Here", "Abroad", "Small", "Secret"], (await workspace.ListAsync("company", new ListQuery { Sort = ["-annual_revenue"] })).Texts("name"));
        var first = await workspace.ListAsync("company", new ListQuery { Sort = ["-annual_revenue.currency", "-annual_revenue.amount"], Limit = 2 });
        Assert.Equal(["Abroad", "Here"], first.Texts("name"));
        Assert.Equal(["Small", "Secret"], (await workspace.ListAsync("company", new ListQuery { Sort = ["-annual_revenue.currency", "-annual_revenue.amount"], After = first.Text("next") })).Texts("name"));
        var report = await workspace.ReportAsync("company", new ReportQuery
        {
            Where = "annual_revenue is not empty", Group = ["annual_revenue.currency"], Measures = [new("own", "sum(annual_revenue.amount)"), new("base", "sum(annual_revenue)")], Sort = ["annual_revenue.currency"],
        });
        Assert.Equal("""[{"annual_revenue.currency":"EUR","own":"150","base":{"amount":"150.00","currency":"EUR"}},{"annual_revenue.currency":"USD","own":"100","base":{"amount":"90.00","currency":"EUR"}}]""", report.GetProperty("data").GetRawText());
    }
}
