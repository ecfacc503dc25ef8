using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Sql;
using Npgsql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <summary>A report: one statement over groups or records, and how its rows become JSON.</summary>
internal sealed class ReportPlan
{
    private readonly IReadOnlyList<(JsonEncodedText Name, Action<Utf8JsonWriter, Rows> Write)> _items;
    private readonly ReportQuery _query;

    private ReportPlan(SqlText statement, ReportQuery query, IReadOnlyList<(JsonEncodedText, Action<Utf8JsonWriter, Rows>)> items) =>
        (Statement, _query, _items) = (statement, query, items);

    public SqlText Statement { get; }

    public static ReportPlan Of(Caller caller, Catalogue catalogue, RecordType type, ReportQuery query, RightsSql rights)
    {
        if (!rights.Of(type).Read)
            throw ProblemException.NotFound();
        var scope = new JoinScope(type, catalogue, rights);
        var sql = new ExpressionSql(scope, caller.Zone);
        var condition = query.Where is null ? null : ExpressionChecker.Condition(query.Where, type, rights.Context);
        var columns = new List<SqlText>();
        var groups = new List<SqlText>();
        var names = new Dictionary<string, SqlText>();
        var items = new List<(JsonEncodedText, Action<Utf8JsonWriter, Rows>)>();
        foreach (var key in query.Group)
        {
            var expression = ExpressionChecker.Value(key, type, rights.Context, "group");
            if (expression.Type is ValueType.LinkList or ValueType.Address)
                throw new ProblemException(Problem.Field("group", "not_groupable", key));
            var ordinal = columns.Count;
            // By position: the same expression written twice would carry parameters of different numbers and not count as the same.
            columns.Add(Told(expression, sql));
            groups.Add(SqlText.Literal(columns.Count));
            names[key] = SqlText.Literal(columns.Count);
            if (expression is FieldValue { Field: { IsLink: true } link } path)
            {
                var title = ExpressionSql.TitleColumn(scope.Target(path.Links, link), scope.TypeOf([.. path.Links, link]));
                columns.Add(SqlText.Of($"{title} collate kith.natural"));
                groups.Add(SqlText.Literal(columns.Count));
                names[key] = SqlText.Literal(columns.Count);
                items.Add((JsonEncodedText.Encode(key), (w, r) => link.Kind.WriteColumns(w, r, ordinal)));
            }
            else
            {
                items.Add((JsonEncodedText.Encode(key), (w, r) => Write(w, r, ordinal, expression, caller.Currency)));
            }
        }
        foreach (var text in query.Select)
        {
            var expression = ExpressionChecker.Value(text, type, rights.Context, "select");
            var ordinal = columns.Count;
            // A field is told as in a list: money in its own currency, links with their titles.
            if (expression is FieldValue { Part: null } whole)
            {
                columns.AddRange(Projection.Stored(scope, whole.Links, whole.Field));
                items.Add((JsonEncodedText.Encode(text), (w, r) => whole.Field.Kind.WriteColumns(w, r, ordinal)));
            }
            else
            {
                columns.Add(Told(expression, sql));
                items.Add((JsonEncodedText.Encode(text), (w, r) => Write(w, r, ordinal, expression, caller.Currency)));
            }
        }
        foreach (var (name, text) in query.Measures)
        {
            var expression = ExpressionChecker.Measure(text, type, rights.Context, $"measures.{name}");
            var ordinal = columns.Count;
            columns.Add(Told(expression, sql));
            names[name] = SqlText.Literal(columns.Count);
            items.Add((JsonEncodedText.Encode(name), (w, r) => Write(w, r, ordinal, expression, caller.Currency)));
        }
        var asked = condition is null ? SqlText.Empty : SqlText.Of($" and {sql.Condition(condition)}");
        var group = groups.Count == 0 ? SqlText.Empty : SqlText.Of($" group by {SqlText.List(groups)}");
        var order = query.Select.Count > 0 ? SqlText.Of($" order by {Order.Of(query.Sort, scope, rights, caller.Zone).OrderBy}") : OrderBy(query, names);
        var statement = SqlText.Of($"select {SqlText.List(columns)} from {scope.From} where t.workspace_id = {caller.Workspace} and t.deleted_at is null{RecordReader.OfType(type)}{asked}{rights.Readable(type, JoinScope.Root, " and ")}{group}{order} limit {(long)query.Limit + 1} offset {query.Offset}");
        return new ReportPlan(statement, query, items);
    }

