using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Stream;
using Kith.Store.Tests.Jobs;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Stream;

/// <summary>A workspace that keeps its history for some time only, and the parts in which the stream lies.</summary>
public sealed class KeptHistoryTests(StoreFixture fixture)
{
    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    private static DateTimeOffset Ago(int days) => System.GetUtcNow().AddDays(-days);

    private static TimeProvider System => TimeProvider.System;

    private async Task RunAsync(Workspace workspace, JobHandler handler)
    {
        await fixture.QueueAsync(new NewJob(workspace.Id, handler.Kind, workspace.Id));
        var fence = await fixture.AskAsync<long>($"update kith.job set fence = nextval('kith.job_fence'), attempts = 1 where workspace_id = '{workspace.Id}' and kind = '{handler.Kind}' returning fence");
        await handler.RunAsync(new Job(workspace.Id, handler.Kind, workspace.Id, fence, 1), default);
        Assert.Equal(0, await fixture.AskAsync<long>($"select count(*) from kith.job where workspace_id = '{workspace.Id}' and kind = '{handler.Kind}'"));
    }

    private Task SealAsync(Workspace workspace, int daysAgo) => RunAsync(workspace, new SealJobs(fixture.Store.Database, Queueing.Options, new Clock(Ago(daysAgo))));

    private Task ForgetAsync(Workspace workspace) => RunAsync(workspace, new HistoryJobs(fixture.Store, Queueing.Options, System));

    private Task<string> PositionsAsync(Workspace workspace) =>
        fixture.AskAsync<string>($"select coalesce(string_agg(position::text, ',' order by position), '') from kith.change where workspace_id = '{workspace.Id}'");

    /// <summary>Six changes: three under a seal of 100 days ago, two under one of 50 days ago, one that is not sealed.</summary>
    private async Task<Workspace> AgedAsync(int keptDays)
    {
        var workspace = await fixture.WorkspaceAsync();
        var written = await fixture.AskAsync<long>($"select position from kith.position where workspace_id = '{workspace.Id}'");
        for (var n = written + 1; n <= 6; n++)
        {
            await workspace.CreateAsync("company", $$"""{"name": "Company {{n}}"}""");
            if (n is 3 or 5)
                await SealAsync(workspace, n == 3 ? 100 : 50);
        }
        await fixture.DoAsync($"update kith.workspace set history_days = {keptDays} where id = '{workspace.Id}'; insert into kith.consumer (workspace_id, name, position) select '{workspace.Id}', name, 6 from kith_private.installed_consumer on conflict (workspace_id, name) do update set position = 6");
        return workspace;
    }

    private async Task<AuditResult> VerifyAsync(Workspace workspace) => await new AuditVerifier(fixture.Store.Database).VerifyAsync(workspace.Id, null, default);

    [Fact]
    public async Task What_is_older_than_a_workspace_keeps_goes_by_whole_seals_and_the_stream_says_so()
    {
        var workspace = await AgedAsync(60);
        await ForgetAsync(workspace);
        Assert.Equal("4,5,6,7", await PositionsAsync(workspace));
        Assert.Equal("forgotten 3", await fixture.AskAsync<string>($"select kind || ' ' || (diff -> 'through' ->> 1) from kith.change where workspace_id = '{workspace.Id}' and position = 7"));
        // A second night finds nothing to do, and writes nothing.
        await ForgetAsync(workspace);
        Assert.Equal("4,5,6,7", await PositionsAsync(workspace));
        Assert.Null((await VerifyAsync(workspace)).Finding);
        await SealAsync(workspace, 0);
        Assert.Null((await VerifyAsync(workspace)).Finding);
    }

    [Theory]
    // Nothing says that it went by the rule.
    [InlineData("delete from kith.change where kind = 'forgotten'", AuditFault.Missing)]
    // More went than was said.
    [InlineData("update kith.position set forgotten = 5", AuditFault.Missing)]
    [InlineData("delete from kith.change where position = 4", AuditFault.Missing)]
    // The seals over what went are still one chain.
    [InlineData("update kith.seal set leaves = leaves || leaves where number = 1", AuditFault.SealAltered)]
    public async Task What_was_taken_besides_is_found(string tampering, AuditFault fault)
    {
        var workspace = await AgedAsync(60);
        await ForgetAsync(workspace);
        await fixture.DoAsync($"{tampering}{(tampering.Contains("where", StringComparison.Ordinal) ? " and" : " where")} workspace_id = '{workspace.Id}'");
        Assert.Equal(fault, (await VerifyAsync(workspace)).Finding?.Fault);
    }

