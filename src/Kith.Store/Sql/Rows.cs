using Kith.Core.Problems;
using Kith.Core.Types;
using Npgsql;

namespace Kith.Store.Sql;

/// <summary>Columns of the driver's present row.</summary>
public sealed class Rows(NpgsqlDataReader reader) : ColumnReader
{
    public override bool IsNull(int ordinal) => reader.IsDBNull(ordinal);
    public override string Text(int ordinal) => reader.GetString(ordinal);
    public override long Integer(int ordinal) => reader.GetInt64(ordinal);
    public override decimal Decimal(int ordinal) => Held(reader.GetDecimal, ordinal);
    /// <summary>A number of whatever type PostgreSQL worked out: bigint for counts, numeric for the rest.</summary>
    public decimal Number(int ordinal) => reader.GetFieldType(ordinal) == typeof(long) ? reader.GetInt64(ordinal)
        : reader.GetFieldType(ordinal) == typeof(int) ? reader.GetInt32(ordinal) : Decimal(ordinal);

    public override bool Boolean(int ordinal) => reader.GetBoolean(ordinal);
    public override DateOnly Date(int ordinal) => Held(reader.GetFieldValue<DateOnly>, ordinal);
    public override DateTime Instant(int ordinal) => Held(reader.GetDateTime, ordinal);

    // What a calculation of the caller's yields may go beyond what these types hold, though not beyond PostgreSQL's.
    private static T Held<T>(Func<int, T> read, int ordinal)
    {
        try
        {
            return read(ordinal);
        }
        // Npgsql meets a number that is far too long with the last of these.
        catch (Exception error) when (error is OverflowException or InvalidCastException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            throw new ProblemException(Problem.Field("", "calculation_out_of_range"));
        }
    }
    public override Guid Id(int ordinal) => reader.GetGuid(ordinal);
    public override string?[] Texts(int ordinal) => reader.GetFieldValue<string?[]>(ordinal);
    public override Guid[] Ids(int ordinal) => reader.GetFieldValue<Guid[]>(ordinal);
}
