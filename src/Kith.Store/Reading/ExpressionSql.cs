using Kith.Core.Expressions;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Reading.Reports;
using Kith.Store.Schema;
using Kith.Store.Sql;
using NpgsqlTypes;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <summary>
/// Compiles checked expressions to SQL. Conditions are two-valued for people: an unknown counts as false, and its opposite as true,
/// which <c>is not true</c> gives without hiding plain comparisons from the indexes.
/// </summary>
/// <param name="windows">The groups that measures stand among; null where there are none.</param>
internal sealed partial class ExpressionSql(JoinScope scope, TimeZoneInfo zone, GroupWindows? windows = null)
{
    /// <summary>A condition for a where clause.</summary>
    public SqlText Condition(Expr expression) => expression switch
    {
        Comparison c => Compare(c),
        AllOf a => Combine(SqlText.Of($" and "), a.Parts),
        AnyOf a => Combine(SqlText.Of($" or "), a.Parts),
        Not n => SqlText.Of($"({Condition(n.Operand)}) is not true"),
        InList i => In(i),
        InPeriod p => Period(p),
        InMine i => Belongs(i),
        About a => IsAbout(a),
        Within w => IsWithin(w),
        TextMatch m => Match(m),
        Resemblance l => Some(l.Value, text => Like(text, l.Words)),
        IsEmpty e => Empty(e.Value),
        _ => Value(expression),
    };

    private SqlText Combine(SqlText separator, IReadOnlyList<Expr> parts) => SqlText.Of($"({SqlText.Join(separator, parts.Select(Condition))})");

    /// <summary>A value; money yields its amount in the base currency, links their id.</summary>
    public SqlText Value(Expr expression) => expression switch
    {
        Constant c => Parameter(c),
        FieldValue f => FieldColumn(f),
        RecordId r => SqlText.Column(scope.Alias(r.Links), "id"),
        RecordVersion r => SqlText.Column(scope.Alias(r.Links), "version"),
        LinkTitle l => Title(l),
        Calculation c => Calculate(c),
        Negative n => SqlText.Of($"(- {Value(n.Operand)})"),
        Call c => Function(c),
        Aggregate a => Measure(a),
        AmongGroups a => windows!.Of(a.Standing, Raw(a.Of)),
        Collected c => Collect(c),
        Was w => Then(w),
        Changed c => scope.Changed(c.Links, c.Field, c.Since),
        Comparison or AllOf or AnyOf or Not or InList or InPeriod or InMine or About or Within or TextMatch or Resemblance or IsEmpty => SqlText.Of($"(({Condition(expression)}) is true)"),
        _ => throw new ArgumentOutOfRangeException(nameof(expression), expression.GetType().Name, null),
    };

    private SqlText FieldColumn(FieldValue value)
    {
        var field = value.Field;
        if (field.IsRelation)
            return field.Kind is AnyLinkKind ? SqlText.Column(scope.AnyTarget(value.Links, field).Link, "to_id") : RelatedIds(value);
        var alias = scope.Alias(value.Links);
        return value.Part is not { } part ? Storages.Column(alias, field, TableSql.SortColumn(field))
            : field.Kind.ValueParts[part].Column is { } index ? Storages.Column(alias, field, index)
            : SqlText.Of($"{Storages.Column(alias, field)} ->> {SqlText.NameLiteral(part)}");
    }

    private SqlText RelatedIds(FieldValue value)
    {
        var alias = SqlText.Name(scope.Alias(value.Links));
        return SqlText.Of($"(select array_agg(x.to_id order by x.position) from {scope.LinkRows(scope.TypeOf(value.Links), value.Field)} x where x.workspace_id = {alias}.workspace_id and x.from_id = {alias}.id and x.field = {SqlText.NameLiteral(value.Field.Name)})");
    }

    private SqlText Title(LinkTitle link)
    {
        if (link.Field.Kind is AnyLinkKind)
            return scope.TitleOf(scope.AnyTarget(link.Links, link.Field).Entry, null);
        var alias = scope.Target(link.Links, link.Field);
        return TitleColumn(alias, scope.TypeOf([.. link.Links, link.Field]));
    }

