using Kith.Store;
using Kith.Store.Jobs;
using Kith.Store.Notifications;
using Kith.Store.Sql;

namespace Kith.Identity.Notifications;

/// <summary>Reminds people each minute of what begins or is due.</summary>
public sealed class ReminderJobs(KithStore store, Reminders reminders, JobOptions options, TimeProvider clock) : RecurringJob
{
    public override string Kind => "reminder";

    public override CronSchedule Schedule { get; } = new("0 * * * * ?");

    public override Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => reminders.AnyAsync(session, workspace, clock.Now(), cancellation);

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await reminders.TellAsync(session, job.Workspace, catalogue, clock.Now(), cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
