using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>What a changeset does to its records.</summary>
internal abstract class ItemWork
{
    /// <summary>Most records that are dealt with in one transaction.</summary>
    public abstract int Chunk { get; }

    /// <summary>Does it to some of them and says what became of each, in order.</summary>
    /// <param name="session">In a transaction.</param>
    public abstract Task<IReadOnlyList<ItemOutcome>> DoAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, CancellationToken cancellation);

    /// <summary>A write's outcome as that of an item.</summary>
    protected static ItemOutcome OutcomeOf(WriteOutcome outcome) => outcome.Result switch
    {
        WriteResult.Refused => new ItemOutcome(outcome.Id, ItemResult.Failed, ReasonsOf(outcome.Problem!)),
        WriteResult.Unchanged => new ItemOutcome(outcome.Id, ItemResult.Unchanged, []),
        _ => new ItemOutcome(outcome.Id, ItemResult.Changed, []),
    };

    /// <summary>The reasons of a refusal; one without any is its own.</summary>
    protected static IReadOnlyList<FieldProblem> ReasonsOf(Problem problem) => problem.Errors.Count > 0 ? problem.Errors : [new FieldProblem("", problem.Code, problem.Title)];
}

/// <summary>One action on many records of a type: <c>update</c>, <c>delete</c>, <c>restore</c>, or one of the type's own.</summary>
internal sealed class ActionWork(KithStore store, RecordType type, string action, JsonElement? set, ActionCall? call) : ItemWork
{
    public override int Chunk => 1_000;

    /// <summary>Reads what was asked for; refuses what cannot be done to any record.</summary>
    public static ActionWork Of(KithStore store, Caller caller, RecordType type, BulkRequest request)
    {
        var builtIn = request.Action is "update" or "delete" or "restore";
        if (request.Action == "update" && request.Set is not { ValueKind: JsonValueKind.Object })
            throw new ProblemException(Problem.Field("set", "required", "set"));
        return new ActionWork(store, type, request.Action, request.Set, builtIn ? null : ActionCall.Of(type, request.Action, request.Input, caller));
    }

    public override async Task<IReadOnlyList<ItemOutcome>> DoAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, CancellationToken cancellation)
    {
        var rights = store.Policy.Rights(caller, type);
        var kind = action switch { "delete" => WriteKind.Delete, "restore" => WriteKind.Restore, _ => WriteKind.Update };
        var requests = new List<WriteRequest>(items.Count);
        foreach (var item in items)
        {
            var request = new WriteRequest(kind, item.Record);
            if (set is { } values)
                RecordInput.Bind(values, type, rights, new InputFormat(caller.Currency), request);
            requests.Add(request);
        }
        if (call is { Definition.Composite: true })
            return await CompositeAsync(session, caller, catalogue, requests, cancellation);
        var outcomes = await (kind switch
        {
            WriteKind.Delete => store.Trash.DeleteAsync(session, caller, catalogue, type, requests, cancellation),
            WriteKind.Restore => store.Trash.RestoreAsync(session, caller, catalogue, type, requests, cancellation),
            _ => store.Writes.ManyAsync(session, caller, catalogue, type, requests, call, cancellation),
        });
        return [.. outcomes.Select(OutcomeOf)];
    }

    private async Task<IReadOnlyList<ItemOutcome>> CompositeAsync(Session session, Caller caller, Catalogue catalogue, List<WriteRequest> requests, CancellationToken cancellation)
    {
        var (outcomes, ending) = (new List<ItemOutcome>(requests.Count), new Ending());
        foreach (var request in requests)
            outcomes.Add(OutcomeOf(await store.Writes.CompositeAsync(session, caller, catalogue, type, request, call!, ending, cancellation)));
        await store.Writes.EndAsync(session, caller, catalogue, ending, cancellation);
        return outcomes;
    }
}
