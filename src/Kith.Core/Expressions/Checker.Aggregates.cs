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
        ["min"] = AggregateFunction.Min,
        ["max"] = AggregateFunction.Max,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private bool _aggregated;

    /// <summary>A value over many records.</summary>
    public Expr Measure(Syntax syntax, Scope scope)
    {
        var measure = Check(syntax, scope);
        return _aggregated ? measure : throw At(syntax.Span, "not_an_aggregate");
    }

    private Aggregate Aggregate(CallSyntax call, AggregateFunction function, Scope scope)
    {
        if (!scope.OverRecords)
            throw At(call.Span, "aggregate_here", call.Name.Text.ToLowerInvariant());
        _aggregated = true;
        if (call.Arguments.Count > 1 || (call.Arguments.Count == 0 && function != AggregateFunction.Count))
            throw Takes(call, function == AggregateFunction.Count ? "one_or_none" : "one");
        var record = scope with { OverRecords = false };
        var parts = Each([call.Arguments is [var only] ? only : null, call.Where],
            part => part is null ? null : ReferenceEquals(part, call.Where) ? Condition(part, record) : Argument(function, call, Operand(part, record)));
        var (argument, where) = (parts[0], parts[1]);
        if (argument is null || function != AggregateFunction.Count)
            return new Aggregate(function is AggregateFunction.Count or AggregateFunction.CountDistinct ? ValueType.Number : argument!.Type, function, argument, where);
        // count(x) counts the records that have an x.
        var filled = new Not(new IsEmpty(argument));
        return new Aggregate(ValueType.Number, function, null, where is null ? filled : new AllOf([filled, where]));
    }

    private Expr Argument(AggregateFunction function, CallSyntax call, Operand argument)
    {
        var fits = function switch
        {
            AggregateFunction.Count => true,
            AggregateFunction.CountDistinct => argument.Type is not (ValueType.TextList or ValueType.LinkList or ValueType.Address),
            AggregateFunction.Sum or AggregateFunction.Average => argument.Type is ValueType.Number or ValueType.Money,
            AggregateFunction.Min or AggregateFunction.Max => Ordered(argument.Type),
            _ => throw new ArgumentOutOfRangeException(nameof(function)),
        };
        return fits ? argument.Value : throw Unfit(Shown(call), argument);
    }
}