    [Theory]
    [InlineData("update kith.workspace set history_days = 0 where id = '{0}'")]
    [InlineData("update kith.consumer set position = 2 where workspace_id = '{0}' and name = (select min(name) from kith_private.installed_consumer)")]
    [InlineData("insert into kith.parked_change select workspace_id, name, 3, 'x', now() from kith.consumer where workspace_id = '{0}' limit 1")]
    [InlineData("insert into kith.changeset (workspace_id, id, kind, name, by_id, at, behind, state) values ('{0}', gen_random_uuid(), 'bulk', 'update', gen_random_uuid(), now(), 2, 'running')")]
    public async Task Nothing_goes_that_somebody_still_needs(string reason)
    {
        await using (var outside = await fixture.Store.Database.OpenGlobalAsync(default))
            await outside.ExecuteAsync(SqlText.Of($"select kith.install_consumer('kept_history_test', false)"), default);
        var workspace = await AgedAsync(60);
        await fixture.DoAsync(reason.Replace("{0}", workspace.Id.ToString(), StringComparison.Ordinal));
        await ForgetAsync(workspace);
        Assert.Equal("1,2,3,4,5,6", await PositionsAsync(workspace));
    }

    [Fact]
    public async Task The_server_cannot_delete_what_is_younger_than_thirty_days_or_not_sealed()
    {
        var workspace = await AgedAsync(0);
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        // The role of the server may write the counter, but not reach the stream by it.
        await session.ExecuteAsync(SqlText.Of($"update position set forgotten = 6, forgotten_before = now() where workspace_id = {workspace.Id}"), default);
        Assert.Equal(5, await session.FirstAsync(SqlText.Of($"select kith.delete_forgotten(1000)"), r => r.GetInt64(0), default));
        Assert.Equal("6", await PositionsAsync(workspace));
        await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(SqlText.Of($"delete from change where workspace_id = {workspace.Id}"), default));
    }

    [Fact]
    public async Task Readers_are_told_what_is_kept_no_longer()
    {
        var workspace = await AgedAsync(60);
        await ForgetAsync(workspace);
        var (store, caller) = (fixture.Store, workspace.Owner);
        var catalogue = await store.Catalogues.RefreshAsync(workspace.Id, default);
        var output = new global::System.Buffers.ArrayBufferWriter<byte>();
        async Task<Problem> RefusedAsync(Func<Task> ask) => (await Assert.ThrowsAsync<ProblemException>(ask)).Problem;
        var gone = await RefusedAsync(() => store.Changes.ListAsync(caller, catalogue, new ChangeQuery { From = 2 }, output, default));
        Assert.Equal((ProblemKind.Gone, "changes.forgotten"), (gone.Kind, gone.Code));
        // From the beginning one reads what there is, and behind what went nothing is missing.
        await store.Changes.ListAsync(caller, catalogue, new ChangeQuery { From = 0 }, output, default);
        await store.Changes.ListAsync(caller, catalogue, new ChangeQuery { From = 3 }, output, default);
        var past = await RefusedAsync(() => store.Reads.ListAsync(caller, catalogue, catalogue["company"], new ListQuery { At = Ago(120).ToString("O") }, output, default));
        Assert.Equal(("at", "past.forgotten"), (past.Errors[0].Field, past.Errors[0].Code));
        await store.Reads.ListAsync(caller, catalogue, catalogue["company"], new ListQuery { At = Ago(70).ToString("O") }, output, default);
    }

    [Fact]
    public async Task A_changeset_that_is_partly_forgotten_is_not_undone()
    {
        var workspace = await AgedAsync(60);
        var set = fixture.Store.Ids.Next();
        await fixture.DoAsync($"insert into kith.changeset (workspace_id, id, kind, name, by_id, at, behind, state) values ('{workspace.Id}', '{set}', 'bulk', 'update', '{workspace.Owner.Person}', now(), 2, 'done')");
        await ForgetAsync(workspace);
        var catalogue = await fixture.Store.Catalogues.RefreshAsync(workspace.Id, default);
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        var refused = await Assert.ThrowsAsync<ProblemException>(() => fixture.Store.Changesets.UndoAsync(session, workspace.Owner, catalogue, set, false, false, default));
        Assert.Equal("changeset.forgotten", refused.Problem.Code);
    }

    [Fact]
    public async Task The_stream_has_a_part_for_each_quarter_ahead_and_one_for_the_rest()
    {
        await fixture.DoAsync("select kith.extend_stream()");
        var parts = (await fixture.AskAsync<string>("select string_agg(inhrelid::regclass::text, ',' order by inhrelid::regclass::text) from pg_inherits where inhparent = 'kith.change'::regclass")).Split(',');
        for (var ahead = 0; ahead <= 4; ahead++)
        {
            var month = System.GetUtcNow().AddMonths(3 * ahead);
            Assert.Contains($"kith_stream.change_{month.Year}q{(month.Month + 2) / 3}", parts);
        }
        Assert.Contains("kith_stream.change_other", parts);
        // Rights are those of the whole: the server's role does not reach a part.
        var workspace = await fixture.WorkspaceAsync();
        await using var session = await fixture.Store.Database.OpenAsync(workspace.Id, default);
        await Assert.ThrowsAsync<PostgresException>(() => session.ExecuteAsync(SqlText.Of($"select 1 from kith_stream.change_other"), default));
    }
}
