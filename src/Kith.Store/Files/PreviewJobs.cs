using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Files;

/// <summary>Makes what is looked at of a picture. It lies beside the file and goes with it; one of no bytes says that there is nothing to show.</summary>
public sealed class PreviewJobs(Database database, IFileStore files, IPreviewMaker maker, FileIntake intake, JobOptions options) : JobHandler
{
    /// <summary>The kind of its jobs.</summary>
    internal const string KindName = "file_preview";

    public override string Kind => KindName;

    /// <summary>The statements that have the previews of a file made.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace, Guid file) => JobQueue.Enqueue(new NewJob(workspace, KindName, file) { Priority = JobPriority.Low });

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        var previews = Previews.None;
        await using (var content = await files.OpenAsync(job.Workspace, job.Id, FilePart.Content, cancellation))
        {
            if (content is not null)
                previews = await maker.MakeAsync(content, cancellation);
        }
        await KeepAsync(job, FilePart.Large, previews.Large, cancellation);
        await KeepAsync(job, FilePart.Small, previews.Small, cancellation);
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private async Task KeepAsync(Job job, FilePart part, byte[] bytes, CancellationToken cancellation)
    {
        var path = await intake.WriteAsync(bytes, cancellation);
        try
        {
            await files.KeepAsync(job.Workspace, job.Id, part, path, cancellation);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
