using Kith.Core.Types;
using NpgsqlTypes;

namespace Kith.Store.Sql;

/// <summary>The one map from what a field stores to PostgreSQL's types.</summary>
internal static class Storages
{
    /// <summary>Type of a column in a table.</summary>
    public static string ColumnType(Storage storage) => storage switch
    {
        Storage.Text => "text",
        Storage.Integer => "bigint",
        Storage.Decimal => "numeric(19,4)",
        Storage.Rate => "numeric(28,16)",
        Storage.Boolean => "boolean",
        Storage.Date => "date",
        Storage.Instant => "timestamptz",
        Storage.Id => "uuid",
        Storage.TextArray => "text[]",
        Storage.Json => "jsonb",
        _ => throw new ArgumentOutOfRangeException(nameof(storage)),
    };

    /// <summary>Type of a parameter.</summary>
    public static NpgsqlDbType Parameter(Storage storage) => storage switch
    {
        Storage.Text => NpgsqlDbType.Text,
        Storage.Integer => NpgsqlDbType.Bigint,
        Storage.Decimal or Storage.Rate => NpgsqlDbType.Numeric,
        Storage.Boolean => NpgsqlDbType.Boolean,
        Storage.Date => NpgsqlDbType.Date,
        Storage.Instant => NpgsqlDbType.TimestampTz,
        Storage.Id => NpgsqlDbType.Uuid,
        Storage.TextArray => NpgsqlDbType.Array | NpgsqlDbType.Text,
        Storage.Json => NpgsqlDbType.Jsonb,
        _ => throw new ArgumentOutOfRangeException(nameof(storage)),
    };

    /// <summary>Casts the text of an own field's JSON to the type a column of its own would have.</summary>
    public static SqlText FromJsonText(Storage storage, SqlText text) => storage switch
    {
        Storage.Text => text,
        Storage.Integer => SqlText.Of($"({text})::bigint"),
        Storage.Decimal => SqlText.Of($"({text})::numeric(19,4)"),
        Storage.Rate => SqlText.Of($"({text})::numeric(28,16)"),
        Storage.Boolean => SqlText.Of($"({text})::boolean"),
        Storage.Date => SqlText.Of($"({text})::date"),
        Storage.Instant => SqlText.Of($"({text})::timestamptz"),
        Storage.Id => SqlText.Of($"({text})::uuid"),
        Storage.Json => SqlText.Of($"({text})::jsonb"),
        _ => throw new ArgumentOutOfRangeException(nameof(storage)),
    };

    /// <summary>The column of a field on a table alias, or its place in the <c>custom</c> column.</summary>
    public static SqlText Column(string alias, Field field, int index = 0)
    {
        if (!field.Own)
            return SqlText.Column(alias, field.ColumnOf(index));
        var custom = SqlText.Column(alias, "custom");
        return field.Indexed ? Indexed(custom, field, index) : FromJson(custom, field, field.Key, index);
    }

    /// <summary>The value of an own field as its index has it.</summary>
    public static SqlText Indexed(SqlText custom, Field field, int index = 0)
    {
        var column = field.Kind.Columns[index];
        var place = column.Key is { } key ? SqlText.Of($"{custom}, {SqlText.NameLiteral(field.Key)}, {SqlText.NameLiteral(key)}") : SqlText.Of($"{custom}, {SqlText.NameLiteral(field.Key)}");
        return column.Storage switch
        {
            Storage.Text => SqlText.Of($"kith.own_text({place})"),
            Storage.Decimal => SqlText.Of($"kith.own_number({place})"),
            Storage.Integer => SqlText.Of($"kith.own_whole({place})"),
            Storage.Boolean => SqlText.Of($"kith.own_flag({place})"),
            Storage.Date => SqlText.Of($"kith.own_day({place})"),
            Storage.Instant => SqlText.Of($"kith.own_instant({place})"),
            Storage.Id => SqlText.Of($"kith.own_id({place})"),
            _ => throw new ArgumentOutOfRangeException(nameof(field), column.Storage, null),
        };
    }

    /// <summary>The value of a field in a JSON object that holds it under a key, as the column of its own would have it.</summary>
    public static SqlText FromJson(SqlText json, Field field, string under, int index = 0)
    {
        var column = field.Kind.Columns[index];
        var name = SqlText.NameLiteral(under);
        if (column.Storage == Storage.TextArray)
            return SqlText.Of($"(select array_agg(e) from jsonb_array_elements_text(nullif({json} -> {name}, 'null')) e)");
        return FromJsonText(column.Storage, column.Key is { } key
            ? SqlText.Of($"{json} -> {name} ->> {SqlText.NameLiteral(key)}")
            : SqlText.Of($"{json} ->> {name}"));
    }
}
