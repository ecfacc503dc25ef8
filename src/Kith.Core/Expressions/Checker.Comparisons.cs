using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Core.Expressions;

/// <content>Comparisons, lists and texts within texts.</content>
internal sealed partial class Checker
{
    private Expr Compare(CompareSyntax syntax, Scope scope)
    {
        var sides = Operands([syntax.Left, syntax.Right], scope);
        return Compare(syntax.Comparator, sides[0], sides[1], syntax);
    }

    private Expr Compare(Comparator comparator, Operand left, Operand right, Syntax whole)
    {
        // What is known stands on the right: the back ends and the lists below look for it there.
        if (left.Value is Constant && right.Value is not Constant)
            return Compare(Mirror(comparator), right, left, whole);
        var equality = comparator is Comparator.Equal or Comparator.NotEqual;
        // No field keeps an empty text, so "" means that there is no value.
        if (equality && right.Text is "")
            return Opposite(comparator == Comparator.NotEqual, new IsEmpty(left.Value));
        if (equality && left.Type is ValueType.TextList or ValueType.LinkList)
            return Opposite(comparator == Comparator.NotEqual, Entry(left, right, whole));
        (left, right) = (Adapt(left, right), Adapt(right, left));
        if (right.Text is { } text && left.Type == ValueType.Link)
            left = left with { Value = TitleOf(left) ?? throw At(right.Span, "not_an_id", ExpressionProblem.Short(text)) };
        if ((left.Type, right.Type) is (ValueType.Instant, ValueType.Date) or (ValueType.Date, ValueType.Instant))
            return CompareAsDays(comparator, left, right);
        if (!Comparable(left, right) || !(equality || Ordered(left.Type)))
            throw Unfit(ExpressionPrinter.Symbol(comparator), left, right, whole);
        // me() without a person is nobody: it equals no one, not even an empty link.
        return right.Value is Constant { Type: ValueType.Link, Value: null } ? Truth(comparator == Comparator.NotEqual)
            : new Comparison(comparator, left.Value, right.Value);
    }

    private static Comparator Mirror(Comparator comparator) => comparator switch
    {
        Comparator.Less => Comparator.Greater,
        Comparator.LessOrEqual => Comparator.GreaterOrEqual,
        Comparator.Greater => Comparator.Less,
        Comparator.GreaterOrEqual => Comparator.LessOrEqual,
        _ => comparator,
    };

    private Expr CompareAsDays(Comparator comparator, Operand left, Operand right) => (left.Value, right.Value) switch
    {
        ({ Type: ValueType.Instant }, Constant { Value: DateOnly day }) => CompareWithDay(comparator, left.Value, day),
        _ => new Comparison(comparator, DayOf(left.Value), DayOf(right.Value)),
    };

    /// <summary>A constant beside a value of another type, as that type: a quoted text beside a date is a date, beside a choice its value, and so on.</summary>
    private Operand Adapt(Operand operand, Operand other)
    {
        if (operand.Value is Constant { Value: decimal year } && other.Value is Call { Name: "year", Arguments.Count: 1 } && year is >= 1 and <= 9999 && decimal.IsInteger(year))
            return operand with { Value = new Constant(ValueType.Date, new DateOnly((int)year, 1, 1)) };
        if (operand.Text is not { } text)
            return operand;
        return other.Type switch
        {
            ValueType.Date => operand with { Value = Date(operand) },
            ValueType.Instant => operand with { Value = DateOrInstant(operand) },
            ValueType.Choice or ValueType.TextList when other.Field is { Field: var field } => operand with { Value = ChoiceOf(field, operand) },
            ValueType.Text when other.Field is { Part: MoneyKind.CurrencyPart } => operand with { Value = new Constant(ValueType.Text, text.ToUpperInvariant()) },
            ValueType.Text when other.Field is { Part: null } value => operand with { Value = new Constant(ValueType.Text, value.Field.Kind.Comparable(text)) },
            ValueType.Link or ValueType.LinkList when Guid.TryParseExact(text, "D", out var id) => operand with { Value = new Constant(ValueType.Link, id) },
            _ => operand,
        };
    }

    /// <summary>The stored value of a choice named by its value or label; where a field has no choices (tags), the text itself.</summary>
    private Constant ChoiceOf(Field field, Operand text)
    {
        if (field.Kind.ValueType == ValueType.TextList && field.Choices.Count == 0)
            return new Constant(ValueType.Text, text.Text);
        if (ChoiceKind.Find(field, text.Text!) is { } choice)
            return new Constant(field.Kind.ValueType == ValueType.TextList ? ValueType.Text : ValueType.Choice, choice.Value);
        var near = Nearest.Of(text.Text!, field.Choices.SelectMany(c => new[] { c.Label, c.Value }));
        throw Suggesting(text.Span, "unknown_choice", near, ExpressionProblem.Short(text.Text!), field.Label);
    }

    private bool Comparable(Operand left, Operand right) => (left.Type, right.Type) switch
    {
        (ValueType.Link, ValueType.Link) => Target(left) is not { } a || Target(right) is not { } b || a == b,
        (ValueType.Number or ValueType.Money, ValueType.Number or ValueType.Money) => true,
        (ValueType.Text or ValueType.Choice, ValueType.Text or ValueType.Choice) => true,
        (ValueType.TextList or ValueType.LinkList or ValueType.Address, _) => false,
        var (l, r) => l == r,
    };

    private static bool Ordered(ValueType type) => type is ValueType.Text or ValueType.Number or ValueType.Money or ValueType.Date or ValueType.Instant;

    /// <summary>The name of the type a link points at, where that is known.</summary>
    private string? Target(Operand link) => link.Value switch
    {
        _ when link.Field is { } value => value.Field.To,
        RecordId id => id.Links.Count == 0 ? root.Name : id.Links[^1].To,
        Constant when link.Source is CallSyntax => "person",
        _ => null,
    };

