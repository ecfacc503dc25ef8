using System.Collections.Frozen;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Measures: functions over many records.</content>
internal sealed partial class Checker
{
    private static readonly FrozenDictionary<string, AggregateFunction> Aggregates = new Dictionary<string, AggregateFunction>(StringComparer.OrdinalIgnoreCase)
    {
        ["count"] = AggregateFunction.Count,
        ["count_distinct"] = AggregateFunction.CountDistinct,
        ["sum"] = AggregateFunction.Sum,
        ["avg"] = AggregateFunction.Average,
        ["median"] = AggregateFunction.Median,
        ["min"] = AggregateFunction.Min,
        ["max"] = AggregateFunction.Max,
        ["any"] = AggregateFunction.Any,
        ["latest"] = AggregateFunction.Latest,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private bool _aggregated;

    /// <summary>A value over many records.</summary>
    public Expr Measure(Syntax syntax, Scope scope)
    {
        var measure = Check(syntax, scope);
        return _aggregated ? measure : throw At(syntax.Span, "not_an_aggregate");
    }

    private Expr Aggregate(CallSyntax call, AggregateFunction function, Scope scope)
    {
        if (!scope.OverRecords)
            return Collect(call, function, scope);
        if (function is AggregateFunction.Any or AggregateFunction.Latest)
            throw At(call.Span, "collection_here", call.Name.Text.ToLowerInvariant());
        _aggregated = true;
        if (call.Arguments.Count > 1 || (call.Arguments.Count == 0 && function != AggregateFunction.Count))
            throw Takes(call, function == AggregateFunction.Count ? "one_or_none" : "one");
        var record = scope with { OverRecords = false };
        var parts = Each([call.Arguments is [var only] ? only : null, call.Where],
            part => part is null ? null : ReferenceEquals(part, call.Where) ? Condition(part, record) : Argument(function, call, Operand(part, record)));
        return Over(function, parts[0], parts[1]);
    }

    private static Aggregate Over(AggregateFunction function, Expr? argument, Expr? where) => function switch
    {
        // count(x) counts the records that have an x.
        AggregateFunction.Count => new Aggregate(ValueType.Number, function, null, Both(argument is null ? null : new Not(new IsEmpty(argument)), where)),
        AggregateFunction.CountDistinct => new Aggregate(ValueType.Number, function, argument, where),
        AggregateFunction.Any => new Aggregate(ValueType.Boolean, function, null, Both(argument, where)),
        // Where a choice stands on its own, what it may be is no longer known: it is its value.
        AggregateFunction.Latest when argument!.Type == ValueType.Choice => new Aggregate(ValueType.Text, function, argument, where),
        _ => new Aggregate(argument!.Type, function, argument, where),
    };

    private static Expr? Both(Expr? one, Expr? other) => one is null ? other : other is null ? one : new AllOf([one, other]);

    private Expr Argument(AggregateFunction function, CallSyntax call, Operand argument)
    {
        var fits = function switch
        {
            AggregateFunction.Count => true,
            AggregateFunction.CountDistinct or AggregateFunction.Latest => argument.Type is not (ValueType.TextList or ValueType.LinkList or ValueType.Address),
            AggregateFunction.Sum or AggregateFunction.Average or AggregateFunction.Median => argument.Type is ValueType.Number or ValueType.Money,
            AggregateFunction.Min or AggregateFunction.Max => Ordered(argument.Type),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
        return fits ? argument.Value : throw Unfit(Shown(call), argument);
    }
}
