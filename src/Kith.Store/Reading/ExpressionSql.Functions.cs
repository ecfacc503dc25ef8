using Kith.Core.Expressions;
using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Reading;

/// <content>Functions over the values of one record.</content>
internal sealed partial class ExpressionSql
{
    private SqlText Function(Call call) => call.Type is ValueType.Text or ValueType.Choice ? ByCodePoint(Apply(call)) : Apply(call);

    private SqlText Apply(Call call)
    {
        SqlText Argument(int i) => Value(call.Arguments[i]);
        return call.Name switch
        {
            "lower" => Lower(Argument(0)),
            "upper" => SqlText.Of($"upper(({Argument(0)}) collate \"und-x-icu\")"),
            "trim" => Filled(SqlText.Of($"btrim({Argument(0)}, e' \\t\\n\\r')")),
            "left" => SqlText.Of($"left({Argument(0)}, ({Argument(1)})::integer)"),
            "right" => SqlText.Of($"right({Argument(0)}, ({Argument(1)})::integer)"),
            "replace" => Filled(SqlText.Of($"replace({ByCodePoint(Argument(0))}, {Argument(1)}, {Argument(2)})")),
            "concat" => Filled(SqlText.Of($"concat({SqlText.List(call.Arguments.Select(a => ByCodePoint(Value(a))))})")),
            "length" when call.Arguments[0].Type is ValueType.TextList or ValueType.LinkList => SqlText.Of($"coalesce(cardinality({Argument(0)}), 0)"),
            "length" => SqlText.Of($"char_length({Argument(0)})"),
            "add_months" => SqlText.Of($"kith.after_months({Argument(0)}, ({Argument(1)})::integer)"),
            "anniversary" => SqlText.Of($"kith.anniversary({Argument(0)}, {Argument(1)})"),
            "weekday" => SqlText.Of($"extract(isodow from {Local(call.Arguments[0])})"),
            "hour" => SqlText.Of($"extract(hour from {Local(call.Arguments[0])})"),
            "abs" => SqlText.Of($"abs({Argument(0)})"),
            "round" => SqlText.Of($"round({Argument(0)}::numeric, {(call.Arguments.Count > 1 ? SqlText.Of($"({Argument(1)})::integer") : SqlText.Of($"0"))})"),
            "coalesce" => SqlText.Of($"coalesce({SqlText.List(call.Arguments.Select(Value))})"),
            "if" => SqlText.Of($"case when {Condition(call.Arguments[0])} then {Argument(1)} else {Argument(2)} end"),
            "year" => Truncate("year", call),
            "quarter" => Truncate("quarter", call),
            "month" => Truncate("month", call),
            "week" => Truncate("week", call),
            "day" => Truncate("day", call),
            _ => throw new ArgumentOutOfRangeException(nameof(call), call.Name, null),
        };
    }

    private SqlText Truncate(string unit, Call call)
    {
        var (name, value) = (SqlText.NameLiteral(unit), Local(call.Arguments[0]));
        return call.Arguments.Count > 1 ? SqlText.Of($"kith.first_of({name}, {value}, ({Value(call.Arguments[1])})::integer)") : SqlText.Of($"date_trunc({name}, {value})::date");
    }

    private SqlText Local(Expr value) => value.Type == ValueType.Instant ? SqlText.Of($"kith.local_time({Value(value)}, {SqlText.Text(zone.Id)})") : SqlText.Of($"{Value(value)}::timestamp");

    private static SqlText Filled(SqlText text) => SqlText.Of($"nullif({text}, '')");
}
