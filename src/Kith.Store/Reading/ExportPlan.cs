using System.Buffers;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Transfer;
using Npgsql;

namespace Kith.Store.Reading;

/// <summary>All records of a list as CSV: the statement that reads them, and how its rows become lines. Making it is pure and may refuse.</summary>
internal sealed class ExportPlan
{
    private readonly Projection _projection;

    private ExportPlan(Projection projection, SqlText statement) => (_projection, Statement) = (projection, statement);

    public SqlText Statement { get; }

    /// <summary>Notes what of the records is sensitive: once for the file, whose records are too many to be named.</summary>
    public void Tell() => _projection.TellAll();

    public static ExportPlan Of(Caller caller, Catalogue catalogue, RecordType type, ListQuery query, RightsSql rights)
    {
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        if (!rights.Of(type).Exports.Any)
            throw ProblemException.Forbidden();
        var scope = new JoinScope(type, catalogue, rights, rights.Past(query.At));
        var projection = Projection.Of(scope, query.Fields, rights, catalogue, caller.Zone);
        var order = Order.Of(query.Sort, scope, rights, caller.Zone);
        var where = ListPlan.Where(caller, type, query, rights, scope, ListPlan.Condition(type, query, rights));
        return new ExportPlan(projection, SqlText.Of($"select {projection.Columns} from {scope.From} where {where}{rights.Exportable(type, JoinScope.Root, " and ", scope.IsPast)} order by {order.OrderBy}"));
    }

    /// <summary>Writes a line of names and one for each row as it comes from the database, and answers how many: no more than a line is held.</summary>
    public async Task<long> WriteAsync(NpgsqlDataReader reader, TextWriter writer, CancellationToken cancellation)
    {
        var lines = new CsvLines(writer, ',');
        await lines.WriteAsync(["id", .. _projection.Names], cancellation);
        var (row, buffer, rows) = (new Rows(reader), new ArrayBufferWriter<byte>(256), 0L);
        await using var json = new Utf8JsonWriter(buffer, RecordReader.Json);
        var cells = new string[_projection.Names.Count + 1];
        while (await reader.ReadAsync(cancellation))
        {
            cells[0] = row.Id(0).ToString();
            for (var i = 1; i < cells.Length; i++)
            {
                buffer.ResetWrittenCount();
                json.Reset();
                _projection.WriteValue(json, row, i - 1);
                await json.FlushAsync(cancellation);
                cells[i] = CellText.Of(buffer.WrittenSpan);
            }
            await lines.WriteAsync(cells, cancellation);
            rows++;
        }
        await writer.FlushAsync(cancellation);
        return rows;
    }
}
