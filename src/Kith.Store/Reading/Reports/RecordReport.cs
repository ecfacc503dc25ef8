using System.Text.Json;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading.Reports;

/// <summary>Values told of each record, and measures over all pages of them.</summary>
internal sealed class RecordReport : ReportPlan
{
    private readonly ReportQuery _query;
    private readonly List<(JsonEncodedText Name, Action<Utf8JsonWriter, Rows> Write)> _items = [];
    private readonly IReadOnlyList<ReportMeasure> _measures;

    public RecordReport(ReportAsker asker)
    {
        _query = asker.Query;
        var scope = asker.Scope();
        var sql = new ExpressionSql(scope, asker.Caller.Zone);
        var columns = new List<SqlText>();
        foreach (var text in _query.Select)
            columns.AddRange(Item(text, asker, scope, sql, columns.Count));
        var where = asker.Where(scope);
        var order = Order.Of(_query.Sort, scope, asker.Rights, asker.Caller.Zone).OrderBy;
        List<SqlText> statements = [SqlText.Of($"select {SqlText.List(columns)} from {scope.From} where {where} order by {order} limit {(long)_query.Limit + 1} offset {_query.Offset}")];
        var over = asker.Scope();
        _measures = ReportMeasure.Of(asker, over, new GroupWindows([], null, levels: false));
        var overWhere = asker.Where(over);
        if (_measures.Count > 0)
            statements.Add(SqlText.Of($"select {SqlText.List(_measures.Select(m => m.Definition))} from {over.From} where {overWhere}"));
        if (_query.Count != CountMode.None)
            statements.Add(Counting.Sql(_query.Count, over.From, overWhere));
        Statements = statements;
    }

    public override IReadOnlyList<SqlText> Statements { get; }

    private IEnumerable<SqlText> Item(string text, ReportAsker asker, JoinScope scope, ExpressionSql sql, int ordinal)
    {
        var expression = ExpressionChecker.Value(text, asker.Type, asker.Rights.Telling, "select");
        var name = JsonEncodedText.Encode(text);
        // A field is told as in a list: money in its own currency, links with their titles.
        if (expression is FieldValue { Part: null } whole)
        {
            _items.Add((name, (w, r) => whole.Field.Kind.WriteColumns(w, r, ordinal)));
            return Projection.Stored(scope, whole.Links, whole.Field);
        }
        if (asker.Type.Find(text) is { Formula: not null, Kind: IntegerKind number })
        {
            _items.Add((name, (w, r) => number.WriteColumns(w, r, ordinal)));
            return [SqlText.Of($"({sql.Value(expression)})::bigint")];
        }
        _items.Add((name, (w, r) => Told.Write(w, r, ordinal, expression, asker.Caller.Currency)));
        return [Told.Sql(expression, sql)];
    }

    public override async Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var row = new Rows(reader);
        writer.WriteStartArray("data"u8);
        var read = 0;
        while (await reader.ReadAsync(cancellation))
        {
            if (read++ == _query.Limit)
                continue;
            writer.WriteStartObject();
            foreach (var (name, write) in _items)
            {
                writer.WritePropertyName(name);
                write(writer, row);
            }
            writer.WriteEndObject();
            if (writer.BytesCommitted + writer.BytesPending > ReportQuery.MostMegabytes * 1_000_000L)
                throw new ProblemException(Problem.Field("limit", "report.too_large", ReportQuery.MostMegabytes));
        }
        writer.WriteEndArray();
        WriteNext(writer, read > _query.Limit ? _query.Offset + _query.Limit : null);
        if (_measures.Count > 0)
        {
            await reader.NextResultAsync(cancellation);
            await reader.ReadAsync(cancellation);
            writer.WriteStartObject("totals"u8);
            foreach (var measure in _measures)
                measure.Write(writer, row, measure.Place);
            writer.WriteEndObject();
        }
        if (_query.Count == CountMode.None)
            return;
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        WriteCount(writer, reader.GetInt64(0), reader.GetBoolean(1));
    }
}
