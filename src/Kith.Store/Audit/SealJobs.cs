using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Seals each minute what has come into the stream, where something has. Beside the writes: hashes within them would cost a busy workspace most of its speed.</summary>
public sealed class SealJobs(Database database, JobOptions options, TimeProvider clock) : RecurringJob
{
    /// <summary>Most entries under one seal; an entry costs 32 bytes there.</summary>
    private const int Most = 10_000;

    public override string Kind => "seal";

    public override CronSchedule Schedule { get; } = new("0 * * * * ?");

    public override Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => SealTable.LagsAsync(session, workspace, cancellation);

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        while (await SealAsync(job, cancellation))
        {
            // Seal after seal, until the stream is covered.
        }
    }

    private async Task<bool> SealAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(SealTable.Hold(job.Workspace), cancellation);
        var before = await SealTable.NewestAsync(session, job.Workspace, cancellation);
        var first = (before?.Last ?? 0) + 1;
        var last = Math.Min(await SealTable.HeadAsync(session, job.Workspace, cancellation), first + Most - 1);
        if (last >= first)
        {
            var entries = await CanonicalEntry.ReadAsync(session, job.Workspace, first, last, cancellation);
            // Positions have no gaps, so one that is missing was taken away. What is left must not be sealed as if it were all.
            if (entries.Count != last - first + 1)
                throw new JobFailedException($"Of the entries {first} to {last} only {entries.Count} are there.");
            var now = clock.GetUtcNow().UtcDateTime;
            await session.ExecuteAsync(SealTable.Insert(Seal.Of(job.Workspace, before, entries, new DateTime(now.Ticks / 10 * 10, DateTimeKind.Utc))), cancellation);
        }
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        if (last < first)
            await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
        return last >= first;
    }
}
