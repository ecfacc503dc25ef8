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

    /// <summary>
    /// Works out what is known already, so that <c>today() - 30</c> is one parameter and an index can be used. Divisions stay: how many decimals a
    /// quotient keeps is for the back ends to agree on.
    /// </summary>
    private Expr Fold(Calculation calculation, Constant left, Constant right, SourceSpan span)
    {
        var subtract = calculation.Operator == Operator.Subtract;
        try
        {
            return (left.Value, right.Value) switch
            {
                (decimal a, decimal b) when calculation.Operator == Operator.Add => new Constant(calculation.Type, a + b),
                (decimal a, decimal b) when subtract => new Constant(calculation.Type, a - b),
                (decimal a, decimal b) when calculation.Operator == Operator.Multiply => new Constant(calculation.Type, a * b),
                (DateOnly a, DateOnly b) => new Constant(ValueType.Number, (decimal)(a.DayNumber - b.DayNumber)),
                (DateOnly a, decimal b) => new Constant(ValueType.Date, a.AddDays((int)(subtract ? -b : b))),
                (decimal a, DateOnly b) => new Constant(ValueType.Date, b.AddDays((int)a)),
                (DateTime a, decimal b) => new Constant(ValueType.Instant, a.AddTicks(Ticks(subtract ? -b : b))),
                (decimal a, DateTime b) => new Constant(ValueType.Instant, b.AddTicks(Ticks(a))),
                _ => calculation,
            };
        }
        catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
        {
            throw At(span, "out_of_range");
        }
    }

    // Whole microseconds, as PostgreSQL keeps them.
    private static long Ticks(decimal days) => (long)(days * TimeSpan.TicksPerDay) / 10 * 10;
}
