using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Changesets;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.HandOver;

/// <summary>Who leaves, and by plural of a type who gets the records.</summary>
internal sealed record HandOverPlan(Guid Person, IReadOnlyDictionary<string, Guid> Successors);

/// <summary>Gives records to others: in every field that names the one who leaves, the successor for the record's type stands.</summary>
internal sealed class HandOverWork(KithStore store, HandOverPlan plan) : ItemWork
{
    /// <summary>The name of such changesets.</summary>
    public const string Name = "deactivate";

    public override int Chunk => 1_000;

    /// <summary>The work of a changeset that waits.</summary>
    public static HandOverWork Of(KithStore store, string request) => new(store, JsonSerializer.Deserialize<HandOverPlan>(request)!);

    /// <summary>True for a changeset by which somebody hands over what they held themselves, and is gone since.</summary>
    public static bool IsOfTheirOwn(Changeset set) =>
        set is { Kind: ChangesetKind.Bulk, Type: null, Name: Name, Request: { } request } && JsonSerializer.Deserialize<HandOverPlan>(request)!.Person == set.By;

    /// <summary>The fields of a type that name one person who is responsible.</summary>
    public static IReadOnlyList<Field> Fields(RecordType type) => [.. type.Fields.Where(f => f is { Kind: PersonKind, IsLink: true, System: false, Formula: null } && (f.Writable || f.Name == "owner"))];

    public override async Task<IReadOnlyList<ItemOutcome>> DoAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, CancellationToken cancellation)
    {
        // Whoever asked for it manages people; that is what their rights were checked for.
        var kith = caller.ForThem("hand-over", caller.Via);
        var outcomes = new Dictionary<long, ItemOutcome>();
        foreach (var group in items.GroupBy(i => i.Type))
        {
            if (catalogue.Find(group.Key) is not { } type || !plan.Successors.TryGetValue(type.Plural, out var successor))
                continue;
            var requests = group.ToDictionary(i => i.Record, i => new WriteRequest(WriteKind.Update, i.Record));
            Guid[] ids = [.. requests.Keys];
            foreach (var field in Fields(type))
            {
                var named = await session.ListAsync(SqlText.Of($"{store.Reads.Ids(kith, catalogue, type, $"{field.Name} = \"{plan.Person}\"")} and t.id = any({ids})"), r => r.GetGuid(0), cancellation);
                foreach (var id in named)
                    requests[id].Values[field] = id == successor ? null : successor;
            }
            var written = await store.Writes.ManyAsync(session, kith, catalogue, type, [.. requests.Values], null, cancellation);
            foreach (var (item, outcome) in group.Zip(written))
                outcomes[item.Ordinal] = OutcomeOf(outcome);
        }
        return [.. items.Select(i => outcomes.GetValueOrDefault(i.Ordinal) ?? new ItemOutcome(i.Record, ItemResult.Unchanged, []))];
    }
}
