using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>One write of a batch.</summary>
/// <param name="Problem">Why it cannot even be tried; then there is no type and no request.</param>
public sealed record BatchWrite(RecordType? Type, WriteRequest? Request, Problem? Problem);

/// <summary>Writes of any types, one after the other in one transaction.</summary>
public sealed class Batches(KithStore store, TimeProvider clock)
{
    /// <summary>Most writes of a batch.</summary>
    public const int Most = 1_000;

    /// <summary>Writes them in order and says what became of each.</summary>
    /// <param name="allOrNothing">True where one refusal refuses all of them.</param>
    /// <exception cref="ProblemException">With <paramref name="allOrNothing"/>: the first refusal; nothing was written.</exception>
    public Task<(Guid? Changeset, IReadOnlyList<WriteOutcome> Outcomes)> RunAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<BatchWrite> writes, bool allOrNothing, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var set = Changeset.Begin(store.Ids.Next(), ChangesetKind.Bulk, "batch", null, caller, clock.GetUtcNow().UtcDateTime);
        await session.ExecuteAsync([SqlText.Of($"savepoint batch"), ChangesetTable.Insert(caller.Workspace, set)], cancellation);
        var outcomes = new WriteOutcome[writes.Count];
        var ending = new Ending();
        for (var at = 0; at < writes.Count;)
        {
            var run = Run(writes, at);
            var some = writes[at].Problem is { } problem
                ? [new WriteOutcome(default, WriteResult.Refused, problem)]
                : await TryAsync(session, caller with { Changeset = set.Id }, catalogue, writes[at].Type!, [.. writes.Skip(at).Take(run).Select(w => w.Request!)], ending, cancellation);
            for (var i = 0; i < run; i++)
                outcomes[at + i] = allOrNothing && some[i].Problem is { } refused ? throw new ProblemException(At(refused, at + i)) : some[i];
            at += run;
        }
        var changed = ending.Changes.Count > 0;
        await store.Writes.FollowAsync(session, caller with { Changeset = set.Id }, catalogue, ending, cancellation);
        await session.ExecuteAsync(changed ? [.. ending.Changes, ChangesetTable.AddItems(caller.Workspace, set), .. ChangesetTable.Finish(caller.Workspace, set.Id, ChangesetState.Done, null, set.At)] : [SqlText.Of($"rollback to savepoint batch")], cancellation);
        return ((Guid?, IReadOnlyList<WriteOutcome>))(changed ? set.Id : null, outcomes);
    }, cancellation);

    private async Task<IReadOnlyList<WriteOutcome>> TryAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, Ending ending, CancellationToken cancellation)
    {
        try
        {
            return await (requests[0].Kind switch
            {
                WriteKind.Delete => store.Trash.DeleteAsync(session, caller, catalogue, type, requests, cancellation, ending),
                WriteKind.Restore => store.Trash.RestoreAsync(session, caller, catalogue, type, requests, cancellation, ending),
                _ => store.Writes.ManyAsync(session, caller, catalogue, type, requests, null, cancellation, ending: ending),
            });
        }
        // What the caller may not do with the type at all.
        catch (ProblemException refused)
        {
            return [.. requests.Select(r => new WriteOutcome(r.Id, WriteResult.Refused, refused.Problem))];
        }
    }

    /// <summary>How many writes from one on are of one type and kind, each of another record: they are saved together.</summary>
    private static int Run(IReadOnlyList<BatchWrite> writes, int from)
    {
        if (writes[from].Request is not { } first)
            return 1;
        var seen = new HashSet<Guid>();
        var count = 0;
        while (from + count < writes.Count && writes[from + count] is { Request: { } request } write && write.Type == writes[from].Type && request.Kind == first.Kind && seen.Add(request.Id))
            count++;
        return count;
    }

    private static Problem At(Problem problem, int index) => problem with
    {
        Errors = problem.Errors.Count == 0
            ? [new FieldProblem($"calls[{index}]", problem.Code, problem.Title)]
            : [.. problem.Errors.Select(e => e with { Field = e.Field.Length == 0 ? $"calls[{index}]" : $"calls[{index}].{e.Field}" })],
    };
}
