using Kith.Core.Problems;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Calculations.</content>
internal sealed partial class Checker
{
    private Expr Negate(Operand operand, NegativeSyntax whole) => operand.Value switch
    {
        Constant { Type: ValueType.Number, Value: decimal number } => new Constant(ValueType.Number, -number),
        { Type: ValueType.Number or ValueType.Money } => new Negative(operand.Value),
        _ => throw At(whole.Span, "type_one", "-", ExpressionProblem.Kind(operand.Type)),
    };

    private Expr Calculate(ArithmeticSyntax whole, Scope scope)
    {
        var sides = Operands([whole.Left, whole.Right], scope);
        var (left, right) = (AsDate(sides[0], sides[1]), AsDate(sides[1], sides[0]));
        // An instant and a day meet as days, in the caller's zone.
        if (whole.Operator == Operator.Subtract && (left.Type, right.Type) is (ValueType.Instant, ValueType.Date) or (ValueType.Date, ValueType.Instant))
            (left, right) = (left with { Value = DayOf(left.Value) }, right with { Value = DayOf(right.Value) });
        if (Result(whole.Operator, left.Type, right.Type) is not { } type)
            throw Unfit(ExpressionPrinter.Symbol(whole.Operator), left, right, whole);
        var calculation = new Calculation(type, whole.Operator, left.Value, right.Value);
        return left.Value is Constant a && right.Value is Constant b ? Fold(calculation, a, b, whole.Span) : calculation;
    }

    private static ValueType? Result(Operator @operator, ValueType left, ValueType right) => (@operator, left, right) switch
    {
        (_, ValueType.Number, ValueType.Number) => ValueType.Number,
        (Operator.Add or Operator.Subtract, ValueType.Money, ValueType.Money) => ValueType.Money,
        (Operator.Multiply or Operator.Divide, ValueType.Money, ValueType.Number) => ValueType.Money,
        (Operator.Multiply, ValueType.Number, ValueType.Money) => ValueType.Money,
        (Operator.Divide, ValueType.Money, ValueType.Money) => ValueType.Number,
        (Operator.Add or Operator.Subtract, ValueType.Date or ValueType.Instant, ValueType.Number) => left,
        (Operator.Add, ValueType.Number, ValueType.Date or ValueType.Instant) => right,
        (Operator.Subtract, ValueType.Date, ValueType.Date) or (Operator.Subtract, ValueType.Instant, ValueType.Instant) => ValueType.Number,
        _ => null,
    };

    /// <summary>Works out what is known already, so that <c>today() - 30</c> is one parameter and an index can be used.</summary>
    private Constant Fold(Calculation calculation, Constant left, Constant right, SourceSpan span) =>
        ExpressionEvaluator.Calculate(calculation.Operator, left.Value, right.Value) is { } result ? new Constant(calculation.Type, result) : throw At(span, "out_of_range");
}
