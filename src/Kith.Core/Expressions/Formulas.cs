using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <summary>What formula fields make of the values of their expressions.</summary>
public static class Formulas
{
    /// <summary>Decimals of every kind of number but whole ones.</summary>
    private const int Decimals = 4;

    /// <summary>The kinds of field that can show the value of an expression, the likeliest first; none where no field can.</summary>
    public static IReadOnlyList<FieldKind> KindsOf(Expr expression) => expression.Type switch
    {
        ValueType.Text or ValueType.Choice => [FieldKinds.Text, FieldKinds.Markdown, FieldKinds.Email, FieldKinds.Url],
        ValueType.Number or ValueType.Duration when Has(expression, 0) => [FieldKinds.Integer, FieldKinds.Decimal, FieldKinds.Percent],
        ValueType.Number or ValueType.Duration => [FieldKinds.Decimal, FieldKinds.Integer, FieldKinds.Percent],
        ValueType.Money => [FieldKinds.Money],
        ValueType.Date => [FieldKinds.Date],
        ValueType.Instant => [FieldKinds.DateTime],
        ValueType.Boolean => [FieldKinds.Boolean],
        _ => [],
    };

    /// <summary>The value with the decimals that fields of the kind have, so that what is shown is what is compared, sorted and summed up.</summary>
    public static Expr Kept(FieldKind kind, Expr value)
    {
        if (kind.Columns is not [{ Storage: Storage.Integer or Storage.Decimal }, ..])
            return value;
        var decimals = kind is IntegerKind ? 0 : Decimals;
        return value.Type != ValueType.Duration && Has(value, decimals) ? value
            : new Call(value.Type == ValueType.Duration ? ValueType.Number : value.Type, "round", [value, new Constant(ValueType.Number, (decimal)decimals)]);
    }

    // True where it is known that the value has no more decimals.
    private static bool Has(Expr value, int decimals) => value switch
    {
        Constant { Value: decimal number } => number.Scale <= decimals,
        FieldValue field => decimals >= Decimals || field.Field.Kind is IntegerKind,
        RecordVersion or Call { Name: "length" or "weekday" or "hour" } => true,
        Calculation { Operator: Operator.Subtract, Left.Type: ValueType.Date, Right.Type: ValueType.Date } => true,
        Calculation { Operator: Operator.Add or Operator.Subtract } sum => Has(sum.Left, decimals) && Has(sum.Right, decimals),
        Negative negative => Has(negative.Operand, decimals),
        Call { Name: "round", Arguments: [_, Constant { Value: decimal digits }] } => digits <= decimals,
        Call { Name: "abs" or "coalesce" } call => call.Arguments.All(a => Has(a, decimals)),
        Call { Name: "if" } call => call.Arguments.Skip(1).All(a => Has(a, decimals)),
        Collected { Measure: { Function: AggregateFunction.Count or AggregateFunction.CountDistinct } } => true,
        Collected { Measure: { Function: AggregateFunction.Sum or AggregateFunction.Min or AggregateFunction.Max or AggregateFunction.Latest, Argument: { } argument } } => Has(argument, decimals),
        Was was => Has(was.Of, decimals),
        _ => false,
    };
}
