using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.HandOver;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Store.Changesets;

/// <summary>
/// Works on changesets in the background. Every chunk is a transaction: its records, their outcomes, the progress, and the proof that this
/// process still holds the job; so whoever goes on after a crash finds each record dealt with once.
/// </summary>
public sealed class ChangesetJobs(KithStore store, JobOptions options, TimeProvider clock) : JobHandler
{
    /// <summary>The kind of the jobs that work on changesets.</summary>
    internal const string Changeset = "changeset";

    public override string Kind => Changeset;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        try
        {
            while (await StepAsync(session, job, cancellation))
            {
                // Chunk after chunk, until none is left.
            }
        }
        // Its person has left, or what it asks for cannot be done any more: trying again would not help.
        catch (ProblemException refusal)
        {
            if (session.InTransaction)
                await session.RollbackAsync(cancellation);
            var reason = refusal.Problem.Errors.Count > 0 ? string.Join(' ', refusal.Problem.Errors.Select(e => e.Message)) : refusal.Problem.Title;
            await session.BeginAsync(cancellation);
            await EndAsync(session, job, ChangesetTable.Finish(job.Workspace, job.Id, ChangesetState.Failed, reason, clock.GetUtcNow().UtcDateTime), cancellation);
        }
        finally
        {
            if (session.InTransaction)
                await session.RollbackAsync(CancellationToken.None);
        }
    }

    public override async Task GiveUpAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(job.Workspace, cancellation);
        await session.ExecuteAsync(ChangesetTable.Finish(job.Workspace, job.Id, ChangesetState.Failed, Messages.Text("changeset.gave_up"), clock.GetUtcNow().UtcDateTime), cancellation);
    }

    public override Task RetryAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(ChangesetTable.Wait(workspace, id), cancellation);

    public override Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(ChangesetTable.Finish(workspace, id, ChangesetState.Cancelled, null, clock.GetUtcNow().UtcDateTime), cancellation);

    /// <summary>Deals with the next records; false when none are left.</summary>
    private async Task<bool> StepAsync(Session session, Job job, CancellationToken cancellation)
    {
        await session.BeginAsync(cancellation);
        await session.ExecuteAsync(SqlText.Of($"select set_config('idle_in_transaction_session_timeout', '30s', true)"), cancellation);
        var set = await ChangesetTable.LockAsync(session, job.Workspace, job.Id, cancellation);
        if (set is null or { State: not (ChangesetState.Waiting or ChangesetState.Running) })
        {
            await EndAsync(session, job, [], cancellation);
            return false;
        }
        var via = set.Kind == ChangesetKind.Undo ? Via.Undo : Via.Api;
        var caller = HandOverWork.IsOfTheirOwn(set)
            ? await ActingPerson.LeftAsync(session, job.Workspace, set.By, via, set.Id, cancellation)
            : await ActingPerson.FindAsync(session, store.Memberships, job.Workspace, set.By, via, set.Id, "person_gone", cancellation);
        var catalogue = await store.Catalogues.RefreshAsync(job.Workspace, cancellation);
        var work = store.Changesets.WorkOf(caller, catalogue, set);
        var next = await ChangesetTable.NextAsync(session, job.Workspace, set.Id, work.Chunk, cancellation);
        if (next.Count == 0)
        {
            await EndAsync(session, job, store.Changesets.Ended(job.Workspace, set), cancellation);
            return false;
        }
        if (set.DryRun)
            await session.ExecuteAsync(SqlText.Of($"savepoint trial"), cancellation);
        var outcomes = await work.DoAsync(session, caller, catalogue, next, cancellation);
        if (set.DryRun)
            await session.ExecuteAsync(SqlText.Of($"rollback to savepoint trial"), cancellation);
        await session.ExecuteAsync([SqlText.Of($"update changeset set state = 'running' where workspace_id = {job.Workspace} and id = {job.Id}"), .. ChangesetTable.Keep(job.Workspace, set.Id, next, outcomes)], cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.CommitAsync(cancellation);
        return true;
    }

    private async Task EndAsync(Session session, Job job, IReadOnlyList<SqlText> last, CancellationToken cancellation)
    {
        if (last.Count > 0)
            await session.ExecuteAsync(last, cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
