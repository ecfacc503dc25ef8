using Kith.Core.Problems;

namespace Kith.Core.Expressions;

/// <summary>Reads the text of an expression into its <see cref="Syntax"/>. The grammar stands in <c>docs/expressions.md</c>.</summary>
public sealed class ExpressionParser
{
    /// <summary>Most characters an expression may have.</summary>
    public const int MostCharacters = 10_000;

    /// <summary>Most levels an expression may be nested; keeps every walk over it far from the end of the stack.</summary>
    public const int MostLevels = 64;

    private static readonly HashSet<string> Reserved = new(["and", "or", "not", "in", "is", "contains", "starts", "ends", "where", "true", "false"], StringComparer.OrdinalIgnoreCase);

    private readonly List<Token> _tokens;
    private readonly string _parameter;
    private int _at;
    private int _level;

    private ExpressionParser(List<Token> tokens, string parameter) => (_tokens, _parameter) = (tokens, parameter);

    /// <summary>The syntax of a text.</summary>
    /// <param name="parameter">What the text was given as; refusals name it as their field.</param>
    /// <exception cref="ProblemException">The text is too long, nested too deeply or not an expression; the problem has the place.</exception>
    public static Syntax Parse(string text, string parameter)
    {
        if (text.Length > MostCharacters)
            throw ExpressionProblem.At(parameter, new SourceSpan(MostCharacters, text.Length - MostCharacters), "too_long", MostCharacters);
        var parser = new ExpressionParser(Lexer.Read(text, parameter), parameter);
        var syntax = parser.Any();
        return parser.Current.Kind == TokenKind.End ? syntax : throw parser.Unexpected("end");
    }

    private Token Current => _tokens[_at];
    private Token Ahead => _tokens[Math.Min(_at + 1, _tokens.Count - 1)];

    private Syntax Any() => Series("or", All, (span, parts) => new AnySyntax(span, parts));
    private Syntax All() => Series("and", Opposite, (span, parts) => new AllSyntax(span, parts));

    private Syntax Series(string word, Func<Syntax> part, Func<SourceSpan, IReadOnlyList<Syntax>, Syntax> make)
    {
        var first = part();
        if (!IsWord(Current, word))
            return first;
        List<Syntax> parts = [first];
        while (TakeWord(word))
            parts.Add(part());
        return Level(make(first.Span.To(parts[^1].Span), parts));
    }

    private Syntax Opposite()
    {
        if (!IsWord(Current, "not"))
            return Condition();
        var start = Take().Span;
        var operand = Nested(start, Opposite);
        return Level(new NotSyntax(start.To(operand.Span), operand));
    }

    private Syntax Condition()
    {
        var left = Sum();
        if (Current.Kind == TokenKind.Symbol && Comparators.TryGetValue(Current.Text, out var comparator))
        {
            Take();
            var right = Sum();
            return Level(new CompareSyntax(left.Span.To(right.Span), comparator, left, right));
        }
        if (Current.Kind == TokenKind.Symbol && Current.Text is "~" or "!~")
            return Match(left, MatchWord.Within, negated: Take().Text == "!~");
        if (TakeWord("is"))
        {
            var negated = TakeWord("not");
            var end = Current.Span;
            return TakeWord("empty") ? Level(new IsEmptySyntax(left.Span.To(end), left, negated)) : throw Unexpected("empty");
        }
        return WordCondition(left);
    }

    private Syntax WordCondition(Syntax left)
    {
        var negated = IsWord(Current, "not") && (IsWord(Ahead, "in") || IsWord(Ahead, "between") || MatchOf(Ahead) is not null);
        if (negated)
            Take();
        if (TakeWord("in"))
            return In(left, negated);
        if (TakeWord("between"))
            return Between(left, negated);
        if (MatchOf(Current) is not { } word)
            return left;
        Take();
        if (word is MatchWord.Starts or MatchWord.Ends)
            TakeWord("with");
        return Match(left, word, negated);
    }

    private static MatchWord? MatchOf(Token token) =>
        IsWord(token, "contains") ? MatchWord.Contains : IsWord(token, "starts") ? MatchWord.Starts : IsWord(token, "ends") ? MatchWord.Ends
            : IsWord(token, "like") ? MatchWord.Like : null;

    private Syntax Match(Syntax left, MatchWord word, bool negated)
    {
        var right = Sum();
        return Level(new MatchSyntax(left.Span.To(right.Span), word, left, right, negated));
    }

    private Syntax Between(Syntax left, bool negated)
    {
        var from = Sum();
        if (!TakeWord("and"))
            throw Unexpected("and");
        var until = Sum();
        return Level(new BetweenSyntax(left.Span.To(until.Span), left, from, until, negated));
    }

