using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Store.Catalogues;

/// <summary>How many values of a field can be moved to another kind.</summary>
/// <param name="Total">Records that hold one, in the trash or not.</param>
/// <param name="Exact">False where only the first of very many were looked at.</param>
/// <param name="Failed">Values that are none in the other kind, those that most records hold first.</param>
public sealed record ConversionTrial(long Total, long Convertible, bool Exact, IReadOnlyList<UnconvertedValue> Failed);

/// <summary>A value that is none in the other kind.</summary>
public sealed record UnconvertedValue(string Value, long Records, string Message);

/// <summary>Moves the values of one field, part by part. What they were stays under its own key.</summary>
internal sealed class FieldConverter(Caller caller, RecordType type, Field from, Field to)
{
    private const int AtOnce = 2_000;
    private const int MostTold = 10;
    private const int MostKept = 1_000;
    private readonly FieldConversion _conversion = new(caller, from, to);
    // Only the field itself is read.
    private readonly RecordType _slim = new RecordType(type.Name, type.Plural, type.Label, type.PluralLabel, [from]) { Own = type.Own };

    private Field Read => _slim.Fields[0];

    /// <summary>Says what would become of the values.</summary>
    /// <param name="most">Most records that are looked at.</param>
    public async Task<ConversionTrial> TryAsync(Session session, long most, CancellationToken cancellation)
    {
        var (total, convertible, failed) = (0L, 0L, new Dictionary<string, (long Count, string Message)>());
        for (var after = Guid.Empty; total < most;)
        {
            var states = await NextAsync(session, after, SqlText.Of($" and {Holds}"), cancellation);
            if (states.Count == 0)
                break;
            after = states[^1].Id;
            foreach (var value in states.Select(s => s.Values[0]!))
            {
                total++;
                var problems = new ProblemList();
                if (_conversion.Of(value, problems) is not null && problems.None)
                    convertible++;
                else if (_conversion.TextOf(value) is var text && (failed.ContainsKey(text) || failed.Count < MostKept))
                    failed[text] = (failed.GetValueOrDefault(text).Count + 1, problems.Errors.Count > 0 ? problems.Errors[0].Message : Messages.Text("convert.empty"));
            }
        }
        return new ConversionTrial(total, convertible, total < most, [.. failed.OrderByDescending(f => f.Value.Count).Take(MostTold).Select(f => new UnconvertedValue(f.Key, f.Value.Count, f.Value.Message))]);
    }

    /// <summary>Moves the next values and answers the last record; null at the end.</summary>
    /// <param name="changedSince">Only of records that were changed since; null for all.</param>
    public async Task<Guid?> SomeAsync(Session session, Guid after, DateTime? changedSince, CancellationToken cancellation)
    {
        // What was emptied since is emptied there, too.
        var states = await NextAsync(session, after, changedSince is { } since ? SqlText.Of($" and t.updated_at >= {since}") : SqlText.Of($" and {Holds}"), cancellation);
        if (states.Count == 0)
            return null;
        var sets = new RowSet(states.Count);
        sets.Add(Storage.Id, states.Select(s => (object?)s.Id));
        sets.Add(Storage.Json, states.Select(s => (object?)Moved(s.Values[0])));
        await session.ExecuteAsync(Put(sets), cancellation);
        return states[^1].Id;
    }

    /// <summary>Of records that were changed since the field got its kind: where the value is another than the one that came of the old one then, it is moved back; all others keep their old one.</summary>
    public async Task<Guid?> ChangedAsync(Session session, Guid after, DateTime since, CancellationToken cancellation)
    {
        var both = new RecordType(type.Name, type.Plural, type.Label, type.PluralLabel, [from, to with { Name = to.Name + "_before" }]) { Own = type.Own };
        var forth = new FieldConversion(caller, to, from);
        var states = await StateLoader.SelectAsync(session, both, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id > {after} and t.updated_at >= {since}{RecordReader.OfType(type)} order by t.id limit {AtOnce}"), cancellation);
        if (states.Count == 0)
            return null;
        var changed = states.Where(s => !from.Kind.Same(s.Values[0], s.Values[1] is { } old ? forth.Of(old, new ProblemList()) : null)).ToList();
        if (changed.Count > 0)
        {
            var sets = new RowSet(changed.Count);
            sets.Add(Storage.Id, changed.Select(s => (object?)s.Id));
            sets.Add(Storage.Json, changed.Select(s => (object?)Moved(s.Values[0])));
            await session.ExecuteAsync(Put(sets), cancellation);
        }
        return states[^1].Id;
    }

    /// <summary>What the new field holds of a value, as the column has it: nothing where it is none.</summary>
    private string Moved(object? value)
    {
        var problems = new ProblemList();
        var moved = value is null ? null : _conversion.Of(value, problems);
        return StoredJson.Custom([to with { Index = 0 }], [problems.None ? moved : null]);
    }

    private SqlText Put(RowSet sets) =>
        SqlText.Of($"update {SqlText.Name(type.Table)} t set custom = (coalesce(t.custom, jsonb_build_object()) - {SqlText.Text(to.Key)}) || {sets.Column(1)} from {sets.From} where t.workspace_id = {caller.Workspace} and t.id = {sets.Column(0)}");

    private SqlText Holds => SqlText.Of($"t.custom ? {SqlText.NameLiteral(from.Key)}");

    private Task<List<RecordState>> NextAsync(Session session, Guid after, SqlText where, CancellationToken cancellation) =>
        StateLoader.SelectAsync(session, _slim, SqlText.Of($"t.workspace_id = {caller.Workspace} and t.id > {after}{where}{RecordReader.OfType(type)} order by t.id limit {AtOnce}"), cancellation);
}
