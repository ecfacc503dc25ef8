using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Identity.Viewings;

/// <summary>Notes each minute that the time of seeing Kith as somebody else is over; requests find that out by themselves.</summary>
public sealed class ViewingJobs(Database database, JobOptions options, TimeProvider clock) : RecurringJob
{
    public override string Kind => "viewings";

    public override CronSchedule Schedule { get; } = new("12 * * * * ?");

    public override Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => ViewingTable.HasPastAsync(session, workspace, clock.Now(), cancellation);

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await ViewingAs.SweepAsync(session, job.Workspace, clock.Now(), cancellation);
        await session.CommitAsync(cancellation);
    }
}
