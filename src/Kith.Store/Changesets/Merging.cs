using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Changesets;

/// <summary>Several records that are one.</summary>
/// <param name="Ids">All of them.</param>
/// <param name="Into">The one that stays.</param>
/// <param name="Values">By field: the record whose value the one that stays shall have; where none is named its own, or else the first that is not empty.</param>
/// <param name="DryRun">Only says what would be done.</param>
public sealed record MergeRequest(IReadOnlyList<Guid> Ids, Guid Into, IReadOnlyDictionary<string, Guid> Values, bool DryRun);

/// <summary>What a merge did.</summary>
/// <param name="Changeset">What undoes it; null for a trial.</param>
/// <param name="Moved">The records that pointed at those that are gone, by type.</param>
/// <param name="Record">The one that stays, as JSON.</param>
public sealed record MergeAnswer(Guid? Changeset, IReadOnlyDictionary<string, int> Moved, byte[] Record);

/// <summary>
/// Makes one record of several: what pointed at the others points at it, they go to the trash, their ids keep leading to it. One transaction, one
/// changeset, through the write path, so undoing it puts every link back.
/// </summary>
public sealed class Merging(KithStore store, TimeProvider clock)
{
    /// <summary>Most records made one.</summary>
    public const int Most = 50;
    private const int Part = 1_000;

    /// <summary>True for types whose records may be made one: all but those that hold the house together, and those with rights of their own.</summary>
    public static bool Takes(RecordType type) => !type.Setup && type.Behaviour.Rights is null;

    /// <summary>The record that one was merged into; null where it was not.</summary>
    public async Task<Guid?> SurvivorAsync(Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await MergedLinks.SurvivorAsync(session, id, cancellation);
    }

