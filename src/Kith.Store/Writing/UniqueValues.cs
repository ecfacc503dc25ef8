using System.Security.Cryptography;
using System.Text;
using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>
/// Keeps the values of unique own fields apart: each stands once in a table whose key nobody can double, also where two write at the same instant. Records in the
/// trash hold none.
/// </summary>
internal static class UniqueValues
{
    private const int LongestPlain = 200;

    /// <summary>True where the values of a kind can be told apart: single ones, and no amounts, which two currencies may make equal.</summary>
    public static bool Fits(FieldKind kind) => OwnIndexSql.Fits(kind) && kind.ValueType is not (Core.Types.ValueType.Money or Core.Types.ValueType.Boolean) && kind.Columns.Count == 1;

    /// <summary>What two values have in common that count as one: texts in any case.</summary>
    public static string Of(Field field, object value)
    {
        var text = field.Kind.ToText(value).Trim().ToLowerInvariant();
        return text.Length <= LongestPlain ? text : "#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>What saving records takes; a value that another record holds is refused by the name of the field.</summary>
    public static IEnumerable<SqlText> Statements(Guid workspace, RecordType type, IReadOnlyList<ReadyWrite> writes)
    {
        var fields = type.Fields.Where(f => f is { Own: true, Unique: true, Series: null }).ToList();
        if (fields.Count == 0)
            yield break;
        var kind = writes[0].Request.Kind;
        if (kind == WriteKind.Delete)
        {
            yield return SqlText.Of($"delete from own_unique where workspace_id = {workspace} and record_id = any({writes.Select(w => w.Id).ToArray()})");
            yield break;
        }
        foreach (var field in fields)
        {
            var changed = kind == WriteKind.Restore ? writes : [.. writes.Where(w => w.Changed.Contains(field))];
            if (changed.Count == 0)
                continue;
            if (kind == WriteKind.Update)
                yield return SqlText.Of($"delete from own_unique where workspace_id = {workspace} and record_id = any({changed.Select(w => w.Id).ToArray()}) and field = {SqlText.NameLiteral(field.Name)}");
            var held = changed.Where(w => w.Values[field.Index] is not null).ToList();
            if (held.Count > 0)
                yield return Hold(workspace, type, field, [.. held.Select(w => (w.Id, w.Values[field.Index]!))]);
        }
    }

    /// <summary>Takes values for records.</summary>
    public static SqlText Hold(Guid workspace, RecordType type, Field field, IReadOnlyList<(Guid Record, object Value)> held)
    {
        var sets = new RowSet(held.Count);
        sets.Add(Storage.Id, held.Select(h => (object?)h.Record));
        sets.Add(Storage.Text, held.Select(h => (object?)Of(field, h.Value)));
        var name = SqlText.NameLiteral(field.Name);
        return SqlText.Of($"with i as (insert into own_unique (workspace_id, type, field, value, record_id) select {workspace}, {SqlText.NameLiteral(type.Name)}, {name}, {sets.Column(1)}, {sets.Column(0)} from {sets.From} on conflict do nothing returning 1) select kith.refuse('unique', {name}) where (select count(*) from i) <> {(long)held.Count}");
    }
}
