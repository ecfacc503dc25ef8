using Kith.Core.Problems;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Store.Transfer.Running;

/// <summary>Runs imports in the background.</summary>
public sealed partial class ImportJobs(KithStore store, JobOptions options, TimeProvider clock, ILogger<ImportJobs> log) : JobHandler
{
    /// <summary>The kind of the jobs that run imports.</summary>
    internal const string Import = "import";

    public override string Kind => Import;

    /// <summary>The statements that queue a run.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace, Guid id, string name) => JobQueue.Enqueue(new NewJob(workspace, Import, id) { Title = name });

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        if (await StartAsync(job, cancellation) is not { } import)
            return;
        var began = clock.GetTimestamp();
        try
        {
            await new ImportRun(store, job, import, options, clock).RunAsync(cancellation);
            var took = clock.GetElapsedTime(began);
            Ran(log, job.Workspace, job.Id, import.Status.Rows, (long)took.TotalMilliseconds);
        }
        // The import itself cannot go on: its person has left, its mapping no longer fits. Trying again would not help.
        catch (ProblemException refusal)
        {
            var text = refusal.Problem.Errors.Count > 0 ? string.Join(' ', refusal.Problem.Errors.Select(e => e.Message)) : refusal.Problem.Title;
            await EndAsync(job, ImportState.Failed, text, cancellation);
            Refused(log, job.Workspace, job.Id, refusal.Problem.Code);
        }
    }

    public override async Task GiveUpAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        // The file stays, so that the import can be resumed once the trouble is over.
        await session.ExecuteAsync(
            SqlText.Of($"update import set state = 'failed', problem = {SqlText.Text(Messages.Text("import.gave_up"))}, finished_at = {clock.GetUtcNow().UtcDateTime} where workspace_id = {job.Workspace} and id = {job.Id} and state in ('waiting', 'running')"), cancellation);
    }

    public override Task RetryAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(ImportTable.Wait(workspace, id), cancellation);

    public override async Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation)
    {
        if (await ImportTable.LockAsync(session, workspace, id, cancellation) is not (null or ImportState.Done or ImportState.Cancelled))
            await session.ExecuteAsync(ImportTable.Finish(workspace, id, ImportState.Cancelled, Messages.Text("import.cancelled"), clock.GetUtcNow().UtcDateTime), cancellation);
    }

    /// <summary>The import, now running; null when it is not to run, and its job is gone.</summary>
    private async Task<ImportEntry?> StartAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var runs = await ImportTable.StartAsync(session, job, clock.GetUtcNow().UtcDateTime, cancellation);
        if (!runs)
            await session.ExecuteAsync(JobQueue.End(job), cancellation);
        var import = runs ? await ImportTable.FindAsync(session, job.Workspace, job.Id, cancellation) : null;
        await session.CommitAsync(cancellation);
        return import;
    }

    private async Task EndAsync(Job job, ImportState state, string problem, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(ImportTable.Finish(job.Workspace, job.Id, state, problem, clock.GetUtcNow().UtcDateTime), cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {Id} of workspace {Workspace} is done: {Rows} rows, {Milliseconds} ms in this run")]
    private static partial void Ran(ILogger log, Guid workspace, Guid id, long rows, long milliseconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Import {Id} of workspace {Workspace} cannot go on: {Code}")]
    private static partial void Refused(ILogger log, Guid workspace, Guid id, string code);
}