    /// <summary>Merges, or says what that would do.</summary>
    public Task<MergeAnswer> MergeAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, MergeRequest request, CancellationToken cancellation)
    {
        var rights = store.Policy.Rights(caller, type);
        if (!Takes(type))
            throw new ProblemException(Problem.Of(ProblemKind.NotFound, "unknown_action", "merge"));
        // What one may not see one cannot choose between.
        if (!rights.Update || !rights.Delete || rights.Hidden.Count > 0 || rights.Locked.Count > 0)
            throw ProblemException.Forbidden();
        Guid[] ids = [request.Into, .. request.Ids.Where(i => i != request.Into).Distinct()];
        if (ids.Length < 2 || !request.Ids.Contains(request.Into))
            throw new ProblemException(Problem.Field("ids", "merge.two"));
        if (ids.Length > Most)
            throw new ProblemException(Problem.Field("ids", "too_many_items", "ids", Most));
        return session.TogetherAsync(async () =>
        {
            await session.ExecuteAsync(SqlText.Of($"savepoint trial"), cancellation);
            var answer = await new Merge(store, session, caller.Through(Via.Merge) with { Changeset = store.Ids.Next() }, catalogue, type, ids, request, clock).RunAsync(cancellation);
            await session.ExecuteAsync(request.DryRun ? [SqlText.Of($"rollback to savepoint trial"), SqlText.Of($"release savepoint trial")] : [SqlText.Of($"release savepoint trial")], cancellation);
            return request.DryRun ? answer with { Changeset = null } : answer;
        }, cancellation);
    }

    private sealed class Merge(KithStore store, Session session, Caller caller, Catalogue catalogue, RecordType type, Guid[] ids, MergeRequest request, TimeProvider clock)
    {
        private readonly DateTime _now = new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);
        private readonly Ending _ending = new();

        private Guid[] Losers => ids[1..];

        private Guid Other(Guid id) => Array.IndexOf(ids, id) > 0 ? ids[0] : id;

        public async Task<MergeAnswer> RunAsync(CancellationToken cancellation)
        {
            var set = Changeset.Begin(caller.Changeset!.Value, ChangesetKind.Merge, "merge", type, caller, _now, request.DryRun);
            await session.ExecuteAsync(ChangesetTable.Insert(caller.Workspace, set), cancellation);
            await StateLoader.HoldAsync(session, caller, type, ids, cancellation);
            var rights = new RightsSql(caller, store.Policy, catalogue, _now);
            var states = await StateLoader.LoadAsync(session, caller, type, rights, ids, WriteKind.Update, cancellation);
            if (states.Count < ids.Length)
                throw ProblemException.NotFound();
            var merged = Merged(states);
            var moved = await MoveAsync(cancellation);
            var losers = Losers.Select(id => new WriteRequest(WriteKind.Delete, id) { Version = states[id].Version }).ToList();
            await SaveAsync(caller, type, losers, cancellation);
            await session.ExecuteAsync(SqlText.Of($"insert into merged (workspace_id, id, into_id) select {caller.Workspace}, id, {ids[0]} from unnest({Losers}) v(id)"), cancellation);
            await SaveAsync(caller, type, [merged], cancellation);
            await store.Writes.FollowAsync(session, caller, catalogue, _ending, cancellation);
            await session.ExecuteAsync([.. _ending.Changes, ChangesetTable.AddItems(caller.Workspace, set), .. ChangesetTable.Finish(caller.Workspace, set.Id, ChangesetState.Done, null, _now)], cancellation);
            return new MergeAnswer(set.Id, moved, await RecordAsync(cancellation));
        }

        private async Task<byte[]> RecordAsync(CancellationToken cancellation)
        {
            var output = new ArrayBufferWriter<byte>();
            await store.Reads.GetAsync(session, caller, catalogue, type, ids[0], output, cancellation);
            return output.WrittenSpan.ToArray();
        }

        /// <summary>The values of the one that stays.</summary>
        private WriteRequest Merged(Dictionary<Guid, RecordState> states)
        {
            var write = new WriteRequest(WriteKind.Update, ids[0]) { Version = states[ids[0]].Version };
            foreach (var (name, id) in request.Values)
            {
                if (type.Find(name) is not { Writable: true })
                    write.Problems.Add($"values.{name}", "unknown_field", name);
                else if (!ids.Contains(id))
                    write.Problems.Add($"values.{name}", "merge.not_of_them");
            }
            write.Problems.ThrowIfAny();
            foreach (var field in type.Fields.Where(f => f.Writable))
            {
                object?[] values = [.. ids.Select(id => states[id].Values[field.Index])];
                var value = field.OptOut && values.Any(v => v is true) ? true
                    : request.Values.TryGetValue(field.Name, out var chosen) ? states[chosen].Values[field.Index]
                    : values[0] is null || IsList(field) ? Together(field, values) : values[0];
                if (field.Kind.ValueType is ValueType.Link or ValueType.LinkList)
                    value = WithoutSelf(field.Kind.Relinked(value, Other));
                if (!field.Kind.Same(values[0], value))
                    write.Values[field] = value;
            }
            return write;
        }

        // A link between two of them would be one to itself.
        private object? WithoutSelf(object? value) => value switch
        {
            Guid id when id == ids[0] => null,
            Guid[] many when many.Contains(ids[0]) => many.Where(i => i != ids[0]).ToArray() is { Length: > 0 } left ? left : null,
            _ => value,
        };

        private static bool IsList(Field field) => field.Kind.ValueType is ValueType.TextList or ValueType.LinkList;

        /// <summary>Lists put together, of all others the first that is there.</summary>
        private static object? Together(Field field, object?[] values) => field.Kind.ValueType switch
        {
            ValueType.TextList => values.OfType<string[]>().SelectMany(v => v).Distinct(StringComparer.OrdinalIgnoreCase).ToArray() is { Length: > 0 } texts ? texts : null,
            ValueType.LinkList => values.OfType<Guid[]>().SelectMany(v => v).Distinct().Take(Core.Types.Kinds.LinksKind.Most).ToArray() is { Length: > 0 } links ? links : null,
            _ => values.FirstOrDefault(v => v is not null),
        };

        /// <summary>Points at the one that stays what points at the others, whoever may see it: nothing may be lost.</summary>
        private async Task<Dictionary<string, int>> MoveAsync(CancellationToken cancellation)
        {
            var kith = caller.ForThem("merge: every relation follows", Via.Merge);
            var rights = new RightsSql(kith, store.Policy, catalogue, _now);
            var moved = new Dictionary<string, int>();
            var references = await new References(caller.Workspace, catalogue).ToAsync(session, type, Losers, int.MaxValue, cancellation);
            foreach (var group in references.Where(r => !ids.Contains(r.From)).GroupBy(r => r.Type))
            {
                var from = group.GroupBy(r => r.From).ToDictionary(g => g.Key, g => g.Select(r => r.Field).Distinct().ToList());
                moved[group.Key.Name] = from.Count;
                foreach (var part in from.Keys.Chunk(Part))
                {
                    var states = await StateLoader.LoadAsync(session, kith, group.Key, rights, part, WriteKind.Update, cancellation);
                    var writes = new List<WriteRequest>();
                    foreach (var (id, state) in states)
                    {
                        var write = new WriteRequest(WriteKind.Update, id) { Version = state.Version, Exact = true };
                        foreach (var field in from[id])
                            write.Values[field] = field.Kind.Relinked(state.Values[field.Index], Other);
                        writes.Add(write);
                    }
                    await SaveAsync(kith, group.Key, writes, cancellation);
                }
            }
            return moved;
        }

        // All or nothing: a merge that left something behind would be a loss.
        private async Task SaveAsync(Caller writer, RecordType of, IReadOnlyList<WriteRequest> writes, CancellationToken cancellation)
        {
            var outcomes = await store.Writes.ManyAsync(session, writer, catalogue, of, writes, null, cancellation, ending: _ending);
            if (outcomes.FirstOrDefault(o => o.Result == WriteResult.Refused) is { } refused)
                throw new ProblemException(refused.Problem!);
        }
    }
}
