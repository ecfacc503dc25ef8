using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store;

/// <summary>Deletes every night what is past its time: answers kept under an Idempotency-Key.</summary>
public sealed class Tidying(Database database, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const int AtOnce = 5_000;

    public override string Kind => "tidying";

    public override CronSchedule Schedule { get; } = new("0 20 3 * * ?");

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        bool more;
        do
        {
            await session.BeginAsync(cancellation);
            var past = clock.GetUtcNow().UtcDateTime - Idempotency.Kept;
            more = await session.ExecuteAsync(SqlText.Of($"delete from idempotency where ctid = any(array(select ctid from idempotency where workspace_id = {job.Workspace} and created_at < {past} limit {AtOnce}))"), cancellation) == AtOnce;
            await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
            if (!more)
                await session.ExecuteAsync(JobQueue.End(job), cancellation);
            await session.CommitAsync(cancellation);
        }
        while (more);
    }
}
