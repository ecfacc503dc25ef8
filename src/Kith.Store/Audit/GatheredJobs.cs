using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Writes into the stream each minute what came many at a time, such as failed attempts to sign in: each kind for each person once, with how often it was.</summary>
public sealed class GatheredJobs(Database database, JobOptions options) : RecurringJob
{
    public override string Kind => "gathered_events";

    public override CronSchedule Schedule { get; } = new("2 * * * * ?");

    public override async Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        await GatheredTable.SpreadAsync(session, cancellation);
        return await GatheredTable.HasDueAsync(session, workspace, cancellation);
    }

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        var events = await GatheredTable.TakeAsync(session, job.Workspace, cancellation);
        await SecurityLog.AppendAsync(session, job.Workspace, await LockoutWave.WithAsync(session, job.Workspace, events, cancellation), cancellation);
        await session.CommitAsync(cancellation);
    }
}
