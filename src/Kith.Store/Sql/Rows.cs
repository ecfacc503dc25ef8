using Kith.Core.Types;
using Npgsql;

namespace Kith.Store.Sql;

/// <summary>Columns of the driver's present row.</summary>
public sealed class Rows(NpgsqlDataReader reader) : ColumnReader
{
    public override bool IsNull(int ordinal) => reader.IsDBNull(ordinal);
    public override string Text(int ordinal) => reader.GetString(ordinal);
    public override long Integer(int ordinal) => reader.GetInt64(ordinal);
    public override decimal Decimal(int ordinal) => reader.GetDecimal(ordinal);
    /// <summary>A number of whatever type PostgreSQL worked out: bigint for counts, numeric for the rest.</summary>
    public decimal Number(int ordinal) => reader.GetFieldType(ordinal) == typeof(long) ? reader.GetInt64(ordinal)
        : reader.GetFieldType(ordinal) == typeof(int) ? reader.GetInt32(ordinal) : reader.GetDecimal(ordinal);

    public override bool Boolean(int ordinal) => reader.GetBoolean(ordinal);
    public override DateOnly Date(int ordinal) => reader.GetFieldValue<DateOnly>(ordinal);
    public override DateTime Instant(int ordinal) => reader.GetDateTime(ordinal);
    public override Guid Id(int ordinal) => reader.GetGuid(ordinal);
    public override string?[] Texts(int ordinal) => reader.GetFieldValue<string?[]>(ordinal);
    public override Guid[] Ids(int ordinal) => reader.GetFieldValue<Guid[]>(ordinal);
}
