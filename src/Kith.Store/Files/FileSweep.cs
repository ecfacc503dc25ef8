using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Files;

/// <summary>Removes bytes that no record has: of uploads that were broken off, and of files that were purged or erased. What is in the trash keeps its bytes.</summary>
public sealed class FileSweep(Database database, IFileStore files, FileIntake intake, JobOptions options, TimeProvider clock) : RecurringJob
{
    private const int AtOnce = 500;

    // Longer than any upload lasts: its bytes are there before its record.
    private static readonly TimeSpan Spared = TimeSpan.FromHours(6);

    public override string Kind => "file_sweep";

    // After the nightly purge.
    public override CronSchedule Schedule { get; } = new("0 10 4 * * ?");

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var before = clock.GetUtcNow().UtcDateTime - Spared;
        intake.Forget(before);
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        var part = new List<Guid>();
        await foreach (var id in files.OlderAsync(job.Workspace, before, cancellation))
        {
            if (part.Contains(id))
                continue;
            part.Add(id);
            if (part.Count == AtOnce)
                await RemoveAsync(session, job, part, cancellation);
        }
        await RemoveAsync(session, job, part, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    // An id is never used again, so what has no record now will have none.
    private async Task RemoveAsync(Session session, Job job, List<Guid> ids, CancellationToken cancellation)
    {
        var known = await session.ListAsync(SqlText.Of($"select t.id from {SqlText.Name(StoredFiles.Type)} t where t.workspace_id = {job.Workspace} and t.id = any({ids.ToArray()})"), r => r.GetGuid(0), cancellation);
        foreach (var id in ids.Except(known))
            await files.RemoveAsync(job.Workspace, id, cancellation);
        ids.Clear();
    }
}
