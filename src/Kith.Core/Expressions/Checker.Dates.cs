using System.Globalization;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Days and instants.</content>
internal sealed partial class Checker
{
    private DateOnly Today => Days.Of(context.Now, context.Zone);

    public static bool TryDate(string text, out DateOnly day) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);

    /// <summary>The day of a text, which must be one.</summary>
    private Constant Date(Operand text) =>
        TryDate(text.Text!, out var day) ? new Constant(ValueType.Date, day) : throw At(text.Span, "not_a_date", ExpressionProblem.Short(text.Text!));

    /// <summary>The day or instant of a text, which must be one of the two.</summary>
    private Constant DateOrInstant(Operand text)
    {
        if (TryDate(text.Text!, out var day))
            return new Constant(ValueType.Date, day);
        return FieldKinds.DateTime.FromText(text.Text!, InstantField, new InputFormat(""), new ProblemList()) is DateTime instant
            ? new Constant(ValueType.Instant, instant) : throw At(text.Span, "not_an_instant", ExpressionProblem.Short(text.Text!));
    }

    // The kind reads a text for some field; its problems are replaced by ours, which know the place.
    public static readonly Field InstantField = new() { Name = "", Label = "", Kind = FieldKinds.DateTime };

    /// <summary>A quoted day beside a day or instant is a day; everything else stays as it is.</summary>
    private Operand AsDate(Operand operand, Operand other) =>
        operand.Text is not null && other.Type is ValueType.Date or ValueType.Instant ? operand with { Value = Date(operand) } : operand;

    /// <summary>The day on which an instant falls, in the caller's zone; a day is itself.</summary>
    private Expr DayOf(Expr value) => value switch
    {
        Constant { Value: DateTime instant } => new Constant(ValueType.Date, Days.Of(instant, context.Zone)),
        { Type: ValueType.Instant } => new Call(ValueType.Date, "day", [value]),
        _ => value,
    };

    /// <summary>
    /// Compares an instant with a day that is known. The day stands for all of it: equal is any time of that day, less is before it began and greater is
    /// after it ended.
    /// </summary>
    private Expr CompareWithDay(Comparator comparator, Expr instant, DateOnly day)
    {
        var (start, end) = (new Constant(ValueType.Instant, Days.Start(day, context.Zone)), new Constant(ValueType.Instant, Days.End(day, context.Zone)));
        return comparator switch
        {
            Comparator.Equal => new InPeriod(instant, start, end),
            Comparator.NotEqual => new Not(new InPeriod(instant, start, end)),
            Comparator.Less => new Comparison(Comparator.Less, instant, start),
            Comparator.LessOrEqual => new Comparison(Comparator.Less, instant, end),
            Comparator.Greater => new Comparison(Comparator.GreaterOrEqual, instant, end),
            Comparator.GreaterOrEqual => new Comparison(Comparator.GreaterOrEqual, instant, start),
            _ => throw new ArgumentOutOfRangeException(nameof(comparator)),
        };
    }

    private Expr InPeriod(InPeriodSyntax syntax, Scope scope)
    {
        var value = Operand(syntax.Value, scope);
        var name = syntax.Period.Text;
        if (value.Type is not (ValueType.Date or ValueType.Instant))
            throw Unfit("in " + ExpressionProblem.Short(name), value);
        if (Periods.Of(name, Today, context.Calendar) is not { } days)
            throw Suggesting(syntax.Period.Span, "unknown_period", Nearest.Of(name, Periods.Names), ExpressionProblem.Short(name));
        var (from, until) = value.Type == ValueType.Date
            ? (new Constant(ValueType.Date, days.From), new Constant(ValueType.Date, days.Until))
            : (new Constant(ValueType.Instant, Days.Start(days.From, context.Zone)), new Constant(ValueType.Instant, Days.Start(days.Until, context.Zone)));
        return Opposite(syntax.Negated, new InPeriod(value.Value, from, until));
    }
}