    // Numbers are told with four decimals. Rounded here, one that calculating has given more digits than the driver takes still comes through.
    private static SqlText Told(Expr expression, ExpressionSql sql) =>
        expression.Type is ValueType.Number or ValueType.Money or ValueType.Duration && !Counts(expression) ? SqlText.Of($"round(({sql.Value(expression)})::numeric, 4)") : sql.Value(expression);

    private static SqlText OrderBy(ReportQuery query, Dictionary<string, SqlText> names)
    {
        var problems = new ProblemList();
        var keys = new List<SqlText>();
        foreach (var text in query.Sort)
        {
            var descending = text.StartsWith('-');
            var name = descending ? text[1..] : text;
            if (!names.TryGetValue(name, out var sql))
            {
                var near = Nearest.Of(name, names.Keys);
                problems.Add(new FieldProblem("sort", "unknown_field", near is null ? Messages.Text("unknown_field", name) : Messages.Text("unknown_field_suggest", name, near), Suggestion: near));
                continue;
            }
            keys.Add(descending ? SqlText.Of($"{sql} desc nulls last") : sql);
        }
        problems.ThrowIfAny();
        // Groups in no stated order still come in the same one each time, or offsets would repeat and skip.
        keys.AddRange(query.Group.Select(g => names[g]));
        return keys.Count == 0 ? SqlText.Empty : SqlText.Of($" order by {SqlText.List(keys)}");
    }

    /// <summary>Writes <c>{"data", "next"}</c>; <c>next</c> is the offset to go on from.</summary>
    public async Task WriteAsync(Utf8JsonWriter writer, NpgsqlDataReader reader, CancellationToken cancellation)
    {
        var row = new Rows(reader);
        writer.WriteStartObject();
        writer.WriteStartArray("data"u8);
        var written = 0;
        var more = false;
        while (await reader.ReadAsync(cancellation))
        {
            if (written == _query.Limit)
            {
                more = true;
                continue;
            }
            writer.WriteStartObject();
            foreach (var (name, write) in _items)
            {
                writer.WritePropertyName(name);
                write(writer, row);
            }
            writer.WriteEndObject();
            written++;
        }
        writer.WriteEndArray();
        if (more)
            writer.WriteNumber("next"u8, _query.Offset + _query.Limit);
        else
            writer.WriteNull("next"u8);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Rows row, int ordinal, Expr expression, string currency)
    {
        if (row.IsNull(ordinal))
        {
            writer.WriteNullValue();
            return;
        }
        switch (expression.Type)
        {
            case ValueType.Money:
                MoneyKind.Write(writer, row.Decimal(ordinal), currency);
                break;
            case ValueType.Number when Counts(expression):
                writer.WriteNumberValue(decimal.ToInt64(row.Number(ordinal)));
                break;
            case ValueType.Number or ValueType.Duration:
                writer.WriteStringValue(row.Number(ordinal).ToString("0.####", CultureInfo.InvariantCulture));
                break;
            case ValueType.Date:
                writer.WriteStringValue(row.Date(ordinal).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case ValueType.Instant:
                FieldKinds.DateTime.WriteColumns(writer, row, ordinal);
                break;
            case ValueType.Boolean:
                writer.WriteBooleanValue(row.Boolean(ordinal));
                break;
            case ValueType.Link:
                writer.WriteStringValue(row.Id(ordinal));
                break;
            case ValueType.TextList:
                FieldKinds.Tags.WriteColumns(writer, row, ordinal);
                break;
            default:
                writer.WriteStringValue(row.Text(ordinal));
                break;
        }
    }

    // Whole numbers are JSON numbers, decimals JSON strings; what a measure yields follows from what it measures.
    private static bool Counts(Expr expression) => expression switch
    {
        Aggregate { Function: AggregateFunction.Count or AggregateFunction.CountDistinct } => true,
        Aggregate { Function: AggregateFunction.Sum or AggregateFunction.Min or AggregateFunction.Max, Argument: { } argument } => Counts(argument),
        Collected { Measure: { } measure } => Counts(measure),
        FieldValue { Field.Kind: IntegerKind } or RecordVersion or Call { Name: "length" } => true,
        _ => false,
    };
}
