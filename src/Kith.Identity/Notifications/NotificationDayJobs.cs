using Kith.Core.Notifications;
using Kith.Store;
using Kith.Store.Jobs;
using Kith.Store.Notifications;
using Kith.Store.Sql;

namespace Kith.Identity.Notifications;

/// <summary>Begins people's days of notifications: what is due is told, and the mail of the day written, in one transaction with the mark that the day has begun.</summary>
public sealed class NotificationDayJobs(KithStore store, NotificationDays days, NotificationMails mails, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const int AtOnce = 100;

    public override string Kind => "notification_day";

    // Zones begin their hours at quarters, so nobody waits longer than one.
    public override CronSchedule Schedule { get; } = new("0 0/15 * * * ?");

    public override async Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        (await NotificationDays.ListAsync(session, workspace, clock.Now(), 1, cancellation)).Count > 0;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        while (await NotificationDays.ListAsync(session, job.Workspace, clock.Now(), AtOnce, cancellation) is { Count: > 0 } begun)
        {
            foreach (var day in begun)
            {
                await session.BeginAsync(cancellation);
                if (await days.BeginAsync(session, job.Workspace, day, catalogue, cancellation))
                    await mails.WriteAsync(session, job.Workspace, day.Person, MailTiming.Digest, cancellation);
                await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
                await session.CommitAsync(cancellation);
            }
        }
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
