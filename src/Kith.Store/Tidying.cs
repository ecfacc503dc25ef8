using Kith.Store.Accounts;
using Kith.Store.Forms;
using Kith.Store.Jobs;
using Kith.Store.Notifications;
using Kith.Store.Sql;
using Kith.Store.Webhooks;

namespace Kith.Store;

/// <summary>How long things are kept.</summary>
public sealed record TidyingOptions
{
    /// <summary>How long a delivery of a webhook that is done with is kept.</summary>
    public TimeSpan DeliveriesKept { get; init; } = TimeSpan.FromDays(30);
}

/// <summary>Deletes every night what is past its time: answers kept under an Idempotency-Key, mails and deliveries of which nothing is to be done any more, old notifications, and what tells that a form was sent before.</summary>
public sealed class Tidying(Database database, JobOptions options, TidyingOptions kept, TimeProvider clock) : RecurringJob
{
    private const int AtOnce = 5_000;
    private static readonly TimeSpan MailsKept = TimeSpan.FromDays(30);

    public override string Kind => "tidying";

    public override CronSchedule Schedule { get; } = new("0 20 3 * * ?");

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        bool more;
        do
        {
            await session.BeginAsync(cancellation);
            more = false;
            foreach (var delete in Past(job.Workspace, clock.GetUtcNow().UtcDateTime))
                more |= await session.ExecuteAsync(delete, cancellation) == AtOnce;
            await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
            if (!more)
                await session.ExecuteAsync(JobQueue.End(job), cancellation);
            await session.CommitAsync(cancellation);
        }
        while (more);
    }

    private IReadOnlyList<SqlText> Past(Guid workspace, DateTime now) =>
    [
        SqlText.Of($"delete from idempotency where ctid = any(array(select ctid from idempotency where workspace_id = {workspace} and created_at < {now - Idempotency.Kept} limit {AtOnce}))"),
        MailTable.Forget(workspace, now - MailsKept, AtOnce),
        WebhookTable.Forget(workspace, now - kept.DeliveriesKept, AtOnce),
        NotificationTable.Forget(workspace, now - NotificationTable.Kept, AtOnce),
        FormReceipts.Forget(workspace, now, AtOnce),
    ];
}
