using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Tests.Records;

/// <summary>What a query may cost, by who asks; every refusal says which limit it is and its value.</summary>
public sealed class CostLimitTests(StoreFixture fixture)
{
    private async Task<Workspace> LimitedAsync(Func<CostLimits, CostLimits> change)
    {
        var workspace = await fixture.WorkspaceAsync();
        return new Workspace(fixture.Store, workspace.Id, workspace.Owner with { Limits = change(workspace.Owner.Limits) });
    }

    private static async Task<FieldProblem> RefusedAsync(Func<Task> ask)
    {
        var refusal = (await Assert.ThrowsAsync<ProblemException>(ask)).Problem;
        Assert.Equal(ProblemKind.Invalid, refusal.Kind);
        return Assert.Single(refusal.Errors);
    }

    [Fact]
    public async Task Limits_come_with_the_way_a_caller_comes_through()
    {
        var owner = (await fixture.WorkspaceAsync()).Owner;
        Assert.Same(CostLimits.Api, owner.Limits);
        Assert.Same(CostLimits.Screen, owner.Through(Via.Screen).Limits);
        Assert.Same(CostLimits.Job, owner.Through(Via.Import).Limits);
        Assert.Same(CostLimits.Job, Caller.System("test", owner.Workspace, "EUR", owner.Zone).Limits);
    }

    [Fact]
    public async Task A_path_over_too_many_links_is_refused()
    {
        var workspace = await LimitedAsync(l => l with { Links = 2 });
        await workspace.ListAsync("deal", new ListQuery { Where = "company.owner.name = 'Ada'", Fields = ["company.owner.name"] });
        var refused = await RefusedAsync(() => workspace.ListAsync("deal", new ListQuery { Where = "company.owner.manager.name = 'Ada'" }));
        Assert.Equal("expression.too_many_links", refused.Code);
        Assert.Contains("at most 2 links", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_lists_and_looks_into_the_past_are_refused()
    {
        var workspace = await LimitedAsync(l => l with { Lists = 1 });
        await workspace.ListAsync("company", new ListQuery { Where = "any(deals)" });
        var refused = await RefusedAsync(() => workspace.ListAsync("company", new ListQuery { Where = "any(deals) or was(name, '2026-01-01') = 'x'" }));
        Assert.Equal("expression.too_many_collections", refused.Code);
        Assert.Contains("at most 1 lists", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("company.name", "owner.name", "stage.name", "pipeline.name")]
    [InlineData("company.owner.manager.name", "stage.name")]
    public async Task Joins_are_counted_over_the_whole_statement(params string[] fields)
    {
        var workspace = await LimitedAsync(l => l with { Joins = 3 });
        await workspace.ListAsync("deal", new ListQuery { Fields = fields[..^1], Where = "name != 'x'" });
        var refused = await RefusedAsync(() => workspace.ListAsync("deal", new ListQuery { Fields = fields }));
        Assert.Equal(("limit.joins", true), (refused.Code, refused.Message.Contains("at most 3 tables", StringComparison.Ordinal)));
        await RefusedAsync(() => workspace.ReportAsync("deal", new ReportQuery { Select = fields }));
    }

    [Fact]
    public async Task Joins_inside_lists_of_records_count_too()
    {
        var workspace = await LimitedAsync(l => l with { Joins = 2 });
        await workspace.ListAsync("company", new ListQuery { Fields = ["name"], Where = "any(deals where stage.won and owner.name = 'x')" });
        var refused = await RefusedAsync(() => workspace.ListAsync("company", new ListQuery { Fields = ["name"], Where = "any(deals where stage.won and owner.name = 'x') and owner.name = 'y'" }));
        Assert.Equal("limit.joins", refused.Code);
    }

    [Fact]
    public async Task Too_many_groups_are_refused()
    {
        var workspace = await LimitedAsync(l => l with { Groups = 2 });
        for (var i = 0; i < 3; i++)
            await workspace.CreateAsync("company", $$"""{"name": "Company {{i}}"}""");
        var refused = await RefusedAsync(() => workspace.ReportAsync("company", new ReportQuery { Group = ["name"], Measures = [new("n", "count()")], Totals = true }));
        Assert.Equal(("report.too_many_groups", true), (refused.Code, refused.Message.Contains("more than 2 groups", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_statement_that_takes_too_long_is_stopped_and_its_connection_serves_on()
    {
        // One connection, so that a lost or spoilt one is noticed.
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(fixture.AppConnection) { MaxPoolSize = 1, Timeout = 5, NoResetOnClose = true });
        var store = new KithStore(new Database(source, fixture.Signer), fixture.Store.Catalogues.BuiltIn, fixture.Store.Policy, TimeProvider.System);
        var made = await fixture.WorkspaceAsync();
        await made.CreateAsync("territory", """{"name": "North"}""");
        var patient = new Workspace(store, made.Id, made.Owner);
        var hasty = new Workspace(store, made.Id, made.Owner with { Limits = made.Owner.Limits with { Time = TimeSpan.FromSeconds(1), ReportTime = TimeSpan.FromSeconds(2) } });
        await using (var owner = await fixture.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var transaction = await owner.BeginTransactionAsync(TestContext.Current.CancellationToken);
            await using var hold = new NpgsqlCommand("lock table kith.territory in access exclusive mode", owner, transaction);
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            var list = await RefusedAsync(() => hasty.ListAsync("territory", new ListQuery()));
            var report = await RefusedAsync(() => hasty.ReportAsync("territory", new ReportQuery { Measures = [new("n", "count()")] }));
            Assert.Equal(("limit.time", "limit.time"), (list.Code, report.Code));
            Assert.Contains("longer than 1 seconds", list.Message, StringComparison.Ordinal);
            Assert.Contains("longer than 2 seconds", report.Message, StringComparison.Ordinal);
        }
        foreach (var workspace in new[] { hasty, patient })
            Assert.Equal(["North"], (await workspace.ListAsync("territory", new ListQuery())).Texts("name"));
        await using var session = await store.Database.OpenAsync(made.Id, TestContext.Current.CancellationToken);
        Assert.Equal("0", await session.FirstAsync(SqlText.Of($"select current_setting('statement_timeout')"), r => r.GetString(0), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_caller_who_leaves_is_not_told_of_a_limit()
    {
        var workspace = await fixture.WorkspaceAsync();
        using var leaving = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fixture.Store.Database.WithinAsync(fixture.Store.Database.Short, workspace.Id, TimeSpan.FromMinutes(1), async session =>
        {
            var answer = session.FirstAsync(SqlText.Of($"select pg_sleep(60)"), _ => true, leaving.Token);
            await leaving.CancelAsync();
            return await answer;
        }, leaving.Token));
    }
}
