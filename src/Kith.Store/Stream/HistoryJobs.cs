using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Stream;

/// <summary>
/// Forgets every night the history that a workspace no longer keeps, in whole seals: what is gone is told in the stream itself, so that the seals go on to prove the rest.
/// What a consumer has not read, what is parked and what is being undone or changed together stays until that is done.
/// </summary>
public sealed class HistoryJobs(KithStore store, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const long AtOnce = 20_000;
    private static readonly TimeSpan KnownElsewhere = TimeSpan.FromSeconds(1);

    public override string Kind => "history";

    public override CronSchedule Schedule { get; } = new("0 10 4 * * ?");

    // Also where the setting was taken back, for what was forgotten and not deleted yet.
    public override Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select w.history_days > 0 or p.forgotten > 0 from workspace w join position p on p.workspace_id = w.id where w.id = {workspace}"), r => r.GetBoolean(0), cancellation);

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var forgot = await WithinAsync(job, session => ForgetAsync(session, job.Workspace, cancellation), cancellation);
        await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        // Until then other processes may still answer by what they knew of the workspace, and would read what is being deleted.
        if (forgot)
            await Task.Delay(KnownElsewhere, clock, cancellation);
        while (await WithinAsync(job, session => session.FirstAsync(SqlText.Of($"select kith.delete_forgotten({AtOnce})"), r => r.GetInt64(0), cancellation), cancellation) == AtOnce)
        {
            // Part after part, so that nobody waits for long.
        }
        await WithinAsync(job, session => session.ExecuteAsync(JobQueue.End(job), cancellation), cancellation);
    }

    private async Task<T> WithinAsync<T>(Job job, Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        var result = await work(session);
        await session.CommitAsync(cancellation);
        return result;
    }

    // The newest seal that is old enough and under which nobody has anything left to do; nothing that it covers happened after it was made.
    private async Task<bool> ForgetAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var (through, from) = await session.FirstAsync(
            SqlText.Of($"""
                select s.last_position, s.sealed_at from workspace w join position p on p.workspace_id = w.id join seal s on s.workspace_id = w.id
                where w.id = {workspace} and w.history_days > 0 and s.sealed_at < {clock.GetUtcNow().UtcDateTime} - make_interval(days => w.history_days) and s.last_position > p.forgotten
                    and not exists (select 1 from kith.installed_consumers() n(name) left join consumer c on c.workspace_id = w.id and c.name = n.name where coalesce(c.position, 0) < s.last_position)
                    and not exists (select 1 from parked_change k where k.workspace_id = w.id and k.position <= s.last_position)
                    and not exists (select 1 from changeset g where g.workspace_id = w.id and g.state in ('waiting', 'running') and g.behind < s.last_position)
                order by s.last_position desc limit 1
                """), r => (r.GetInt64(0), r.GetDateTime(1)), cancellation);
        if (through == 0)
            return false;
        var diff = SqlText.Parameter($$"""{"through": [null, {{through}}], "before": [null, "{{Seal.Text(from)}}"]}""", NpgsqlDbType.Jsonb);
        await session.ExecuteAsync(
        [
            SqlText.Of($"update workspace set schema_version = schema_version + 1 where id = {workspace}"),
            SqlText.Of($"with p as (update position set position = position + 1, forgotten = {through}, forgotten_before = {from} where workspace_id = {workspace} returning position) insert into change (workspace_id, position, at, via, kind, type, record_id, title, diff) select {workspace}, p.position, now(), 'system', 'forgotten', 'workspace', {workspace}, '', {diff} from p"),
        ], cancellation);
        session.Appended();
        return true;
    }
}
