using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Writing;

/// <content>Writes of one record that take others along.</content>
public sealed partial class WritePath
{
    /// <summary>Runs a composite action on one record: what it does to others first, then the record itself; all of it, or nothing and the reason.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="ending">Takes what is left to be done at the end of the transaction.</param>
    internal async Task<WriteOutcome> CompositeAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall action, Ending ending, CancellationToken cancellation)
    {
        var appended = new Ending();
        await session.ExecuteAsync(SqlText.Of($"savepoint composite"), cancellation);
        var outcome = await TryCompositeAsync(session, caller, catalogue, type, request, action, appended, cancellation);
        await session.ExecuteAsync(outcome.Problem is null ? [SqlText.Of($"release savepoint composite")] : [SqlText.Of($"rollback to savepoint composite"), SqlText.Of($"release savepoint composite")], cancellation);
        if (outcome.Problem is null)
            ending.Add(appended);
        return outcome;
    }

    private async Task<WriteOutcome> TryCompositeAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall action, Ending ending, CancellationToken cancellation)
    {
        try
        {
            var ready = await PrepareAsync(session, caller, catalogue, type, [request], action, hold: true, cancellation);
            if (ready.Refused is [var refused, ..])
                return refused;
            foreach (var along in request.Along)
            {
                if (await AlongAsync(session, caller, catalogue, along, ending, cancellation) is { } problem)
                    return new WriteOutcome(request.Id, WriteResult.Refused, problem);
            }
            if (ready.Writes.Count == 0)
                return request.Along.Count == 0 ? ready.Unchanged[0] : new WriteOutcome(request.Id, WriteResult.Updated);
            await session.AttemptAsync(ready.Records(), cancellation);
            ending.Changes.AddRange(ready.Change());
            ending.Add(type, ready.Writes);
            return OutcomeOf(ready.Writes[0]);
        }
        // What the caller may not do at all.
        catch (ProblemException refused)
        {
            return new WriteOutcome(request.Id, WriteResult.Refused, refused.Problem);
        }
        catch (PostgresException error) when (Translate(type, request, error) is { } problem)
        {
            return new WriteOutcome(request.Id, WriteResult.Refused, problem);
        }
    }

    /// <summary>Looks at a record that the caller may read as an action would, without changing anything.</summary>
    public async Task<T> LookAsync<TRecord, T>(Session session, Caller caller, Catalogue catalogue, Guid id, Func<TRecord, IRecordSource, Task<T>> look, CancellationToken cancellation) where TRecord : Record
    {
        var type = catalogue.Of<TRecord>();
        var rights = new RightsSql(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var states = await StateLoader.SelectAsync(session, type, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id = {id} and t.deleted_at is null{RecordReader.OfType(type)}{rights.Readable(type, JoinScope.Root, " and ")}"), cancellation);
        if (states is not [var state])
            throw ProblemException.NotFound();
        return await LookAsync(session, caller, catalogue, source => look((TRecord)RecordBinder.Of(typeof(TRecord)).Make(type, id, state.Values), source));
    }

    /// <summary>Looks at records as an action would, without changing anything.</summary>
    public Task<T> LookAsync<T>(Session session, Caller caller, Catalogue catalogue, Func<IRecordSource, Task<T>> look)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        return look(new RecordSource(session, reads.Database, caller, catalogue, new RightsSql(caller, policy, catalogue, now), ids, now, null, looks: true));
    }

    // A reason names the type before the field: it is not one of the record that the action is run on.
    private async Task<Problem?> AlongAsync(Session session, Caller caller, Catalogue catalogue, AlongWrite along, Ending ending, CancellationToken cancellation)
    {
        var type = catalogue.Types.First(t => t.Class == along.Class);
        var values = new object?[type.Fields.Count];
        var rights = new RightsSql(caller, policy, catalogue, clock.GetUtcNow().UtcDateTime);
        if (!along.IsNew)
        {
            await StateLoader.HoldAsync(session, caller, type, [along.Id], cancellation);
            if (!(await StateLoader.LoadAsync(session, caller, type, rights, [along.Id], WriteKind.Update, cancellation)).TryGetValue(along.Id, out var state))
                return along.IfAllowed && await reads.ExistsAsync(session, caller, catalogue, type, along.Id, cancellation) ? null : Problem.Of(ProblemKind.NotFound, "not_found");
            values = state.Values;
        }
        var binder = RecordBinder.Of(type.Class);
        var (record, set) = (binder.Make(type, along.Id, values), (object?[])values.Clone());
        along.Set(record);
        binder.Take(type, record, set);
        var request = Difference(along.IsNew ? WriteKind.Create : WriteKind.Update, along.Id, type, values, set);
        foreach (var field in request.Values.Keys.Where(f => rights.Hides(type, f) || rights.Of(type).Locked.Contains(f.Name)))
            request.Problems.Add(rights.Hides(type, field) ? "" : field.Name, "forbidden");
        var outcome = (await ManyAsync(session, caller, catalogue, type, [request], null, cancellation, ending: ending))[0];
        return outcome.Problem is { } problem ? OfOther(type, problem) : null;
    }

    // What a rule in code has set on a record, as a write of its own.
    private static WriteRequest Difference(WriteKind kind, Guid id, RecordType type, object?[] before, object?[] after, bool guarded = false)
    {
        var request = new WriteRequest(kind, id) { Guarded = guarded };
        foreach (var field in type.Fields.Where(f => f is { System: false, Formula: null, Series: null } && !f.Kind.Same(before[f.Index], after[f.Index])))
            request.Values[field] = after[field.Index];
        return request;
    }

    private static Problem OfOther(RecordType type, Problem problem) => problem with { Errors = [.. problem.Errors.Select(e => e with { Field = $"{type.Name}.{e.Field}" })] };
}
