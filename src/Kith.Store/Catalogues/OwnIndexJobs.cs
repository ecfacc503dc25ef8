using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Catalogues;

/// <summary>Makes and drops the indexes of own fields in the background.</summary>
public sealed class OwnIndexJobs(OwnIndexes indexes, Database database, JobOptions options) : JobHandler
{
    private const string OwnIndex = "own_index";

    public override string Kind => OwnIndex;

    /// <summary>The statements that have a workspace's indexes looked after; one job serves all of them.</summary>
    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace) => JobQueue.Enqueue(new NewJob(workspace, OwnIndex, workspace));

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        while (!await EndAsync(job, await indexes.MatchAsync(job.Workspace, cancellation), cancellation))
        {
            // Fields were changed in the meantime.
        }
    }

    // The proof locks the job, so whoever has changed fields meanwhile is waited for, and seen by the next statement.
    private async Task<bool> EndAsync(Job job, long version, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        var same = await session.FirstAsync(SqlText.Of($"select schema_version from workspace where id = {job.Workspace}"), r => r.GetInt64(0), cancellation) == version;
        if (same)
            await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
        return same;
    }
}