    private Syntax In(Syntax left, bool negated)
    {
        if (Current.Kind == TokenKind.Name)
        {
            var name = Take();
            if (IsSymbol(Current, "("))
            {
                var set = Call(new NameSyntax(name.Span, name.Text));
                return Level(new InSetSyntax(left.Span.To(set.Span), left, set, negated));
            }
            return Level(new InPeriodSyntax(left.Span.To(name.Span), left, new NameSyntax(name.Span, name.Text), negated));
        }
        if (Current.Kind == TokenKind.End)
            throw Unexpected("list");
        if (!IsSymbol(Current, "("))
            throw ExpressionProblem.At(_parameter, Current.Span, "in_needs_list");
        var start = Take().Span;
        List<Syntax> items = [];
        do
            items.Add(Nested(start, Sum));
        while (TakeSymbol(","));
        var end = Close("list_end");
        return Level(new InListSyntax(left.Span.To(end), left, items, negated));
    }

    private Syntax Sum() => Chain(Product, "+", Operator.Add, "-", Operator.Subtract);
    private Syntax Product() => Chain(Sign, "*", Operator.Multiply, "/", Operator.Divide);

    private Syntax Chain(Func<Syntax> operand, string one, Operator oneIs, string other, Operator otherIs)
    {
        var left = operand();
        while (IsSymbol(Current, one) || IsSymbol(Current, other))
        {
            var @operator = Take().Text == one ? oneIs : otherIs;
            var right = operand();
            left = Level(new ArithmeticSyntax(left.Span.To(right.Span), @operator, left, right));
        }
        return left;
    }

    private Syntax Sign()
    {
        if (!IsSymbol(Current, "-"))
            return Primary();
        var start = Take().Span;
        var operand = Nested(start, Sign);
        return Level(new NegativeSyntax(start.To(operand.Span), operand));
    }

    private Syntax Primary()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Number:
                Take();
                return new NumberSyntax(token.Span, token.Number);
            case TokenKind.Text:
                Take();
                return new TextSyntax(token.Span, token.Text);
            case TokenKind.Name when IsWord(token, "true") || IsWord(token, "false"):
                Take();
                return new BooleanSyntax(token.Span, IsWord(token, "true"));
            case TokenKind.Name when !Reserved.Contains(token.Text):
                Take();
                return IsSymbol(Current, "(") ? Call(new NameSyntax(token.Span, token.Text)) : Path(token);
            case TokenKind.Symbol when token.Text == "(":
                Take();
                var inner = Nested(token.Span, Any);
                Close("close");
                return inner;
            default:
                throw Unexpected("value");
        }
    }

    private CallSyntax Call(NameSyntax name)
    {
        var start = Take().Span;
        List<Syntax> arguments = [];
        if (!IsSymbol(Current, ")") && !IsWord(Current, "where"))
        {
            do
                arguments.Add(Nested(start, Any));
            while (TakeSymbol(","));
        }
        var where = TakeWord("where") ? Nested(start, Any) : null;
        var call = new CallSyntax(name.Span.To(Close("list_end")), name, arguments, where);
        Level(call);
        return call;
    }

    private PathSyntax Path(Token first)
    {
        List<NameSyntax> names = [new(first.Span, first.Text)];
        while (TakeSymbol("."))
        {
            if (Current.Kind != TokenKind.Name)
                throw Unexpected("name");
            var name = Take();
            names.Add(new NameSyntax(name.Span, name.Text));
        }
        return new PathSyntax(first.Span.To(names[^1].Span), names);
    }

    private static readonly Dictionary<string, Comparator> Comparators = new()
    {
        ["="] = Comparator.Equal, ["!="] = Comparator.NotEqual, ["<"] = Comparator.Less,
        ["<="] = Comparator.LessOrEqual, [">"] = Comparator.Greater, [">="] = Comparator.GreaterOrEqual,
    };

    // Two guards with one limit: parentheses nest without leaving a node, and a chain such as a + a + a makes a deep tree without nesting.
    private Syntax Nested(SourceSpan at, Func<Syntax> parse)
    {
        if (++_level > MostLevels)
            throw ExpressionProblem.At(_parameter, at, "too_deep", MostLevels);
        var inner = parse();
        _level--;
        return inner;
    }

    private Syntax Level(Syntax node) =>
        node.Depth <= MostLevels ? node : throw ExpressionProblem.At(_parameter, node.Span, "too_deep", MostLevels);

    private SourceSpan Close(string expected) => IsSymbol(Current, ")") ? Take().Span : throw Unexpected(expected);

    private Token Take() => _tokens[_at++];

    private bool TakeWord(string word)
    {
        var found = IsWord(Current, word);
        _at += found ? 1 : 0;
        return found;
    }

    private bool TakeSymbol(string symbol)
    {
        var found = IsSymbol(Current, symbol);
        _at += found ? 1 : 0;
        return found;
    }

    private static bool IsWord(Token token, string word) => token.Kind == TokenKind.Name && token.Text.Equals(word, StringComparison.OrdinalIgnoreCase);
    private static bool IsSymbol(Token token, string symbol) => token.Kind == TokenKind.Symbol && token.Text == symbol;

    private ProblemException Unexpected(string expected)
    {
        var what = Messages.Text("expression.expected." + expected);
        return Current.Kind == TokenKind.End
            ? ExpressionProblem.At(_parameter, Current.Span, "unexpected_end", what)
            : ExpressionProblem.At(_parameter, Current.Span, "unexpected", ExpressionProblem.Short(Current.Text), what);
    }
}
