using System.Collections.Frozen;
using Kith.Core.Problems;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Functions over the values of one record.</content>
internal sealed partial class Checker
{
    /// <summary>Most decimals that <c>round</c> keeps.</summary>
    private const int MostDecimals = 10;

    /// <summary>A function of the language.</summary>
    /// <param name="Takes">Key of the message that says what it takes.</param>
    /// <param name="Least">Fewest arguments.</param>
    /// <param name="Most">Most arguments.</param>
    /// <param name="Build">Makes the checked call of checked arguments.</param>
    private sealed record Function(string Takes, int Least, int Most, Func<Checker, CallSyntax, IReadOnlyList<Operand>, Expr> Build);

    private static readonly FrozenDictionary<string, Function> Functions = new Dictionary<string, Function>(StringComparer.OrdinalIgnoreCase)
    {
        ["today"] = new("nothing", 0, 0, (c, _, _) => new Constant(ValueType.Date, c.Today)),
        ["now"] = new("nothing", 0, 0, (c, _, _) => new Constant(ValueType.Instant, c.Now)),
        ["me"] = new("nothing", 0, 0, (c, _, _) => new Constant(ValueType.Link, c.Me)),
        ["date"] = new("date_text", 1, 1, (c, call, a) => a[0].Text is null ? throw c.Unfit(Shown(call), a[0]) : c.Date(a[0])),
        ["lower"] = new("text", 1, 1, (c, call, a) => c.OfText(ValueType.Text, call, a)),
        ["upper"] = new("text", 1, 1, (c, call, a) => c.OfText(ValueType.Text, call, a)),
        ["length"] = new("text", 1, 1, (c, call, a) => c.OfText(ValueType.Number, call, a)),
        ["abs"] = new("number", 1, 1, (c, call, a) => new Call(c.Numeric(call, a[0]), "abs", [a[0].Value])),
        ["round"] = new("number_and_decimals", 1, 2, (c, call, a) => new Call(c.Numeric(call, a[0]), "round", [a[0].Value, c.Decimals(call, a)])),
        ["coalesce"] = new("two_or_more", 2, 50, (c, call, a) => c.Unified(call, "coalesce", [], a)),
        ["if"] = new("condition_and_two", 3, 3, (c, call, a) => c.Unified(call, "if", [c.Choosing(a[0])], [a[1], a[2]])),
        ["year"] = new("date", 1, 1, (c, call, a) => c.OfDate("year", call, a[0])),
        ["quarter"] = new("date", 1, 1, (c, call, a) => c.OfDate("quarter", call, a[0])),
        ["month"] = new("date", 1, 1, (c, call, a) => c.OfDate("month", call, a[0])),
        ["week"] = new("date", 1, 1, (c, call, a) => c.OfDate("week", call, a[0])),
        ["day"] = new("date", 1, 1, (c, call, a) => c.OfDate("day", call, a[0])),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private DateTime Now => context.Now;
    private Guid? Me => context.Me;

    private Expr Call(CallSyntax call, Scope scope)
    {
        if (Aggregates.TryGetValue(call.Name.Text, out var aggregate))
            return Aggregate(call, aggregate, scope);
        if (!Functions.TryGetValue(call.Name.Text, out var function))
        {
            throw Suggesting(call.Name.Span, "unknown_function", Nearest.Of(call.Name.Text, Functions.Keys.Concat(Aggregates.Keys).Order(StringComparer.Ordinal)),
                ExpressionProblem.Short(call.Name.Text));
        }
        if (call.Where is not null)
            throw At(call.Where.Span, "where_here");
        if (call.Arguments.Count < function.Least || call.Arguments.Count > function.Most)
            throw Takes(call, function.Takes);
        return function.Build(this, call, Operands(call.Arguments, scope));
    }

    private ProblemException Takes(CallSyntax call, string what) =>
        At(call.Span, "arguments", call.Name.Text.ToLowerInvariant(), Messages.Text("expression.takes." + what));

    private static string Shown(CallSyntax call) => call.Name.Text.ToLowerInvariant() + "()";

    private Call OfText(ValueType result, CallSyntax call, IReadOnlyList<Operand> arguments) =>
        arguments[0].Type is ValueType.Text or ValueType.Choice ? new Call(result, call.Name.Text.ToLowerInvariant(), [arguments[0].Value]) : throw Unfit(Shown(call), arguments[0]);

    private ValueType Numeric(CallSyntax call, Operand argument) =>
        argument.Type is ValueType.Number or ValueType.Money ? argument.Type : throw Unfit(Shown(call), argument);

    private Constant Decimals(CallSyntax call, IReadOnlyList<Operand> arguments)
    {
        if (arguments.Count == 1)
            return new Constant(ValueType.Number, 0m);
        return arguments[1].Value is Constant { Value: decimal digits } constant && digits is >= 0 and <= MostDecimals && decimal.IsInteger(digits) ? constant
            : throw Takes(call, "number_and_decimals");
    }

    private Call OfDate(string name, CallSyntax call, Operand argument) =>
        argument.Type is ValueType.Date or ValueType.Instant ? new Call(ValueType.Date, name, [argument.Value]) : throw Unfit(Shown(call), argument);

    private Expr Choosing(Operand condition) =>
        condition.Type == ValueType.Boolean ? condition.Value : throw At(condition.Source.Span, "not_a_condition", ExpressionProblem.Kind(condition.Type));

    /// <summary>A call whose last arguments must be of one type, which is the call's; constants take the type of the others.</summary>
    private Call Unified(CallSyntax call, string name, Expr[] before, IReadOnlyList<Operand> choices)
    {
        var model = choices.FirstOrDefault(c => c.Value is not Constant, choices[0]);
        var adapted = choices.Select(c => AsMoney(IsOtherText(c, model) ? c : Adapt(c, model), model)).ToList();
        var type = adapted.Find(a => a.Value is not Constant) is { Value: not null } first ? first.Type : adapted[0].Type;
        // A choice beside a text is a text: its value.
        if (type == ValueType.Choice && adapted.Exists(a => a.Type == ValueType.Text))
            type = ValueType.Text;
        foreach (var other in adapted.Where(a => a.Type != type && !(type == ValueType.Text && a.Type == ValueType.Choice)))
            throw At(other.Source.Span, "type", Shown(call), ExpressionProblem.Kind(type), ExpressionProblem.Kind(other.Type));
        return type is ValueType.TextList or ValueType.LinkList or ValueType.Address ? throw Unfit(Shown(call), adapted[0])
            : new Call(type, name, [.. before, .. adapted.Select(a => a.Value)]);
    }

    // “coalesce(industry, "none")” is a text, even where no choice is called so.
    private static bool IsOtherText(Operand operand, Operand model) =>
        operand.Text is { } text && model is { Type: ValueType.Choice, Value: FieldValue value } && ChoiceKind.Find(value.Field, text) is null;

    // A bare number beside money is an amount in the workspace's currency, as it is in comparisons.
    private static Operand AsMoney(Operand operand, Operand model) =>
        model.Type == ValueType.Money && operand.Value is Constant { Type: ValueType.Number } number ? operand with { Value = number with { Type = ValueType.Money } } : operand;
}
