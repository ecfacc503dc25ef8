using System.Globalization;
using System.Text;
using Kith.Core.Types;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Writing;

/// <summary>Rows that go to PostgreSQL column by column: as plain parameters when there is one, as arrays when there are many.</summary>
internal sealed class RowSet(int rows)
{
    private readonly List<SqlText> _columns = [];
    private readonly List<SqlText> _arrays = [];

    /// <summary>Adds a column of values and answers its value in the present row.</summary>
    public SqlText Add(Storage storage, IEnumerable<object?> values)
    {
        object?[] all = [.. values];
        if (rows == 1)
        {
            _columns.Add(SqlText.Of($"{SqlText.Parameter(all[0], Storages.Parameter(storage))}"));
            return _columns[^1];
        }
        var name = SqlText.Name("c" + (_columns.Count + 1).ToString(CultureInfo.InvariantCulture));
        _arrays.Add(Array(storage, all));
        _columns.Add(storage switch
        {
            Storage.TextArray => SqlText.Of($"v.{name}::text[]"),
            Storage.Json => SqlText.Of($"v.{name}::jsonb"),
            _ => SqlText.Of($"v.{name}"),
        });
        return _columns[^1];
    }

    /// <summary>One column's value in the present row.</summary>
    public SqlText Column(int index) => _columns[index];

    /// <summary>All columns, for a select list.</summary>
    public SqlText Select => SqlText.List(_columns);

    /// <summary>For a from clause; one row needs no table but keeps the same shape.</summary>
    public SqlText From
    {
        get
        {
            if (rows == 1)
                return SqlText.Of($"(select 1) v");
            var names = Enumerable.Range(1, _arrays.Count).Select(i => SqlText.Name("c" + i.ToString(CultureInfo.InvariantCulture)));
            return SqlText.Of($"unnest({SqlText.List(_arrays)}) v({SqlText.List(names)})");
        }
    }

    // Each says its type: PostgreSQL cannot tell it from an unnest alone.
    private static SqlText Array(Storage storage, object?[] values) => storage switch
    {
        Storage.Text or Storage.Json => Texts(System.Array.ConvertAll(values, v => (string?)v)),
        Storage.TextArray => Texts(System.Array.ConvertAll(values, v => v is string[] texts ? Literal(texts) : null)),
        Storage.Integer => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (long?)v), NpgsqlDbType.Array | NpgsqlDbType.Bigint)}::bigint[]"),
        Storage.Decimal or Storage.Rate => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (decimal?)v), NpgsqlDbType.Array | NpgsqlDbType.Numeric)}::numeric[]"),
        Storage.Boolean => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (bool?)v), NpgsqlDbType.Array | NpgsqlDbType.Boolean)}::boolean[]"),
        Storage.Date => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (DateOnly?)v), NpgsqlDbType.Array | NpgsqlDbType.Date)}::date[]"),
        Storage.Instant => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (DateTime?)v), NpgsqlDbType.Array | NpgsqlDbType.TimestampTz)}::timestamptz[]"),
        Storage.Id => SqlText.Of($"{SqlText.Parameter(System.Array.ConvertAll(values, v => (Guid?)v), NpgsqlDbType.Array | NpgsqlDbType.Uuid)}::uuid[]"),
        _ => throw new ArgumentOutOfRangeException(nameof(storage)),
    };

    private static SqlText Texts(string?[] values) => SqlText.Of($"{SqlText.Parameter(values, NpgsqlDbType.Array | NpgsqlDbType.Text)}::text[]");

    // Arrays of arrays must be of one length in PostgreSQL, so each inner one travels as the text of an array.
    private static string Literal(string[] texts)
    {
        var literal = new StringBuilder("{");
        foreach (var text in texts)
            literal.Append(literal.Length > 1 ? "," : "").Append('"').Append(text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        return literal.Append('}').ToString();
    }
}
