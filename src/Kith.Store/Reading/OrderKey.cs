using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Schema;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <summary>One key of an order. Empties come last in both directions.</summary>
/// <param name="Sql">The value sorted by, with its collation.</param>
/// <param name="Nullable">False where the value is never empty, so that a cursor becomes one comparison of rows.</param>
/// <param name="HasIndex">True where an index holds the records in this order.</param>
internal sealed record OrderKey(SqlText Sql, bool Descending, ValueType Type, bool Nullable, bool Whole, bool HasIndex)
{
    /// <summary>For an order by clause.</summary>
    public SqlText OrderBy => Directed(Sql);

    /// <summary>The same for the value under another name.</summary>
    public SqlText Directed(SqlText value) => (Descending, Nullable) switch
    {
        (false, _) => value,
        (true, true) => SqlText.Of($"{value} desc nulls last"),
        (true, false) => SqlText.Of($"{value} desc"),
    };

    /// <summary>A cursor's value as a parameter.</summary>
    public SqlText Parameter(string text) => Type switch
    {
        ValueType.Number or ValueType.Money when Whole => SqlText.Of($"{long.Parse(text, CultureInfo.InvariantCulture)}"),
        ValueType.Number or ValueType.Money => SqlText.Of($"{decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture)}"),
        ValueType.Date => SqlText.Of($"{DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture)}"),
        ValueType.Instant => SqlText.Of($"{DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal)}"),
        ValueType.Boolean => SqlText.Of($"{bool.Parse(text)}"),
        ValueType.Link => SqlText.Of($"{Guid.Parse(text)}"),
        _ => SqlText.Text(text),
    };

    /// <summary>Reads the key's value of a row for a cursor.</summary>
    public string? Read(Rows row, int ordinal) => row.IsNull(ordinal) ? null : Type switch
    {
        ValueType.Number or ValueType.Money when Whole => row.Integer(ordinal).ToString(CultureInfo.InvariantCulture),
        ValueType.Number or ValueType.Money => row.Decimal(ordinal).ToString(CultureInfo.InvariantCulture),
        ValueType.Date => row.Date(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ValueType.Instant => row.Instant(ordinal).ToString("O", CultureInfo.InvariantCulture),
        ValueType.Boolean => row.Boolean(ordinal) ? "true" : "false",
        ValueType.Link => row.Id(ordinal).ToString(),
        _ => row.Text(ordinal),
    };
}

/// <summary>The order of a list; the id decides between equals, so that the order is total and a cursor exact.</summary>
internal sealed class Order
{
    private Order(IReadOnlyList<OrderKey> keys, string mark, bool perValue) => (Keys, _mark, PerValue) = (keys, mark, perValue);

    private readonly string _mark;

    public IReadOnlyList<OrderKey> Keys { get; }

    /// <summary>True where an own field may have an index, which is of its workspace alone: PostgreSQL must know which one.</summary>
    public bool PerValue { get; }

    private bool IdDescending => Keys.Count == 0 || Keys[^1].Descending;

    /// <summary>For an order by clause.</summary>
    public SqlText OrderBy => SqlText.List([.. Keys.Select(k => k.OrderBy), Directed(SqlText.Of($"t.id"))]);

    /// <summary>The same by places in the select list.</summary>
    /// <param name="firstKey">Place of the first key, from 0; the id stands at 0.</param>
    public SqlText OrderByPlace(int firstKey) =>
        SqlText.List([.. Keys.Select((k, i) => k.Directed(SqlText.Literal(firstKey + i + 1))), Directed(SqlText.Literal(1))]);

    private SqlText Directed(SqlText id) => IdDescending ? SqlText.Of($"{id} desc") : id;

    /// <summary>The order of sort parameters; newest first where there are none.</summary>
    public static Order Of(IReadOnlyList<string> sort, JoinScope scope, RightsSql rights, TimeZoneInfo zone)
    {
        var problems = new ProblemList();
        var sql = new ExpressionSql(scope, zone);
        var keys = new List<OrderKey>();
        var perValue = false;
        if (sort.Count > rights.Limits.SortKeys)
            problems.Add("sort", "too_many_items", "sort", rights.Limits.SortKeys);
        foreach (var text in sort)
        {
            var descending = text.StartsWith('-');
            var expression = ExpressionChecker.Value(descending ? text[1..] : text, scope.RootType, rights.Telling, "sort");
            perValue |= expression is FieldValue { Field: { Own: true, Indexed: true } };
            if (SortKeys.Sortable(expression) is { } value)
                keys.Add(new OrderKey(Collated(value, sql), descending, value.Type, Nullable(value), Whole(value), !scope.IsPast && HasIndex(scope.RootType, value)));
            else
                problems.Add("sort", "not_sortable", text);
        }
        problems.ThrowIfAny();
        return new Order(keys, string.Join(',', sort), perValue);
    }

