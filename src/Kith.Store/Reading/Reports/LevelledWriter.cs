using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading.Reports;

/// <summary>
/// Writes the rows of a <see cref="LevelledReport"/>: the total, the columns with their totals, sub-totals, groups. Every sub-total and group holds its cells in the order of the
/// columns.
/// </summary>
internal sealed class LevelledWriter(ReportGroups groups, Utf8JsonWriter writer, NpgsqlDataReader reader)
{
    private const int Depth = 0, Across = 1, Place = 2, PlaceAcross = 3, Cells = 4, Groups = 5, FirstOwn = 6;

    private readonly Rows _row = new(reader);
    private string? _array;
    private long _columns;
    private long? _written;
    private long _groups;

    private int FirstKey => groups.Query.Top is null ? FirstOwn : FirstOwn + 1;

    /// <summary>Writes the members of the answer.</summary>
    public async Task WriteAsync(CancellationToken cancellation)
    {
        while (await reader.ReadAsync(cancellation))
        {
            Check();
            var (depth, isCell) = ((int)_row.Number(Depth), _row.Boolean(Across));
            _groups = _row.Integer(Groups);
            if (depth == groups.Keys.Count && depth > 0 && _row.Integer(Place) <= groups.Query.Offset)
                continue;
            if (isCell && depth > 0)
                WriteCell();
            else if (isCell)
                WriteColumn();
            else
                WriteGroup(depth);
        }
        Enter("data");
        Enter(null);
        var next = groups.Query.Offset + groups.Query.Limit;
        if (_groups > next)
            writer.WriteNumber("next"u8, next);
        else
            writer.WriteNull("next"u8);
        if (groups.Query.Count != CountMode.None)
        {
            writer.WriteNumber("count"u8, _groups);
            writer.WriteBoolean("count_exact"u8, value: true);
        }
    }

    private void Check()
    {
        if (_row.Integer(Cells) > groups.Limits.Groups)
            throw new ProblemException(Problem.Field("group", "report.too_many_groups", groups.Limits.Groups));
        if (_row.Integer(PlaceAcross) > groups.Limits.Columns)
            throw new ProblemException(Problem.Field("pivot", "report.too_many_columns", groups.Across!.Text, groups.Limits.Columns));
    }

    private void WriteColumn()
    {
        Enter("pivot");
        _columns++;
        writer.WriteStartObject();
        groups.Write(writer, _row, [groups.Across!], FirstKey);
        writer.WriteEndObject();
    }

    private void WriteGroup(int depth)
    {
        EndGroup();
        if (depth == 0)
            writer.WriteStartObject("totals"u8);
        else
            Enter(depth < groups.Keys.Count ? "subtotals" : "data");
        if (depth > 0)
            writer.WriteStartObject();
        groups.Write(writer, _row, groups.Keys.Take(depth), FirstKey);
        if (depth == 0)
        {
            writer.WriteEndObject();
            return;
        }
        _written = 0;
        if (groups.Across is not null)
            writer.WriteStartArray("cells"u8);
    }

    private void WriteCell()
    {
        FillCells(_row.Integer(PlaceAcross) - 1);
        writer.WriteStartObject();
        groups.Write(writer, _row, [], FirstKey);
        writer.WriteEndObject();
        _written++;
    }

    // A group has no records under some columns.
    private void FillCells(long until)
    {
        for (; _written < until; _written++)
            writer.WriteNullValue();
    }

    private void EndGroup()
    {
        if (_written is null)
            return;
        if (groups.Across is not null)
        {
            FillCells(_columns);
            writer.WriteEndArray();
        }
        writer.WriteEndObject();
        _written = null;
    }

    /// <summary>Ends the array that is being written and begins another; <c>null</c> begins none.</summary>
    private void Enter(string? array)
    {
        if (array == _array)
            return;
        EndGroup();
        if (_array is not null)
            writer.WriteEndArray();
        if (array is not null)
            writer.WriteStartArray(array);
        _array = array;
    }
}
