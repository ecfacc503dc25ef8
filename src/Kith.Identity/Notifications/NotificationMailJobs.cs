using Kith.Core.Notifications;
using Kith.Store.Jobs;
using Kith.Store.Notifications;
using Kith.Store.Sql;

namespace Kith.Identity.Notifications;

/// <summary>Writes the mails that people want at once. What came together is told together.</summary>
public sealed class NotificationMailJobs(Database database, NotificationMails mails, JobOptions options) : JobHandler
{
    public override string Kind => NotificationTable.MailJob;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        // First, so that whoever queues it meanwhile is waited for, and seen by what follows.
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await mails.WriteAsync(session, job.Workspace, job.Id, MailTiming.Now, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