    private static SqlText Collated(Expr value, ExpressionSql sql) =>
        value is LinkTitle or Call { Type: ValueType.Text } || (value is FieldValue f && (f.Part is null ? TableSql.SortsNaturally(f.Field) : f.Type == ValueType.Text))
            ? SqlText.Of($"{sql.Value(value)} collate kith.natural") : sql.Value(value);

    private static bool Nullable(Expr value) => value is not RecordId and not RecordVersion
        and not FieldValue { Links.Count: 0, Part: null, Field: { Own: false } and ({ Required: true } or { System: true, Kind.ValueType: ValueType.Instant }) };

    // The records of own types share a table, in which no index has the order of what every type has.
    private static bool HasIndex(RecordType type, Expr value) => value is FieldValue { Links.Count: 0, Part: null, Field: { Indexed: true } field } && (field.Own || !type.Own);

    private static bool Whole(Expr value) => value is RecordVersion or FieldValue { Field.Kind: Core.Types.Kinds.IntegerKind };

    /// <summary>
    /// Conditions of which one holds for each row behind the cursor, in the order of their rows. With an index it is one, or two where empties of the first key
    /// come after it: each is a range of the index, and joined by "or" they would be a walk from its beginning. Without one all is sorted, which should happen once.
    /// </summary>
    public IReadOnlyList<SqlText> Behind(string cursor)
    {
        try
        {
            var (values, id) = Decode(cursor);
            if (Keys is not [{ HasIndex: true } first, ..] || values[0] is not { } text)
                return [Later(0, values, id)];
            var value = first.Parameter(text);
            var sign = first.Descending ? SqlText.Of($"<") : SqlText.Of($">");
            var range = Keys.Count == 1
                ? SqlText.Of($"({first.Sql}, t.id) {sign} ({value}, {id})")
                : SqlText.Of($"{first.Sql} {sign}= {value} and ({first.Sql} {sign} {value} or {Later(1, values, id)})");
            return first.Nullable ? [range, SqlText.Of($"{first.Sql} is null")] : [range];
        }
        catch (Exception error) when (error is FormatException or JsonException or OverflowException or ArgumentException or InvalidOperationException)
        {
            throw new ProblemException(Problem.Field("after", "bad_cursor"));
        }
    }

    // That a row whose keys before this one equal the cursor's stands behind it.
    private SqlText Later(int i, IReadOnlyList<string?> values, Guid id)
    {
        if (i == Keys.Count)
            return IdDescending ? SqlText.Of($"t.id < {id}") : SqlText.Of($"t.id > {id}");
        var key = Keys[i];
        if (values[i] is not { } text)
            return SqlText.Of($"({key.Sql} is null and {Later(i + 1, values, id)})");
        var value = key.Parameter(text);
        var further = key.Descending ? SqlText.Of($"{key.Sql} < {value}") : SqlText.Of($"{key.Sql} > {value}");
        var empty = key.Nullable ? SqlText.Of($" or {key.Sql} is null") : SqlText.Empty;
        return SqlText.Of($"({further}{empty} or ({key.Sql} = {value} and {Later(i + 1, values, id)}))");
    }

    /// <summary>The cursor of a row whose key values were read.</summary>
    public string Cursor(IReadOnlyList<string?> values, Guid id) =>
        Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes<string?[]>([_mark, id.ToString(), .. values])).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private (string?[] Values, Guid Id) Decode(string cursor)
    {
        var text = cursor.Replace('-', '+').Replace('_', '/');
        var parts = JsonSerializer.Deserialize<string?[]>(Encoding.UTF8.GetString(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='))));
        if (parts is null || parts.Length != Keys.Count + 2 || parts[0] != _mark)
            throw new FormatException("The cursor belongs to another order.");
        if (parts.Any(p => p?.Contains('\0', StringComparison.Ordinal) == true))
            throw new FormatException("The cursor holds a character that cannot be stored.");
        return (parts[2..], Guid.Parse(parts[1]!));
    }
}
