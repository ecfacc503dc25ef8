using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>
/// Shows what a changeset brought about once it is done and the stream was read past its last change: one notification for each person and kind, however many records.
/// </summary>
public sealed class NotificationSummaries(Database database, JobOptions options, TimeProvider clock) : JobHandler
{
    // A summary comes at the latest when a twentieth of the time has passed again that its changeset took.
    private const double Share = 0.05;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    public override string Kind => NotificationTable.SummaryJob;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        // First, so that whoever queues it meanwhile is waited for, and seen by what follows.
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        var (began, over) = await StateAsync(session, job, cancellation);
        var now = clock.GetUtcNow().UtcDateTime;
        var age = (now - began) * Share;
        IReadOnlyList<SqlText> next = over
            ? await NotificationTable.ReadyAsync(session, job.Workspace, job.Id, cancellation)
            : JobQueue.Enqueue(new NewJob(job.Workspace, Kind, job.Id) { DueAt = now + (age < Shortest ? Shortest : age > Longest ? Longest : age) });
        await session.ExecuteAsync([JobQueue.End(job), .. next], cancellation);
        await session.CommitAsync(cancellation);
    }

    // A changeset that is gone is over.
    private static Task<(DateTime Began, bool Over)> StateAsync(Session session, Job job, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"""
            select coalesce(s.at, now()), coalesce(s.state, 'done') not in ('waiting', 'running')
                and not exists (select 1 from import i where i.workspace_id = w.id and i.id = {job.Id} and i.state in ('waiting', 'running', 'paused'))
                and not exists (select 1 from change c where c.workspace_id = w.id and c.changeset = {job.Id}
                    and c.position > coalesce((select r.position from consumer r where r.workspace_id = w.id and r.name = {SqlText.Text(NotificationConsumer.ConsumerName)}), 0))
            from workspace w left join changeset s on s.workspace_id = w.id and s.id = {job.Id} where w.id = {job.Workspace}
            """),
        r => (r.GetDateTime(0), r.GetBoolean(1)), cancellation);
}