    /// <summary>The column with a record's title.</summary>
    public static SqlText TitleColumn(string alias, RecordType type) =>
        type.Own ? SqlText.Column(alias, "title") : Storages.Column(alias, type.Title);

    private SqlText Compare(Comparison c)
    {
        // A list compared with one value asks whether it holds it.
        if (c.Left.Type is ValueType.TextList or ValueType.LinkList && c.Right is Constant { Value: not null } item)
        {
            var holds = SqlText.Of($"coalesce({Parameter(item)} = any({Value(c.Left)}), false)");
            return c.Comparator == Comparator.NotEqual ? SqlText.Of($"not {holds}") : holds;
        }
        var (left, right) = Sides(c.Left, c.Right);
        // Two texts of different collations cannot be compared; beside a constant, equality leaves a column its index.
        if (c.Left.Type is ValueType.Text or ValueType.Choice && (c.Comparator is not (Comparator.Equal or Comparator.NotEqual) || c.Right is not Constant))
            left = ByCodePoint(left);
        var certain = c.Left is Constant { Value: not null } || c.Right is Constant { Value: not null };
        return c.Comparator switch
        {
            Comparator.Equal => certain ? SqlText.Of($"{left}{Collation(c.Left)} = {right}") : SqlText.Of($"{left} is not distinct from {right}"),
            Comparator.NotEqual => SqlText.Of($"{left} is distinct from {right}"),
            Comparator.Less => SqlText.Of($"{left} < {right}"),
            Comparator.LessOrEqual => SqlText.Of($"{left} <= {right}"),
            Comparator.Greater => SqlText.Of($"{left} > {right}"),
            Comparator.GreaterOrEqual => SqlText.Of($"{left} >= {right}"),
            _ => throw new ArgumentOutOfRangeException(nameof(c)),
        };
    }

    // The same texts are equal under every collation of ours, but only that of the index lets it be used.
    private static SqlText Collation(Expr value) =>
        value is FieldValue { Field: { Indexed: true } field, Part: null } && TableSql.SortsNaturally(field) ? SqlText.Of($" collate kith.natural") : SqlText.Empty;

    private (SqlText Left, SqlText Right) Sides(Expr left, Expr right) =>
        (Whole(right) && left is Constant l ? Integer(l) : Value(left), Whole(left) && right is Constant r ? Integer(r) : Value(right));

    private static bool Whole(Expr expression) => expression is RecordVersion or FieldValue { Field.Kind: IntegerKind };

    // A bigint column compared with a numeric parameter would be cast row by row and leave its index.
    private static SqlText Integer(Constant constant) =>
        constant.Value is decimal d && d == decimal.Truncate(d) && d is >= long.MinValue and <= long.MaxValue
            ? SqlText.Parameter((long)d, NpgsqlDbType.Bigint) : Parameter(constant);

    private static SqlText Parameter(Constant constant) => SqlText.Parameter(constant.Value, constant.Value switch
    {
        Guid => NpgsqlDbType.Uuid,
        string[] => NpgsqlDbType.Array | NpgsqlDbType.Text,
        _ => constant.Type switch
        {
            ValueType.Text or ValueType.Choice or ValueType.TextList or ValueType.Address => NpgsqlDbType.Text,
            ValueType.Number or ValueType.Money or ValueType.Duration => NpgsqlDbType.Numeric,
            ValueType.Date => NpgsqlDbType.Date,
            ValueType.Instant => NpgsqlDbType.TimestampTz,
            ValueType.Boolean => NpgsqlDbType.Boolean,
            ValueType.Link or ValueType.LinkList => NpgsqlDbType.Uuid,
            _ => NpgsqlDbType.Text,
        },
    });

    private SqlText In(InList list)
    {
        if (list.Items.Count == 0)
            return SqlText.Of($"false");
        if (list.Value is LinkTitle { Field.Kind: LinksKind } titles)
            return AnyTitle(titles, SqlText.Of($"e.title = any({list.Items.Select(i => (string)i.Value!).ToArray()})"));
        if (list.Value.Type is ValueType.TextList)
            return SqlText.Of($"coalesce({Value(list.Value)} && {list.Items.Select(i => (string)i.Value!).ToArray()}, false)");
        if (list.Value.Type is ValueType.LinkList)
            return SqlText.Of($"coalesce({Value(list.Value)} && {list.Items.Select(i => (Guid)i.Value!).ToArray()}, false)");
        var items = list.Items.Where(i => i.Value is not null).Select(i => Whole(list.Value) ? Integer(i) : Parameter(i)).ToList();
        var value = Value(list.Value);
        var some = items.Count == 0 ? SqlText.Of($"false") : SqlText.Of($"{value} in ({SqlText.List(items)})");
        return items.Count == list.Items.Count ? some : SqlText.Of($"({some} or {value} is null)");
    }

