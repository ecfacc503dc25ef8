using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>Records that are not saved yet, as rows that stand in the place of their table, so that expressions can be asked of them.</summary>
internal static class LaidOver
{
    /// <summary>The select that the table's name stands for, in a <c>with</c> of the statement.</summary>
    /// <param name="records">The records with their values, by the type's fields.</param>
    /// <param name="beside">The ids of those that are saved already: all other records of the type stand beside them. Null where only the new ones are asked.</param>
    public static SqlText Rows(Caller caller, RecordType type, IReadOnlyList<(Guid Id, object?[] Values)> records, Guid[]? beside)
    {
        var sets = new RowSet(records.Count);
        var columns = new List<SqlText> { SqlText.Of($"{caller.Workspace} as workspace_id, 1::bigint as version, null::timestamptz as deleted_at") };
        List<SqlText> names = [SqlText.Of($"workspace_id"), SqlText.Of($"version"), SqlText.Of($"deleted_at")];
        Column(SqlText.Of($"id"), Storage.Id, records.Select(r => (object?)r.Id));
        Column(SqlText.Of($"custom"), Storage.Json, records.Select(r => (object?)StoredJson.Custom(type, r.Values)));
        if (type.Own)
        {
            Column(SqlText.Of($"type"), Storage.Text, records.Select(_ => (object?)type.Name));
            Column(SqlText.Of($"title"), Storage.Text, records.Select(r => r.Values[type.Title.Index] is { } title ? type.Title.Kind.ToText(title) : (object)""));
        }
        foreach (var field in type.Fields.Where(f => f is { Own: false, Formula: null } && f.Kind.Columns.Count > 0))
        {
            var split = records.Select(r =>
            {
                var parts = new object?[field.Kind.Columns.Count];
                field.Kind.Split(r.Values[field.Index], parts);
                return parts;
            }).ToList();
            for (var i = 0; i < field.Kind.Columns.Count; i++)
            {
                var part = i;
                Column(SqlText.Name(field.ColumnOf(i)), field.Kind.Columns[i].Storage, split.Select(s => s[part]));
            }
        }
        var written = SqlText.Of($"select {SqlText.List(columns)} from {sets.From}");
        return beside is null ? written : SqlText.Of($"{written} union all select {SqlText.List(names.Select(n => SqlText.Of($"s.{n}")))} from {SqlText.Name(type.Table)} s where s.workspace_id = {caller.Workspace} and s.id <> all({beside})");

        void Column(SqlText name, Storage storage, IEnumerable<object?> column)
        {
            columns.Add(SqlText.Of($"{sets.Add(storage, column)} as {name}"));
            names.Add(name);
        }
    }
}
