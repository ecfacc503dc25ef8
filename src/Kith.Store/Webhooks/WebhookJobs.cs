using Kith.Core.Problems;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Store.Webhooks;

/// <summary>
/// Sends what waits for a webhook, one after the other. The outcome of each try commits with the proof that this process still holds the job; whoever is killed in
/// between sends again under the same id, which receivers know.
/// </summary>
public sealed class WebhookJobs(KithStore store, IWebhookTransport transport, WebhookSigner signer, JobOptions options, TimeProvider clock) : JobHandler
{
    private const int AtATime = 10;
    private const int MostReplayed = 100;
    private const int Gone = 410;
    // After this long others have their turn.
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(10);
    private readonly WebhookEvents _events = new(store);

    public override string Kind => WebhookTable.Kind;

    /// <summary>True: it waits for the answers of others, so it has workers of its own.</summary>
    public override bool Outside => true;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var (hook, due) = await NextAsync(job, cancellation);
            foreach (var (delivery, body) in due)
            {
                if (!await SendAsync(job, hook!, delivery, body, cancellation))
                    break;
            }
            var yields = clock.GetElapsedTime(began) >= Turn;
            if ((due.Count == 0 || yields) && await EndAsync(job, yields, cancellation))
                return;
        }
    }

    private async Task<(Webhook? Hook, IReadOnlyList<(WebhookDelivery Delivery, string Body)> Due)> NextAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var hook = await WebhookTable.FindAsync(session, job.Workspace, job.Id, cancellation);
        if (hook is not { Active: true })
            return (null, []);
        if (hook.ReplayAfter is { } after)
            await ReplayAsync(session, job, hook, after, cancellation);
        var now = await WebhookTable.NowAsync(session, Now, cancellation);
        return hook.RetryAt > now ? (hook, []) : (hook, await WebhookTable.DueAsync(session, job.Workspace, job.Id, now, AtATime, cancellation));
    }

    private async Task ReplayAsync(Session session, Job job, Webhook hook, long after, CancellationToken cancellation)
    {
        await session.BeginAsync(cancellation);
        var changes = await session.ListAsync(ChangeRows.Select(SqlText.Of($"c.workspace_id = {job.Workspace} and c.position > {after} and c.position <= {hook.ReplayThrough!.Value}"), SqlText.Of($"order by c.position limit {(long)MostReplayed}")), ChangeRows.Read, cancellation);
        await _events.DeliverAsync(session, job.Workspace, hook, changes, cancellation);
        var more = changes.Count == MostReplayed;
        await session.ExecuteAsync(WebhookTable.Replay(job.Workspace, job.Id, more ? changes[^1].Position : null, more ? hook.ReplayThrough : null), cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
    }

    // False where the receiver had better be left alone for a while.
    private async Task<bool> SendAsync(Job job, Webhook hook, WebhookDelivery delivery, string body, CancellationToken cancellation)
    {
        var (answer, problem) = ((WebhookAnswer?)null, (string?)null);
        try
        {
            answer = await transport.SendAsync(new Uri(hook.Url), signer.Headers(hook, MessageId(hook, delivery), body, clock.GetUtcNow()), body, cancellation);
            if (answer.Status is < 200 or > 299)
                problem = Messages.Text("webhook.answered", answer.Status);
        }
        catch (WebhookUnreachableException unreachable)
        {
            problem = unreachable.Message;
        }
        var tried = Tried(delivery, answer, problem);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(WebhookTable.Tried(job.Workspace, tried), cancellation);
        await session.ExecuteAsync(Afterwards(job, hook, tried, answer), cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
        return problem is null;
    }

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    private WebhookDelivery Tried(WebhookDelivery delivery, WebhookAnswer? answer, string? problem)
    {
        var (attempts, now) = (delivery.Attempts + 1, Now);
        var tried = delivery with { Attempts = attempts, Status = answer?.Status, Problem = problem, DueAt = now, TriedAt = now };
        if (problem is null)
            return tried with { State = DeliveryState.Delivered };
        return answer?.Status != Gone && WebhookRetries.After(attempts, Random.Shared.NextDouble()) is { } wait
            ? tried with { State = DeliveryState.Failed, DueAt = now + Longer(wait, WebhookRetries.Asked(answer)) } : tried with { State = DeliveryState.Parked };
    }

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static IReadOnlyList<SqlText> Afterwards(Job job, Webhook hook, WebhookDelivery tried, WebhookAnswer? answer)
    {
        var now = tried.TriedAt!.Value;
        if (tried.Problem is null)
            return [WebhookTable.Succeeded(job.Workspace, hook.Id)];
        if (tried.Status == Gone)
            return WebhookNotices.SwitchOff(job.Workspace, hook, Messages.Text("webhook.gone"));
        if (now - hook.FailingSince > WebhookRetries.Patience)
            return WebhookNotices.SwitchOff(job.Workspace, hook, Messages.Text("webhook.failing", (int)WebhookRetries.Patience.TotalDays));
        return [WebhookTable.Failed(job.Workspace, hook.Id, now, now + Longer(WebhookRetries.Pause(hook.Failures + 1, Random.Shared.NextDouble()), WebhookRetries.Asked(answer)))];
    }

    // The proof locks the job, so whoever has something sent meanwhile is waited for, and seen by the next statement.
    private async Task<bool> EndAsync(Job job, bool yields, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        // Read anew: it may have been switched on since.
        var hook = await WebhookTable.FindAsync(session, job.Workspace, job.Id, cancellation);
        var next = hook is null ? null : await WebhookTable.NextAsync(session, job.Workspace, job.Id, cancellation);
        var over = yields || next is null || next > await WebhookTable.NowAsync(session, Now, cancellation);
        if (over)
            await session.ExecuteAsync([JobQueue.End(job), .. next is null ? [] : WebhookTable.Wake(job.Workspace, hook!, next)], cancellation);
        await session.CommitAsync(cancellation);
        return over;
    }

    /// <summary>What receivers tell repetitions by: the same for every try and every replay of a change.</summary>
    private static string MessageId(Webhook hook, WebhookDelivery delivery) =>
        delivery.Position is { } position ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"msg_{hook.Id:N}_{position}") : $"msg_{delivery.Id:N}";
}