    private SqlText Period(InPeriod period)
    {
        var value = Value(period.Value);
        return SqlText.Of($"({value} >= {Parameter(period.From)} and {value} < {Parameter(period.Until)})");
    }

    private SqlText Belongs(InMine belongs)
    {
        // As an array the set is worked out once for the statement, and an index on the link can be used.
        var mine = SqlText.Of($"array({MineSql.Ids(belongs.Set, scope.Workspace, belongs.Me)})");
        return belongs.Value.Type == ValueType.LinkList ? SqlText.Of($"coalesce({Value(belongs.Value)} && {mine}, false)") : SqlText.Of($"{Value(belongs.Value)} = any({mine})");
    }

    // As arrays the ids are worked out once for the statement, by the index of the link. A condition on the link itself would have PostgreSQL walk the order of
    // the page instead, past all records that are about others.
    private SqlText IsAbout(About about)
    {
        var (value, sames) = (about.Value, BecameSql.Sames(scope.Catalogue, scope.Workspace, about.Record));
        if (value.Field.IsLink && (scope.IsPast || value.Field is { Own: true, Mirrored: false }))
            return SqlText.Of($"{Value(value)} = any({sames})");
        var type = scope.TypeOf(value.Links);
        var ids = !value.Field.InLinkTable
            ? SqlText.Of($"select x.id from {SqlText.Name(type.Table)} x where x.workspace_id = {scope.Workspace} and {Storages.Column("x", value.Field)} = any({sames}) and x.deleted_at is null")
            : SqlText.Of($"select x.from_id from {scope.LinkRows(type, value.Field)} x where x.workspace_id = {scope.Workspace} and x.to_id = any({sames}) and x.field = {SqlText.NameLiteral(value.Field.Name)}");
        return SqlText.Of($"{SqlText.Name(scope.Alias(value.Links))}.id = any(array({ids}))");
    }

    private SqlText IsWithin(Within within)
    {
        // As an array the tree is walked once for the statement, and an index on the link can be used.
        var below = SqlText.Of($"array({scope.Below(within.Tree, within.Record)})");
        return within.Value.Type == ValueType.LinkList ? SqlText.Of($"coalesce({Value(within.Value)} && {below}, false)") : SqlText.Of($"{Value(within.Value)} = any({below})");
    }

    private SqlText Empty(Expr value)
    {
        if (value is FieldValue { Field.Kind: LinksKind } relation)
        {
            var alias = SqlText.Name(scope.Alias(relation.Links));
            return SqlText.Of($"not exists (select 1 from {scope.LinkRows(scope.TypeOf(relation.Links), relation.Field)} x where x.workspace_id = {alias}.workspace_id and x.from_id = {alias}.id and x.field = {SqlText.NameLiteral(relation.Field.Name)})");
        }
        return SqlText.Of($"{Value(value)} is null");
    }

    private SqlText Calculate(Calculation c)
    {
        var (l, r) = (Value(c.Left), Value(c.Right));
        return (c.Operator, c.Left.Type, c.Right.Type) switch
        {
            (Operator.Subtract, ValueType.Date, ValueType.Date) => SqlText.Of($"({l} - {r})::numeric"),
            (Operator.Subtract, ValueType.Instant, ValueType.Instant) => NumberSql.Number(NumberSql.Quotient(SqlText.Of($"extract(epoch from {l} - {r})"), SqlText.Of($"86400"))),
            (Operator.Subtract, ValueType.Date or ValueType.Instant, _) => SqlText.Of($"kith.after({l}, - {r})"),
            (_, ValueType.Date or ValueType.Instant, _) => SqlText.Of($"kith.after({l}, {r})"),
            (_, _, ValueType.Date or ValueType.Instant) => SqlText.Of($"kith.after({r}, {l})"),
            _ => NumberSql.Calculate(c, l, r),
        };
    }