    /// <summary>True when a list contains the entry.</summary>
    private Expr Entry(Operand list, Operand entry, Syntax whole)
    {
        entry = Adapt(entry, list);
        return (list.Type, entry.Value) switch
        {
            (ValueType.TextList, Constant { Type: ValueType.Text } text) => new InList(list.Value, [text]),
            (ValueType.LinkList, Constant { Type: ValueType.Link, Value: null }) => Truth(false),
            (ValueType.LinkList, Constant { Type: ValueType.Link } id) when Comparable(list with { Value = new Constant(ValueType.Link, null) }, entry) => new InList(list.Value, [id]),
            (ValueType.LinkList, Constant { Type: ValueType.Text } text) => new InList(Title((FieldValue)list.Value, list.Source.Span), [text]),
            _ => throw Unfit("=", list, entry, whole),
        };
    }

    private Expr Between(BetweenSyntax syntax, Scope scope)
    {
        var sides = Operands([syntax.Value, syntax.From, syntax.Until], scope);
        var (from, until) = (Compare(Comparator.GreaterOrEqual, sides[0], sides[1], syntax), Compare(Comparator.LessOrEqual, sides[0], sides[2], syntax));
        return Opposite(syntax.Negated, new AllOf([from, until]));
    }

    private Expr InList(InListSyntax syntax, Scope scope)
    {
        var sets = syntax.Items.OfType<CallSyntax>().Where(IsSet).ToList();
        var parts = Operands([syntax.Value, .. syntax.Items.Except(sets)], scope);
        var value = parts[0];
        var tests = Each(parts.Skip(1), item => Compare(Comparator.Equal, value, item, item.Source));
        tests.AddRange(Each(sets, set => Belongs(value, set)));
        return Opposite(syntax.Negated, Gather(value.Value, tests));
    }

    /// <summary>Puts tests of the value, or of its title, against constants into one list; every other test stays beside it.</summary>
    private static Expr Gather(Expr value, List<Expr> tests)
    {
        var items = tests.ToLookup(t => ItemOf(t, value) is { } item ? IsTitle(item.Tested) : (bool?)null, t => (Test: t, Item: ItemOf(t, value)));
        var lists = items.Where(same => same.Key is not null).Select(same => new InList(same.First().Item!.Value.Tested, [.. same.Select(t => t.Item!.Value.Item)]));
        Expr[] all = [.. lists, .. items[null].Select(t => t.Test).Where(t => t is not Constant { Value: false })];
        return all switch { [] => Truth(false), [var only] => only, _ => new AnyOf(all) };
    }

    private static (Expr Tested, Constant Item)? ItemOf(Expr test, Expr value)
    {
        var (tested, item) = test switch
        {
            Comparison { Comparator: Comparator.Equal, Right: Constant constant } equal => (equal.Left, constant),
            InList { Items: [var only] } entry => (entry.Value, only),
            _ => (null, null),
        };
        return tested is not null && (ReferenceEquals(tested, value) || IsTitle(tested)) ? (tested, item!) : null;
    }

    private static bool IsTitle(Expr value) => value is LinkTitle or Was { Of: LinkTitle };

    private Expr Match(MatchSyntax syntax, Scope scope)
    {
        var sides = Operands([syntax.Left, syntax.Right], scope);
        var (value, word) = (sides[0], ExpressionPrinter.Word(syntax));
        if (syntax.Word == MatchWord.Contains && value.Type is ValueType.TextList or ValueType.LinkList)
            return Opposite(syntax.Negated, Entry(value, sides[1], syntax));
        if (sides[1].Text is not { } text)
            throw At(syntax.Right.Span, "text_needed", word);
        var match = MatchOf(syntax.Word, text) ?? throw At(sides[1].Span, "like_needs_words", Likeness.MostWords, Likeness.MostLetters);
        Expr test = value switch
        {
            { Field: { Part: null, Field: { Choices.Count: > 0 } field } } => MatchChoices(match.Label, value.Value, field),
            { Type: ValueType.Text or ValueType.Choice or ValueType.TextList } => match.Of(value.Value),
            { Type: ValueType.Link or ValueType.LinkList } when TitleOf(value) is { } title => match.Of(title),
            _ => throw Unfit(word, value),
        };
        return Opposite(syntax.Negated, test);
    }

    /// <summary>How the labels of choices and how values are tested; null where a text has no words to be like.</summary>
    private static (Func<string, bool> Label, Func<Expr, Expr> Of)? MatchOf(MatchWord word, string text) => word switch
    {
        MatchWord.Like => Likeness.Sought(text) is { } words ? (label => Likeness.Has(label, words), value => new Resemblance(value, words)) : null,
        MatchWord.Starts => (label => label.StartsWith(text, StringComparison.OrdinalIgnoreCase), value => new TextMatch(TextPlace.Starts, value, text)),
        MatchWord.Ends => (label => label.EndsWith(text, StringComparison.OrdinalIgnoreCase), value => new TextMatch(TextPlace.Ends, value, text)),
        _ => (label => label.Contains(text, StringComparison.OrdinalIgnoreCase), value => new TextMatch(TextPlace.Contains, value, text)),
    };

    /// <summary>People look for what they read, so a text is looked for in the labels of choices; which those are is known here.</summary>
    private static Expr MatchChoices(Func<string, bool> has, Expr value, Field field)
    {
        var type = value.Type == ValueType.Choice ? ValueType.Choice : ValueType.Text;
        Constant[] items = [.. field.Choices.Where(c => has(c.Label) || has(c.Value)).Select(c => new Constant(type, c.Value))];
        return items.Length == 0 ? Truth(false) : new InList(value, items);
    }
}
