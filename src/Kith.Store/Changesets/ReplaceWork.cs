using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Changesets;

/// <summary>What records hold from now on in place of choices that were taken away; null for nothing.</summary>
internal sealed record ReplacePlan(string Field, IReadOnlyDictionary<string, string?> Values);

/// <summary>Puts other choices in the place of those that a field has no more.</summary>
internal sealed class ReplaceWork(KithStore store, RecordType type, ReplacePlan plan) : ItemWork
{
    /// <summary>The name of such changesets.</summary>
    public const string Name = "replace_choice";

    public override int Chunk => 1_000;

    /// <summary>The work of a changeset that waits.</summary>
    public static ReplaceWork Of(KithStore store, RecordType type, string request) => new(store, type, JsonSerializer.Deserialize<ReplacePlan>(request)!);

    public override async Task<IReadOnlyList<ItemOutcome>> DoAsync(Session session, Caller caller, Catalogue catalogue, IReadOnlyList<ChangesetItem> items, CancellationToken cancellation)
    {
        if (type.Find(plan.Field) is not { } field)
            return [.. items.Select(i => new ItemOutcome(i.Record, ItemResult.Unchanged, []))];
        // Whoever asked for it shapes the workspace; what a rule asks of the records is another matter.
        var kith = caller.ForThem("choices replaced", caller.Via);
        Guid[] ids = [.. items.Select(i => i.Record)];
        var states = (await StateLoader.LivingAsync(session, kith, type, SqlText.Of($"t.id"), ids, cancellation)).ToDictionary(s => s.Id);
        var requests = new List<WriteRequest>();
        foreach (var item in items.Where(i => states.ContainsKey(i.Record)))
        {
            var request = new WriteRequest(WriteKind.Update, item.Record);
            request.Values[field] = Replaced(states[item.Record].Values[field.Index]);
            requests.Add(request);
        }
        var outcomes = (await store.Writes.ManyAsync(session, kith, catalogue, type, requests, null, cancellation)).ToDictionary(o => o.Id, OutcomeOf);
        return [.. items.Select(i => outcomes.GetValueOrDefault(i.Record) ?? new ItemOutcome(i.Record, ItemResult.Unchanged, []))];
    }

    private object? Replaced(object? value) => value switch
    {
        string one => plan.Values.TryGetValue(one, out var other) ? other : one,
        string[] many when many.Select(m => plan.Values.TryGetValue(m, out var other) ? other : m).OfType<string>().Distinct().ToArray() is { Length: > 0 } left => left,
        _ => null,
    };
}