    private SqlText Collect(Collected collected)
    {
        if (scope.IsPast)
            return Gather(collected);
        var (inside, measure) = (scope.Inside(collected.Of), collected.Measure);
        var sql = new ExpressionSql(inside, zone);
        var what = measure.Function switch
        {
            AggregateFunction.Any => SqlText.Of($"1"),
            AggregateFunction.Latest => sql.Value(measure.Argument!),
            _ => sql.Measure(measure with { Where = null }),
        };
        var points = inside.PointsAt(scope.Alias(collected.Links), collected.Back, collected.Tree);
        var asked = measure.Where is null ? SqlText.Empty : SqlText.Of($" and {sql.Condition(measure.Where)}");
        var rows = SqlText.Of($"(select {what} from {inside.From} where {points}{asked}{(measure.Function == AggregateFunction.Latest ? inside.NewestFirst : SqlText.Empty)})");
        return measure.Function == AggregateFunction.Any ? SqlText.Of($"exists {rows}") : rows;
    }

    // No index knows what pointed at what in the past: all that point are gathered once, by what they pointed at.
    private SqlText Gather(Collected collected)
    {
        var (inside, measure) = (scope.Inside(collected.Of), collected.Measure);
        var sql = new ExpressionSql(inside, zone);
        var what = measure.Function switch
        {
            AggregateFunction.Any => SqlText.Of($"true"),
            AggregateFunction.Latest => inside.Newest(sql.Value(measure.Argument!)),
            _ => sql.Measure(measure with { Where = null }),
        };
        var asked = measure.Where is null ? SqlText.Empty : SqlText.Of($" and {sql.Condition(measure.Where)}");
        var (key, value) = scope.Gathered(collected.Links, inside, collected.Back, collected.Tree, what, asked);
        return measure.Function switch
        {
            AggregateFunction.Any => SqlText.Of($"({key} is not null)"),
            AggregateFunction.Count or AggregateFunction.CountDistinct or AggregateFunction.Sum => SqlText.Of($"(case when {key} is null then 0 else {value} end)"),
            _ => value,
        };
    }

    private SqlText Then(Was was)
    {
        var then = scope.Then(was.Links, was.Until);
        var value = new ExpressionSql(then, zone).Value(was.Of);
        return SqlText.Of($"(select {value} from {then.From} where {then.Is(scope.Alias(was.Links))})");
    }

    private SqlText Measure(Aggregate a) => a.Function == AggregateFunction.Sum ? NumberSql.Number(Raw(a)) : Raw(a);

    // A sum before it is bounded, so that sums can be added up again.
    private SqlText Raw(Aggregate a)
    {
        var filter = a.Where is null ? SqlText.Empty : SqlText.Of($" filter (where {Condition(a.Where)})");
        var argument = a.Argument switch { null => SqlText.Of($"*"), { Type: ValueType.Text or ValueType.Choice } text => ByCodePoint(Value(text)), var other => Value(other) };
        return a.Function switch
        {
            AggregateFunction.Count => SqlText.Of($"count({argument}){filter}"),
            AggregateFunction.CountDistinct => SqlText.Of($"count(distinct {argument}){filter}"),
            AggregateFunction.Sum => SqlText.Of($"coalesce(sum({argument}){filter}, 0)"),
            AggregateFunction.Average => NumberSql.Number(NumberSql.Quotient(SqlText.Of($"sum({argument}){filter}"), SqlText.Of($"count({argument}){filter}"))),
            // The middle from below and from above: percentile_cont would count in floating point.
            AggregateFunction.Median => NumberSql.Number(NumberSql.Quotient(
                SqlText.Of($"percentile_disc(0.5) within group (order by {argument}){filter} + percentile_disc(0.5) within group (order by {argument} desc){filter}"), SqlText.Of($"2"))),
            AggregateFunction.Min => SqlText.Of($"min({argument}){filter}"),
            AggregateFunction.Max => SqlText.Of($"max({argument}){filter}"),
            _ => throw new ArgumentOutOfRangeException(nameof(a)),
        };
    }
}
