using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Reading;

/// <summary>A page of a list: the statements that read it, and how their rows become JSON. Making it is pure and may refuse.</summary>
internal sealed class ListPlan
{
    private readonly Projection _projection;
    private readonly Order _order;
    private readonly ListQuery _query;
    private readonly int _firstKey;

    private ListPlan(Projection projection, Order order, ListQuery query, int firstKey, bool perValue, IReadOnlyList<SqlText> statements) =>
        (_projection, _order, _query, _firstKey, PerValue, Statements) = (projection, order, query, firstKey, perValue, statements);

    /// <summary>The page, then the count where one was asked for.</summary>
    public IReadOnlyList<SqlText> Statements { get; }

    /// <summary>
    /// True where values decide which plan is good: those of a condition, the reader's or that of sharing, a moment in the past, and the workspace
    /// where all of it is counted or an index is its own.
    /// </summary>
    public bool PerValue { get; }

    public static ListPlan Of(Caller caller, Catalogue catalogue, RecordType type, ListQuery query, RightsSql rights)
    {
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var condition = Condition(type, query, rights);
        var scope = new JoinScope(type, catalogue, rights, rights.Past(query.At));
        var projection = Projection.Of(scope, query.Fields, rights, catalogue, caller.Zone);
        if (query.Trash)
            projection.Instant("purge_at", SqlText.Of($"t.deleted_at + make_interval(days => (select w.trash_days from workspace w where w.id = {caller.Workspace}))"));
        var order = Order.Of(query.Sort, scope, rights, caller.Zone);
        var where = Where(caller, type, query, rights, scope, condition);
        var firstKey = projection.Count;
        foreach (var key in order.Keys)
            projection.Add(key.Sql);
        // A deep offset walks the index alone and fetches whole rows for the page only.
        var first = query.Offset > 0 || IsWide(type, order);
        var rows = first ? Ids(caller, type, query, rights, catalogue, condition) : SqlText.Empty;
        var page = first
            ? SqlText.Of($"select {projection.Columns} from {scope.From} where t.workspace_id = {caller.Workspace} and t.id = any(array({rows})) order by {order.OrderBy}")
            : Page(query, projection, scope, order, where, firstKey);
        List<SqlText> statements = [page];
        if (query.Count != CountMode.None)
            statements.Add(Count(caller, type, query, rights, catalogue, condition));
        return new ListPlan(projection, order, query, firstKey, condition is not null || !rights.Of(type).ReadsAll || query.Count != CountMode.None || query.At is not null || order.PerValue, statements);
    }

    private static SqlText Page(ListQuery query, Projection projection, JoinScope scope, Order order, SqlText where, int firstKey)
    {
        var limit = SqlText.Literal(query.Limit + 1);
        SqlText Part(SqlText condition) => SqlText.Of($"select {projection.Columns} from {scope.From} where {condition} order by {order.OrderBy} limit {limit}");
        if (query.After is null)
            return Part(where);
        SqlText[] parts = [.. order.Behind(query.After).Select(b => Part(SqlText.Of($"{where} and {b}")))];
        return parts is [var only] ? only : SqlText.Of($"select * from (({SqlText.Join(SqlText.Of($") union all ("), parts)})) p order by {order.OrderByPlace(firstKey)} limit {limit}");
    }

    /// <summary>What the query asks of its records; null where it asks nothing.</summary>
    public static Expr? Condition(RecordType type, ListQuery query, RightsSql rights)
    {
        Expr[] conditions = [.. new[] { query.Where, query.Within }.OfType<string>().Select(w => ExpressionChecker.Condition(w, type, rights.Context))];
        return conditions switch { [] => null, [var only] => only, _ => new AllOf(conditions) };
    }

    /// <summary>The same as SQL, with all that is not asked for but holds.</summary>
    public static SqlText Where(Caller caller, RecordType type, ListQuery query, RightsSql rights, JoinScope scope, Expr? condition)
    {
        var living = query.Trash ? SqlText.Of($"t.deleted_at is not null") : SqlText.Of($"t.deleted_at is null");
        var asked = condition is null ? SqlText.Empty : SqlText.Of($" and {new ExpressionSql(scope, caller.Zone).Condition(condition)}");
        return SqlText.Of($"t.workspace_id = {caller.Workspace} and {living}{RecordReader.OfType(type)}{asked}{rights.Readable(type, JoinScope.Root, " and ", scope.IsPast)}");
    }

    // PostgreSQL works out what is selected for every record before it sorts, and unpacks the column of own fields for each of them.
    private static bool IsWide(RecordType type, Order order) => order.Keys is [{ HasIndex: false }, ..] && type.Fields.Count(f => f is { Own: true, Formula: null }) >= WideFrom;

    private const int WideFrom = 20;

    private static SqlText Ids(Caller caller, RecordType type, ListQuery query, RightsSql rights, Catalogue catalogue, Expr? condition)
    {
        var scope = new JoinScope(type, catalogue, rights, rights.Past(query.At));
        var order = Order.Of(query.Sort, scope, rights, caller.Zone);
        var where = Where(caller, type, query, rights, scope, condition);
        if (query.After is not null)
            where = SqlText.Of($"{where} and ({SqlText.Join(SqlText.Of($" or "), order.Behind(query.After).Select(b => SqlText.Of($"({b})")))})");
        return SqlText.Of($"select t.id from {scope.From} where {where} order by {order.OrderBy} limit {SqlText.Literal(query.Limit + 1)} offset {query.Offset}");
    }

    private static SqlText Count(Caller caller, RecordType type, ListQuery query, RightsSql rights, Catalogue catalogue, Expr? condition)
    {
        var scope = new JoinScope(type, catalogue, rights, rights.Past(query.At));
        var where = Where(caller, type, query, rights, scope, condition);
        return Counting.Sql(query.Count, scope.From, where);
    }

    /// <summary>Writes the members of the answer.</summary>
    public async Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var row = new Rows(reader);
        writer.WriteStartArray("data"u8);
        var (written, next) = (0, (string?)null);
        List<string?> keys = [];
        var last = Guid.Empty;
        while (await reader.ReadAsync(cancellation))
        {
            if (written == _query.Limit)
            {
                // The row beyond the page only says that there is more.
                next = _order.Cursor(keys, last);
                continue;
            }
            _projection.Write(writer, row);
            written++;
            if (written == _query.Limit)
                (keys, last) = ([.. _order.Keys.Select((k, i) => k.Read(row, _firstKey + i))], row.Id(0));
        }
        writer.WriteEndArray();
        writer.WriteString("next"u8, next);
        if (_query.Count == CountMode.None)
            return;
        await reader.NextResultAsync(cancellation);
        await reader.ReadAsync(cancellation);
        writer.WriteNumber("count"u8, reader.GetInt64(0));
        writer.WriteBoolean("count_exact"u8, reader.GetBoolean(1));
    }
}
