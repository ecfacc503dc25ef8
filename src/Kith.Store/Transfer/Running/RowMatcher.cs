using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Transfer.Running;

/// <summary>Finds the records that rows mean, a chunk at a time.</summary>
internal sealed class RowMatcher(ImportPlan plan, LinkCandidates links)
{
    private readonly int[] _slots = [.. plan.MatchOn.Select(k => k.Field is null ? -1 : plan.Fields.Select((f, i) => (f, i)).First(x => x.f.Name == k.Field.Name).i)];
    private readonly Field?[] _fields = [.. plan.MatchOn.Select(k => k.Field)];

    private readonly bool _matches = plan.MatchOn.Count > 0 && plan.OnMatch != OnMatch.Create;

    /// <summary>True where the row alone tells what it is recognised by; records that it names are known only when they were looked up.</summary>
    public bool ByRow { get; } = !plan.MatchOn.Any(k => k.Field is { IsLink: true } or { IsRelation: true });

    /// <summary>Notes in a row what it is recognised by, as far as the row alone tells. Asks no database, so any thread may call it.</summary>
    public void Recognise(RowWork row)
    {
        if (_matches && ByRow)
            NoteKeys(row);
    }

    private void NoteKeys(RowWork row)
    {
        row.Keys = Array.ConvertAll(_slots, s => KeyOf(row.Row, s));
        if (row.Keys.Any(k => k is not null))
            row.Key = string.Join('\u001f', row.Keys.Select(k => Convert.ToString(k, CultureInfo.InvariantCulture)?.ToLowerInvariant()));
    }

    /// <summary>Notes in each row the record it means and what it was recognised by; rows that mean several or none they could get problems.</summary>
    /// <param name="scope">A link of the type to read with each match.</param>
    public async Task MatchAsync(Session session, Caller caller, KeyLookup lookup, IReadOnlyList<RowWork> rows, Field? scope, CancellationToken cancellation)
    {
        if (!_matches)
            return;
        foreach (var row in rows.Where(r => r.Keys is null))
            NoteKeys(row);
        foreach (var shape in rows.Where(r => r.Key is not null).GroupBy(Shape))
        {
            // One row of each key is looked up for all.
            var byKey = shape.GroupBy(r => r.Key!).ToList();
            var firsts = byKey.ConvertAll(g => g.First().Keys!);
            var found = _fields.Length == 1
                ? await lookup.FindAsync(session, plan.Type, _fields[0], [.. firsts.Select(k => k[0]!)], scope, cancellation)
                : await lookup.FindAsync(session, plan.Type, _fields, firsts, scope, cancellation);
            for (var i = 0; i < byKey.Count; i++)
            {
                foreach (var row in byKey[i])
                    Note(row, found[i]);
            }
        }
        if (_slots.Contains(-1))
            await RefuseUnknownIdsAsync(session, caller, rows, cancellation);
    }

    // Which keys a row has: one bit for each.
    private static int Shape(RowWork row) => row.Keys!.Aggregate(0, (shape, key) => (shape << 1) | (key is null ? 0 : 1));

    private void Note(RowWork row, Candidate[] found)
    {
        if (found.Length == 1)
            (row.Matched, row.MatchedScope) = (found[0].Id, found[0].Scope);
        else if (found.Length > 1)
            row.Row.Problems.Add(plan.MatchOn[0].Text, "import.many_match", string.Join(", ", plan.MatchOn.Select(k => k.Field?.Label ?? "id")));
    }

    /// <summary>
    /// An id names a record that exists: a new one would get another id, and the next import would make it again. Where records keep their
    /// ids it must not be that of something else here.
    /// </summary>
    private async Task RefuseUnknownIdsAsync(Session session, Caller caller, IReadOnlyList<RowWork> rows, CancellationToken cancellation)
    {
        var unknown = rows.Where(r => r.Row.Id is not null && r.Matched is null && r.Row.Problems.None).ToList();
        if (unknown.Count == 0)
            return;
        Guid[] ids = [.. unknown.Select(r => r.Row.Id!.Value).Distinct()];
        var known = (await session.ListAsync(SqlText.Of($"select e.id, e.type = {SqlText.Text(plan.Type.Name)} and e.deleted from entry e where e.workspace_id = {caller.Workspace} and e.id = any({ids})"), r => (Id: r.GetGuid(0), Trash: r.GetBoolean(1)), cancellation)).ToDictionary(e => e.Id, e => e.Trash);
        foreach (var row in unknown)
        {
            var there = known.TryGetValue(row.Row.Id!.Value, out var trash);
            if (trash)
                row.Row.Problems.Add("id", "import.in_trash");
            else if (there || !plan.KeepsIds)
                row.Row.Problems.Add("id", plan.KeepsIds ? "import.id_taken" : "import.unknown_id");
        }
    }

    private object? KeyOf(ImportRow row, int slot)
    {
        if (slot < 0)
            return row.Id;
        return row.Values[slot] switch
        {
            LinkText link => links.Of(link) is [var only] ? only.Id : null,
            null or AddressPatch => null,
            var value when ReferenceEquals(value, ImportRow.Keep) => null,
            var value => FirstColumn(plan.Fields[slot], value),
        };
    }

    /// <summary>The value of a field's first column, which is the one that is compared.</summary>
    public static object? FirstColumn(Field field, object value)
    {
        var columns = new object?[field.Kind.Columns.Count];
        field.Kind.Split(value, columns);
        return columns[0];
    }
}
