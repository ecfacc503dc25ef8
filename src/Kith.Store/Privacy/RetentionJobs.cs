using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Purging;
using Kith.Store.Sql;

namespace Kith.Store.Privacy;

/// <summary>Does every night what the rules that are switched on say, part after part. A rule that cannot be worked out any more is switched off, and those who read the audit are told.</summary>
public sealed class RetentionJobs(KithStore store, JobOptions options, TimeProvider clock) : RecurringJob
{
    public override string Kind => "retention";

    public override CronSchedule Schedule { get; } = new("0 10 3 * * ?");

    private DateTime Now => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);

    public override Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => RetentionTable.AnyAsync(session, workspace, cancellation);

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        var (caller, rules) = await BeginAsync(job, cancellation);
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var rule in rules.Where(r => r.Active))
            await ApplyAsync(job, caller with { Behalf = rule.ActiveBy }, catalogue, rule, words, cancellation);
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await PurgeJobs.ForgetAsync(session, job.Workspace, [.. words], cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task<(Caller Caller, IReadOnlyList<RetentionRule> Rules)> BeginAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {job.Workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
        return (Caller.System("retention", job.Workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone)), await RetentionTable.ListAsync(session, job.Workspace, cancellation));
    }

    private async Task ApplyAsync(Job job, Caller caller, Catalogue catalogue, RetentionRule rule, HashSet<string> words, CancellationToken cancellation)
    {
        RetentionWork work;
        try
        {
            work = new RetentionWork(store, caller, catalogue, rule, Now);
            var problems = new ProblemList();
            work.Check(problems);
            problems.ThrowIfAny();
        }
        catch (ProblemException refused)
        {
            await StopAsync(job, caller, rule, refused.Problem.Errors[0].Message, cancellation);
            return;
        }
        var (after, done, failed) = (Guid.Empty, 0L, 0L);
        for (Guid? last = after; last is not null; after = last ?? after)
        {
            var part = await WithinAsync(job, session => work.NextAsync(session, after, words, cancellation), cancellation);
            (last, done, failed) = (part.Last, done + part.Done, failed + part.Failed);
        }
        await WithinAsync(job, async session =>
        {
            await session.ExecuteAsync(RetentionTable.Ran(job.Workspace, rule.Id, Now, done, failed), cancellation);
            if (done > 0)
                await TellAsync(session, caller, SecurityEventKind.RetentionRan, rule, e => e.With("action", Naming.Snake(rule.Action.ToString())).With("type", rule.Type).With("records", done).With("failed", failed), cancellation);
            return true;
        }, cancellation);
    }

    private Task<bool> StopAsync(Job job, Caller caller, RetentionRule rule, string problem, CancellationToken cancellation) => WithinAsync(job, async session =>
    {
        await session.ExecuteAsync(RetentionTable.Stop(job.Workspace, rule.Id, problem), cancellation);
        await TellAsync(session, caller, SecurityEventKind.RetentionStopped, rule, e => e.With("problem", problem), cancellation);
        return true;
    }, cancellation);

    private static Task TellAsync(Session session, Caller caller, SecurityEventKind kind, RetentionRule rule, Func<SecurityEvent, SecurityEvent> facts, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [facts(SecurityLog.By(caller, kind, rule.Id, rule.Name))], cancellation);

    private async Task<T> WithinAsync<T>(Job job, Func<Session, Task<T>> work, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var result = await work(session);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
        return result;
    }
}
