using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Reading.Files;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading;

/// <summary>All records of a list as a file: the statement that reads them, and how its rows are written. Making it is pure and may refuse.</summary>
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

    /// <summary>Writes a row for each as it comes from the database, and answers how many.</summary>
    public async Task<long> WriteAsync(NpgsqlDataReader reader, ListForm form, System.IO.Stream output, TimeZoneInfo zone, CancellationToken cancellation)
    {
        // What it still holds where it fails must not go out before the refusal.
        using var file = ListFile.Of(form, _projection, output, zone);
        await file.BeginAsync(cancellation);
        var (row, rows) = (new Rows(reader), 0L);
        await using var json = new Utf8JsonWriter(System.IO.Stream.Null, RecordReader.Json);
        for (; await reader.ReadAsync(cancellation); rows++)
            await file.WriteAsync(row, json, cancellation);
        await file.EndAsync(cancellation);
        return rows;
    }
}
