using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>
/// Moves records to the trash together with what has no meaning without them, such as the activities about them, and back with what went along.
/// </summary>
public sealed class Trash(KithStore store, TimeProvider clock)
{
    private const int Part = 1_000;

    /// <summary>Moves records to the trash and says what became of each, in order.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="caller">With a changeset where several records may go.</param>
    /// <param name="later">Takes what is left to be done at the end of the transaction; null does it here.</param>
    internal async Task<IReadOnlyList<WriteOutcome>> DeleteAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, CancellationToken cancellation, Ending? later = null)
    {
        var ending = later ?? new Ending();
        var outcomes = await store.Writes.ManyAsync(session, caller, catalogue, type, requests, null, cancellation, ending: ending);
        var gone = outcomes.Where(o => o.Result == WriteResult.Deleted).Select(o => o.Id).ToHashSet();
        for (var next = new List<(RecordType Type, Guid[] Ids)> { (type, [.. gone]) }; next.Count > 0;)
            next = await AlongAsync(session, caller, catalogue, next, gone, ending, cancellation);
        if (later is null)
            await store.Writes.EndAsync(session, caller, catalogue, ending, cancellation);
        return outcomes;
    }

    /// <summary>Brings records back, with what went to the trash along with them and is still there.</summary>
    /// <param name="session">In a transaction.</param>
    internal async Task<IReadOnlyList<WriteOutcome>> RestoreAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<WriteRequest> requests, CancellationToken cancellation, Ending? later = null)
    {
        var ending = later ?? new Ending();
        var outcomes = await store.Writes.ManyAsync(session, caller, catalogue, type, requests, null, cancellation, ending: ending);
        var next = new List<(RecordType Type, Guid[] Ids)> { (type, [.. outcomes.Where(o => o.Result == WriteResult.Restored).Select(o => o.Id)]) };
        while (next.Count > 0)
            next = await BackAsync(session, caller, catalogue, next, ending, cancellation);
        if (later is null)
            await store.Writes.EndAsync(session, caller, catalogue, ending, cancellation);
        return outcomes;
    }

    private static IEnumerable<(RecordType Type, Field Field)> Cascades(Caller caller, Catalogue catalogue, RecordType to) =>
        new References(caller.Workspace, catalogue).FieldsTo(to).Where(f => f.Field.Cascade);

    /// <summary>Deletes what has no meaning without the records that went last, and answers it.</summary>
    private async Task<List<(RecordType, Guid[])>> AlongAsync(Session session, Caller caller, Catalogue catalogue, List<(RecordType Type, Guid[] Ids)> last, HashSet<Guid> gone, Ending ending, CancellationToken cancellation)
    {
        var found = new List<(RecordType, Guid[])>();
        foreach (var (to, ids) in last.Where(l => l.Ids.Length > 0))
        {
            foreach (var (type, field) in Cascades(caller, catalogue, to))
            {
                var along = (await References.ToAsync(session, caller.Workspace, type, field, ids, int.MaxValue, cancellation)).Select(r => r.From).Where(gone.Add).ToArray();
                foreach (var part in along.Chunk(Part))
                    await store.Writes.ManyAsync(session, Kith(caller), catalogue, type, [.. part.Select(id => new WriteRequest(WriteKind.Delete, id))], null, cancellation, ending: ending);
                found.Add((type, along));
            }
        }
        return found;
    }

    private async Task<List<(RecordType, Guid[])>> BackAsync(Session session, Caller caller, Catalogue catalogue, List<(RecordType Type, Guid[] Ids)> last, Ending ending, CancellationToken cancellation)
    {
        var found = new List<(RecordType, Guid[])>();
        foreach (var (to, ids) in last.Where(l => l.Ids.Length > 0))
        {
            foreach (var (type, field) in Cascades(caller, catalogue, to))
            {
                var back = await session.ListAsync(WentAlong(caller.Workspace, type, field, ids), r => r.GetGuid(0), cancellation);
                foreach (var part in back.Chunk(Part))
                    await store.Writes.ManyAsync(session, Kith(caller), catalogue, type, [.. part.Select(id => new WriteRequest(WriteKind.Restore, id))], null, cancellation, ending: ending);
                found.Add((type, [.. back]));
            }
        }
        return found;
    }

    // The records in the trash that point at others and were deleted last in the same changeset as those.
    private static SqlText WentAlong(Guid workspace, RecordType type, Field field, Guid[] ids)
    {
        var pointing = field.InLinkTable
            ? SqlText.Of($"select t.id, x.to_id from link x join {SqlText.Name(type.Table)} t on t.workspace_id = x.workspace_id and t.id = x.from_id where x.workspace_id = {workspace} and x.to_id = any({ids}) and x.field = {SqlText.NameLiteral(field.Name)} and t.deleted_at is not null{RecordReader.OfType(type)}")
            : SqlText.Of($"select t.id, {Storages.Column(JoinScope.Root, field, 0)} as to_id from {SqlText.Name(type.Table)} t where t.workspace_id = {workspace} and {Storages.Column(JoinScope.Root, field, 0)} = any({ids}) and t.deleted_at is not null{RecordReader.OfType(type)}");
        return SqlText.Of($"select distinct q.id from ({pointing}) q where ({Deletion(workspace, SqlText.Of($"q.id"))}) = ({Deletion(workspace, SqlText.Of($"q.to_id"))})");
    }

    private static SqlText Deletion(Guid workspace, SqlText record) =>
        SqlText.Of($"select c.changeset from change c where c.workspace_id = {workspace} and c.record_id = {record} and c.kind = 'deleted' order by c.position desc limit 1");

    private static Caller Kith(Caller caller) => caller.ForThem("trash: what has no meaning alone goes along", caller.Via);

    /// <summary>Deletes or restores one record, with what goes along, in a changeset of its own, whose id it answers.</summary>
    public Task<Guid> OneAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var set = Changeset.Begin(store.Ids.Next(), ChangesetKind.Bulk, request.Kind == WriteKind.Delete ? "delete" : "restore", type, caller, clock.GetUtcNow().UtcDateTime);
        var inside = caller with { Changeset = set.Id };
        await session.ExecuteAsync(ChangesetTable.Insert(caller.Workspace, set), cancellation);
        var outcomes = request.Kind == WriteKind.Delete
            ? await DeleteAsync(session, inside, catalogue, type, [request], cancellation) : await RestoreAsync(session, inside, catalogue, type, [request], cancellation);
        if (outcomes[0].Problem is { } problem)
            throw new ProblemException(problem);
        await session.ExecuteAsync([ChangesetTable.AddItems(caller.Workspace, set), .. ChangesetTable.Finish(caller.Workspace, set.Id, ChangesetState.Done, null, set.At)], cancellation);
        return set.Id;
    }, cancellation);

    /// <summary>True where deleting the record would take others along, or restoring it bring some back.</summary>
    public static async Task<bool> TakesOthersAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, CancellationToken cancellation)
    {
        foreach (var (from, field) in Cascades(caller, catalogue, type))
        {
            if (request.Kind == WriteKind.Delete
                ? (await References.ToAsync(session, caller.Workspace, from, field, [request.Id], 1, cancellation)).Count > 0
                : await session.FirstAsync(WentAlong(caller.Workspace, from, field, [request.Id]), _ => true, cancellation))
                return true;
        }
        return false;
    }

    /// <summary>What deleting records takes along, and which living records would go on pointing at them: how many of each type.</summary>
    public async Task<(IReadOnlyDictionary<string, int> Along, IReadOnlyDictionary<string, int> Pointing)> EffectAsync(Caller caller, Catalogue catalogue, RecordType type, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var (along, pointing) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        foreach (var (from, field) in new References(caller.Workspace, catalogue).FieldsTo(type).Where(f => store.Policy.Rights(caller, f.Type).Read))
        {
            var found = (await References.ToAsync(session, caller.Workspace, from, field, [.. ids], int.MaxValue, cancellation)).Select(r => r.From).Distinct().Count();
            var counts = field.Cascade ? along : pointing;
            if (found > 0)
                counts[from.Name] = counts.GetValueOrDefault(from.Name) + found;
        }
        return (along, pointing);
    }
}
