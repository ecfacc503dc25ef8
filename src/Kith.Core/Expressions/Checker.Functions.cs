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

    /// <summary>Most characters that <c>left</c> and <c>right</c> keep.</summary>
    private const int MostCharacters = 1_000;

    /// <summary>Most months that <c>add_months</c> goes: a thousand years.</summary>
    private const int MostMonths = 12_000;

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
        ["trim"] = new("text", 1, 1, (c, call, a) => c.OfText(ValueType.Text, call, a)),
        ["left"] = new("text_and_length", 2, 2, (c, call, a) => c.Part(call, a)),
        ["right"] = new("text_and_length", 2, 2, (c, call, a) => c.Part(call, a)),
        ["replace"] = new("text_and_two_quoted", 3, 3, (c, call, a) => c.Replacing(call, a)),
        ["concat"] = new("texts", 2, 50, (c, call, a) => c.Joining(call, a)),
        ["length"] = new("text_or_list", 1, 1, (c, call, a) => c.LengthOf(call, a)),
        ["abs"] = new("number", 1, 1, (c, call, a) => new Call(c.Numeric(call, a[0]), "abs", [a[0].Value])),
        ["round"] = new("number_and_decimals", 1, 2, (c, call, a) => new Call(c.Numeric(call, a[0]), "round", [a[0].Value, c.Decimals(call, a)])),
        ["coalesce"] = new("two_or_more", 2, 50, (c, call, a) => c.Unified(call, "coalesce", [], a)),
        ["if"] = new("condition_and_two", 3, 3, (c, call, a) => c.Unified(call, "if", [c.Choosing(a[0])], [a[1], a[2]])),
        ["year"] = new("date", 1, 1, (c, call, a) => c.OfDate("year", call, a[0])),
        ["quarter"] = new("date", 1, 1, (c, call, a) => c.OfDate("quarter", call, a[0])),
        ["month"] = new("date", 1, 1, (c, call, a) => c.OfDate("month", call, a[0])),
        ["fiscal_year"] = new("date", 1, 1, (c, call, a) => c.FirstOf("fiscal_year", call, a[0])),
        ["fiscal_quarter"] = new("date", 1, 1, (c, call, a) => c.FirstOf("fiscal_quarter", call, a[0])),
        ["week"] = new("date", 1, 1, (c, call, a) => c.FirstOf("week", call, a[0])),
        ["day"] = new("date", 1, 1, (c, call, a) => c.OfDate("day", call, a[0])),
        ["weekday"] = new("date", 1, 1, (c, call, a) => c.OfDate("weekday", call, a[0]) with { Type = ValueType.Number }),
        ["hour"] = new("instant", 1, 1, (c, call, a) => a[0].Type == ValueType.Instant ? new Call(ValueType.Number, "hour", [a[0].Value]) : throw c.Unfit(Shown(call), a[0])),
        ["add_months"] = new("date_and_months", 2, 2, (c, call, a) => c.AddingMonths(call, a)),
        ["weeks"] = new("number", 1, 1, (c, call, a) => c.InDays(Operator.Multiply, 7, call, a[0])),
        ["anniversary"] = new("one", 1, 1, (c, call, a) => c.AnniversaryOf(call, a[0])),
        ["about"] = new("link_and_id", 2, 2, (c, call, a) => c.About(call, a)),
        ["within"] = new("link_and_id", 2, 2, (c, call, a) => c.Within(call, a)),
        ["hours"] = new("number", 1, 1, (c, call, a) => c.InDays(Operator.Divide, 24, call, a[0])),
        ["minutes"] = new("number", 1, 1, (c, call, a) => c.InDays(Operator.Divide, 1_440, call, a[0])),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Every function there is: a name that stands in none of these is unknown.</summary>
    public static IEnumerable<(string Name, FunctionUse Use)> AllFunctions =>
    [
        .. Functions.Keys.Concat(Pasts.Keys).Select(name => (name, FunctionUse.Value)),
        .. Aggregates.Select(a => (a.Key, a.Value is AggregateFunction.Any or AggregateFunction.Latest ? FunctionUse.Pointing : FunctionUse.Records)),
        .. Standings.Keys.Select(name => (name, FunctionUse.Groups)),
        .. Sets.Keys.Select(name => (name, FunctionUse.Mine)),
    ];

    private DateTime Now => context.Now;
    private Guid? Me => context.Me;

    private Expr Call(CallSyntax call, Scope scope)
    {
        if (Aggregates.TryGetValue(call.Name.Text, out var aggregate))
            return Aggregate(call, aggregate, scope);
        if (Standings.TryGetValue(call.Name.Text, out var standing))
            return Among(call, standing, scope);
        if (Pasts.TryGetValue(call.Name.Text, out var past))
            return Past(call, past, scope);
        if (IsSet(call))
            throw At(call.Span, "set_needs_in", call.Name.Text.ToLowerInvariant());
        if (!Functions.TryGetValue(call.Name.Text, out var function))
            throw UnknownFunction(call.Name, AllFunctions.Select(f => f.Name));
        if (call.Where is not null)
            throw At(call.Where.Span, "where_here");
        if (call.Arguments.Count < function.Least || call.Arguments.Count > function.Most)
            throw Takes(call, function.Takes);
        return function.Build(this, call, Operands(call.Arguments, scope));
    }

    private ProblemException UnknownFunction(NameSyntax name, IEnumerable<string> known) =>
        Suggesting(name.Span, "unknown_function", Nearest.Of(name.Text, known.Order(StringComparer.Ordinal)), ExpressionProblem.Short(name.Text));

    private ProblemException Takes(CallSyntax call, string what) =>
        At(call.Span, "arguments", call.Name.Text.ToLowerInvariant(), Messages.Text("expression.takes." + what));

    private static string Shown(CallSyntax call) => call.Name.Text.ToLowerInvariant() + "()";

    private Call OfText(ValueType result, CallSyntax call, IReadOnlyList<Operand> arguments) =>
        arguments[0].Type is ValueType.Text or ValueType.Choice ? new Call(result, call.Name.Text.ToLowerInvariant(), [arguments[0].Value]) : throw Unfit(Shown(call), arguments[0]);

    private Call LengthOf(CallSyntax call, IReadOnlyList<Operand> arguments) => arguments[0].Type is ValueType.TextList or ValueType.LinkList
        ? new Call(ValueType.Number, "length", [arguments[0].Value]) : OfText(ValueType.Number, call, arguments);

    private Call Part(CallSyntax call, IReadOnlyList<Operand> arguments) => arguments[1].Value is Constant { Value: decimal length } constant && length is >= 1 and <= MostCharacters && decimal.IsInteger(length)
        ? OfText(ValueType.Text, call, arguments) with { Arguments = [arguments[0].Value, constant] } : throw Takes(call, "text_and_length");

    private Call Replacing(CallSyntax call, IReadOnlyList<Operand> arguments) => arguments[1].Text is { Length: > 0 } && arguments[2].Text is not null
        ? OfText(ValueType.Text, call, arguments) with { Arguments = [.. arguments.Select(a => a.Value)] } : throw Takes(call, "text_and_two_quoted");

    private Call Joining(CallSyntax call, IReadOnlyList<Operand> arguments)
    {
        foreach (var other in arguments.Where(a => a.Type is not (ValueType.Text or ValueType.Choice)))
            throw Unfit(Shown(call), other);
        return new Call(ValueType.Text, "concat", [.. arguments.Select(a => a.Value)]);
    }

    private Call AddingMonths(CallSyntax call, IReadOnlyList<Operand> arguments)
    {
        var months = arguments[1].Value switch { Negative { Operand: Constant { Value: decimal n } } => -n, Constant { Value: decimal n } => n, _ => (decimal?)null };
        return months is { } number && Math.Abs(number) <= MostMonths && decimal.IsInteger(number)
            ? OfDate("add_months", call, AsDateOf(arguments[0])) with { Arguments = [DayOf(AsDateOf(arguments[0]).Value), new Constant(ValueType.Number, number)] }
            : throw Takes(call, "date_and_months");
    }

    private Operand AsDateOf(Operand operand) => operand.Text is null ? operand : operand with { Value = Date(operand) };

    private Call AnniversaryOf(CallSyntax call, Operand argument) =>
        OfDate("anniversary", call, AsDateOf(argument)) with { Arguments = [DayOf(AsDateOf(argument).Value), new Constant(ValueType.Date, Today)] };

    private About About(CallSyntax call, IReadOnlyList<Operand> arguments)
    {
        if (arguments[0].Value is not FieldValue { Part: null, Field.System: false, Type: ValueType.Link or ValueType.LinkList } link)
            throw Unfit(Shown(call), arguments[0]);
        return Guid.TryParseExact(arguments[1].Text, "D", out var record) ? new About(link, record) : throw Takes(call, "link_and_id");
    }

    private Within Within(CallSyntax call, IReadOnlyList<Operand> arguments)
    {
        if (arguments[0].Type is not (ValueType.Link or ValueType.LinkList) || Target(arguments[0]) is not { } to || TreeOf(context.Catalogue[to]) is not { } tree)
            throw Unfit(Shown(call), arguments[0]);
        return Guid.TryParseExact(arguments[1].Text, "D", out var record) ? new Within(arguments[0].Value, record, tree) : throw Takes(call, "link_and_id");
    }

    private Expr InDays(Operator @operator, decimal unit, CallSyntax call, Operand operand)
    {
        if (operand.Type != ValueType.Number)
            throw Unfit(Shown(call), operand);
        var (calculation, constant) = (new Calculation(ValueType.Number, @operator, operand.Value, new Constant(ValueType.Number, unit)), operand.Value as Constant);
        return constant is null ? calculation : Fold(calculation, constant, new Constant(ValueType.Number, unit), call.Span);
    }

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

    // As the workspace counts: the shift stands behind the argument, so that a fiscal year is never taken for a number.
    private Call FirstOf(string period, CallSyntax call, Operand argument)
    {
        var (unit, shift) = Periods.Shifted(period, context.Calendar);
        var first = OfDate(unit, call, argument);
        return unit == period && shift == 0 ? first : first with { Arguments = [argument.Value, new Constant(ValueType.Number, (decimal)shift)] };
    }

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
