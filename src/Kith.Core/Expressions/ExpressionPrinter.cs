using System.Globalization;
using System.Text;

namespace Kith.Core.Expressions;

/// <summary>Writes a <see cref="Syntax"/> as text in one form: single blanks, double quotes, only the parentheses that are needed. Parsing the text gives the same tree.</summary>
public static class ExpressionPrinter
{
    // How tightly each form binds; a part that binds less than its place asks for stands in parentheses.
    private const int Or = 1, And = 2, Opposite = 3, Condition = 4, Sum = 5, Product = 6, Sign = 7, Primary = 8;

    /// <summary>The text of an expression; it may be longer than the original, which had fewer blanks.</summary>
    public static string Print(Syntax syntax)
    {
        var text = new StringBuilder();
        Print(text, syntax, Or);
        return text.ToString();
    }

    private static void Print(StringBuilder text, Syntax syntax, int place)
    {
        var enclosed = Binds(syntax) < place;
        if (enclosed)
            text.Append('(');
        PrintBare(text, syntax);
        if (enclosed)
            text.Append(')');
    }

    private static int Binds(Syntax syntax) => syntax switch
    {
        AnySyntax => Or,
        AllSyntax => And,
        NotSyntax => Opposite,
        CompareSyntax or MatchSyntax or InListSyntax or InPeriodSyntax or InSetSyntax or BetweenSyntax or IsEmptySyntax => Condition,
        ArithmeticSyntax { Operator: Operator.Add or Operator.Subtract } => Sum,
        ArithmeticSyntax => Product,
        NegativeSyntax => Sign,
        _ => Primary,
    };

    private static void PrintBare(StringBuilder text, Syntax syntax)
    {
        switch (syntax)
        {
            case AnySyntax any:
                Join(text, any.Parts, " or ", Or + 1);
                break;
            case AllSyntax all:
                Join(text, all.Parts, " and ", And + 1);
                break;
            case NotSyntax not:
                text.Append("not ");
                Print(text, not.Operand, Opposite);
                break;
            case CompareSyntax compare:
                Pair(text, compare.Left, Symbol(compare.Comparator), compare.Right, Sum, Sum);
                break;
            case MatchSyntax match:
                Pair(text, match.Left, Word(match), match.Right, Sum, Sum);
                break;
            case InListSyntax list:
                Print(text, list.Value, Sum);
                text.Append(list.Negated ? " not in (" : " in (");
                Join(text, list.Items, ", ", Sum);
                text.Append(')');
                break;
            case InPeriodSyntax period:
                Print(text, period.Value, Sum);
                text.Append(period.Negated ? " not in " : " in ").Append(period.Period.Text);
                break;
            case InSetSyntax set:
                Pair(text, set.Value, set.Negated ? "not in" : "in", set.Set, Sum, Primary);
                break;
            case BetweenSyntax between:
                Pair(text, between.Value, between.Negated ? "not between" : "between", between.From, Sum, Sum);
                text.Append(" and ");
                Print(text, between.Until, Sum);
                break;
            case IsEmptySyntax empty:
                Print(text, empty.Value, Sum);
                text.Append(empty.Negated ? " is not empty" : " is empty");
                break;
            case ArithmeticSyntax arithmetic:
                // To the left, because a - b - c is (a - b) - c.
                Pair(text, arithmetic.Left, Symbol(arithmetic.Operator), arithmetic.Right, Binds(arithmetic), Binds(arithmetic) + 1);
                break;
            case NegativeSyntax negative:
                text.Append('-');
                Print(text, negative.Operand, Sign);
                break;
            default:
                PrintPrimary(text, syntax);
                break;
        }
    }

    private static void PrintPrimary(StringBuilder text, Syntax syntax)
    {
        switch (syntax)
        {
            case NumberSyntax number:
                text.Append(number.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case TextSyntax quoted:
                text.Append(Quote(quoted.Value));
                break;
            case BooleanSyntax boolean:
                text.Append(boolean.Value ? "true" : "false");
                break;
            case PathSyntax path:
                text.AppendJoin('.', path.Names.Select(n => n.Text));
                break;
            case CallSyntax call:
                text.Append(call.Name.Text).Append('(');
                Join(text, call.Arguments, ", ", Or);
                if (call.Where is not null)
                {
                    text.Append(call.Arguments.Count > 0 ? " where " : "where ");
                    Print(text, call.Where, Or);
                }
                text.Append(')');
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(syntax), syntax.GetType().Name, null);
        }
    }

    /// <summary>A text in quotes, as expressions write it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"", text.Length + 2);
        foreach (var c in text)
            _ = c switch { '"' or '\\' => quoted.Append('\\').Append(c), '\n' => quoted.Append("\\n"), '\t' => quoted.Append("\\t"), _ => quoted.Append(c) };
        return quoted.Append('"').ToString();
    }

    /// <summary>A comparator as expressions write it.</summary>
    public static string Symbol(Comparator comparator) => comparator switch
    {
        Comparator.Equal => "=",
        Comparator.NotEqual => "!=",
        Comparator.Less => "<",
        Comparator.LessOrEqual => "<=",
        Comparator.Greater => ">",
        Comparator.GreaterOrEqual => ">=",
        _ => throw new ArgumentOutOfRangeException(nameof(comparator)),
    };

    /// <summary>An operator as expressions write it.</summary>
    public static string Symbol(Operator @operator) => @operator switch
    {
        Operator.Add => "+",
        Operator.Subtract => "-",
        Operator.Multiply => "*",
        Operator.Divide => "/",
        _ => throw new ArgumentOutOfRangeException(nameof(@operator)),
    };

    /// <summary>The sign or words of a match as expressions write it.</summary>
    internal static string Word(MatchSyntax match) => match.Word switch
    {
        MatchWord.Within => match.Negated ? "!~" : "~",
        MatchWord.Contains => match.Negated ? "not contains" : "contains",
        MatchWord.Starts => match.Negated ? "not starts with" : "starts with",
        MatchWord.Like => match.Negated ? "not like" : "like",
        MatchWord.Ends => match.Negated ? "not ends with" : "ends with",
        _ => throw new ArgumentOutOfRangeException(nameof(match)),
    };

    private static void Pair(StringBuilder text, Syntax left, string between, Syntax right, int leftPlace, int rightPlace)
    {
        Print(text, left, leftPlace);
        text.Append(' ').Append(between).Append(' ');
        Print(text, right, rightPlace);
    }

    private static void Join(StringBuilder text, IReadOnlyList<Syntax> parts, string between, int place)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                text.Append(between);
            Print(text, parts[i], place);
        }
    }
}
