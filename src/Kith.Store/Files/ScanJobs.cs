using Kith.Core.Access;
using Kith.Core.Files;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Files;

/// <summary>Has a file looked through before anybody is given it. While nobody can do that the file waits: nothing becomes clean because it waited long.</summary>
public sealed class ScanJobs(KithStore store, IFileStore files, IFileScanner scanner, JobOptions options) : JobHandler
{
    /// <summary>The kind of its jobs.</summary>
    internal const string KindName = "file_scan";

    public override string Kind => KindName;

    /// <summary>True: it waits for another program, so it has workers of its own.</summary>
    public override bool Outside => true;

    // It is never given up, or a file would wait for somebody who knows nothing of it.
    public override JobRetries Retries { get; } = new(int.MaxValue, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));

    /// <summary>The statements that have a file looked through.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace, Guid file) => JobQueue.Enqueue(new NewJob(workspace, KindName, file) { Priority = JobPriority.High });

    /// <summary>The statement that has a file looked through for which nothing is in line; what waits for its next try goes on waiting.</summary>
    internal static SqlText Wanted(Guid workspace, Guid file) =>
        SqlText.Of($"insert into job (workspace_id, kind, id, title, priority, run_at, created_at) values ({workspace}, {SqlText.Text(KindName)}, {file}, '', {(int)JobPriority.High}, now(), now()) on conflict (workspace_id, kind, id) do nothing");

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        Caller caller;
        string? state;
        await using (var session = await store.Database.OpenAsync(job.Workspace, cancellation))
        {
            var (currency, zone) = await session.FirstAsync(SqlText.Of($"select currency, time_zone from workspace where id = {job.Workspace}"), r => (r.GetString(0), r.GetString(1)), cancellation);
            caller = Caller.System("what was found in a file", job.Workspace, currency, TimeZoneInfo.FindSystemTimeZoneById(zone));
            (state, var trashed) = await session.FirstAsync(SqlText.Of($"select t.scan_state, t.deleted_at is not null from {SqlText.Name(StoredFiles.Type)} t where t.workspace_id = {job.Workspace} and t.id = {job.Id}"), r => (r.IsDBNull(0) ? null : r.GetString(0), r.GetBoolean(1)), cancellation);
            // What lies in the trash waits in line until it is back, or purged.
            if (trashed && state == ScanState.Pending)
                throw new JobFailedException(Messages.Text("file.scan_in_trash"));
        }
        if (state == ScanState.Pending)
            state = await LookThroughAsync(job, caller, catalogue, cancellation);
        // After what was found is known to everybody: whoever dies in between removes it the next time.
        if (state == ScanState.Infected)
            await files.RemoveAsync(job.Workspace, job.Id, cancellation);
        await using var last = await store.Database.OpenAsync(job.Workspace, cancellation);
        await last.BeginAsync(cancellation);
        await JobQueue.ProveAsync(last, job, options.Lease, cancellation);
        await last.ExecuteAsync(JobQueue.End(job), cancellation);
        await last.CommitAsync(cancellation);
    }

    private async Task<string> LookThroughAsync(Job job, Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        var (state, finding) = await FindAsync(job, cancellation);
        var type = catalogue[StoredFiles.Type];
        var request = new WriteRequest(WriteKind.Update, job.Id);
        request.Values[type["scan_state"]] = state;
        request.Values[type["scan_finding"]] = finding;
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await store.Writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        var media = await session.FirstAsync(SqlText.Of($"select t.content_type from {SqlText.Name(StoredFiles.Type)} t where t.workspace_id = {job.Workspace} and t.id = {job.Id}"), r => r.GetString(0), cancellation);
        if (state != ScanState.Infected && FileContent.IsPicture(media ?? ""))
            await session.ExecuteAsync(PreviewJobs.Enqueue(job.Workspace, job.Id), cancellation);
        await session.CommitAsync(cancellation);
        return state;
    }

    private async Task<(string State, string? Finding)> FindAsync(Job job, CancellationToken cancellation)
    {
        await using var content = await files.OpenAsync(job.Workspace, job.Id, FilePart.Content, cancellation);
        // The setting was taken away, or there is nothing to look through.
        if (!scanner.Scans || content is null)
            return (ScanState.Unscanned, null);
        try
        {
            return await scanner.ScanAsync(content, cancellation) is { } finding ? (ScanState.Infected, finding[..Math.Min(finding.Length, LongestFinding)]) : (ScanState.Clean, null);
        }
        catch (ScannerAwayException away)
        {
            throw new JobFailedException(away.Message);
        }
        catch (ProblemException away)
        {
            throw new JobFailedException(away.Problem.Title);
        }
    }

    private const int LongestFinding = 200;
}
