using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Jobs;

/// <summary>The durable queue of background work: a table, because what makes a job and the job must commit together. Leases are measured by the database's clock.</summary>
public sealed class JobQueue(Database database)
{
    /// <summary>
    /// The statements that queue a job; one that is there already stays as it is, but comes as soon and as much before others as is now asked, and a parked one
    /// gets another chance.
    /// </summary>
    public static IReadOnlyList<SqlText> Enqueue(NewJob job) =>
    [
        SqlText.Of($"insert into job (workspace_id, kind, id, title, priority, run_at, created_at) values ({job.Workspace}, {SqlText.Text(job.Kind)}, {job.Id}, {SqlText.Text(job.Title)}, {(int)job.Priority}, coalesce({job.DueAt}, now()), now()) on conflict (workspace_id, kind, id) do update set parked_at = null, attempts = 0, run_at = least(job.run_at, excluded.run_at), priority = least(job.priority, excluded.priority)"),
        Wake,
    ];

    /// <summary>Wakes the processes of the installation; sent with the commit, so nobody looks before there is something to see.</summary>
    internal static readonly SqlText Wake = SqlText.Of($"select pg_notify('kith_job', '')");

    /// <summary>The statement that ends a job, for the transaction of its last effect.</summary>
    public static SqlText End(Job job) => SqlText.Of($"delete from job where {Same(job)}");

    /// <summary>Takes the job that is due next, of any workspace; null when none is.</summary>
    public async Task<Job?> TakeAsync(string[] kinds, long worker, TimeSpan lease, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await session.FirstAsync(
            SqlText.Of($"select workspace_id, kind, id, fence, attempts from kith.take_job({kinds}, {worker}, {Interval(lease)})"),
            r => new Job(r.GetGuid(0), r.GetString(1), r.GetGuid(2), r.GetInt64(3), r.GetInt32(4)), cancellation);
    }

    /// <summary>
    /// Proves, as the last statement of an effect's transaction, that the job is still held; it renews the lease and notes that the job got
    /// on. The row stays locked until the commit, so nobody can take the job in between.
    /// </summary>
    /// <param name="gotOn">False where a failure from here on is one more of the same tries.</param>
    /// <exception cref="LeaseLostException">Another process holds the job; the transaction must be dropped.</exception>
    public static async Task ProveAsync(Session session, Job job, TimeSpan lease, CancellationToken cancellation, bool gotOn = true)
    {
        if (await session.ExecuteAsync(SqlText.Of($"update job set lease_until = now() + {Interval(lease)}, attempts = case when {gotOn} then 1 else attempts end where {Same(job)}"), cancellation) != 1)
            throw new LeaseLostException();
    }

    /// <summary>Renews the lease; false when the job is no longer held.</summary>
    public async Task<bool> BeatAsync(Job job, TimeSpan lease, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        return await session.ExecuteAsync(SqlText.Of($"update job set lease_until = now() + {Interval(lease)} where {Same(job)}"), cancellation) == 1;
    }

    /// <summary>Gives the job back untried, when this process stops.</summary>
    public Task ReleaseAsync(Job job, CancellationToken cancellation) =>
        ChangeAsync(job, SqlText.Of($"lease_until = null, run_at = now(), attempts = greatest(attempts - 1, 0)"), cancellation);

    /// <summary>Gives the job back after a failure, to be tried later.</summary>
    /// <param name="problem">The kind of failure, for administrators; no data of people.</param>
    public Task FailAsync(Job job, TimeSpan after, string problem, CancellationToken cancellation) =>
        ChangeAsync(job, SqlText.Of($"lease_until = null, run_at = now() + {Interval(after)}, problem = {SqlText.Text(problem)}"), cancellation);

    /// <summary>Gives the job up; it stays until a person decides.</summary>
    public Task ParkAsync(Job job, string problem, CancellationToken cancellation) =>
        ChangeAsync(job, SqlText.Of($"lease_until = null, parked_at = now(), problem = {SqlText.Text(problem)}"), cancellation);

    private async Task ChangeAsync(Job job, SqlText change, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.ExecuteAsync([SqlText.Of($"update job set {change} where {Same(job)}"), Wake], cancellation);
    }

    private static SqlText Same(Job job) => SqlText.Of($"workspace_id = {job.Workspace} and kind = {SqlText.Text(job.Kind)} and id = {job.Id} and fence = {job.Fence}");

    private static SqlText Interval(TimeSpan time) => SqlText.Parameter(time, NpgsqlDbType.Interval);
}
