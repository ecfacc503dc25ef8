using System.Runtime.InteropServices;

namespace Kith.Core.Expressions;

/// <summary>A stretch of an expression's text.</summary>
/// <param name="Position">Zero-based, in UTF-16 units, as a browser counts them.</param>
/// <param name="Length">In UTF-16 units; zero at the end of the text.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct SourceSpan(int Position, int Length)
{
    /// <summary>The position behind the stretch.</summary>
    public int End => Position + Length;

    /// <summary>From here to the end of another stretch.</summary>
    public SourceSpan To(SourceSpan last) => new(Position, last.End - Position);
}

/// <summary>An expression as it is written: nothing is resolved, everything knows its place. Parentheses do not stand in the tree.</summary>
public abstract record Syntax(SourceSpan Span)
{
    /// <summary>How many levels the tree has; bounded by <see cref="ExpressionParser.MostLevels"/>, so that walking it by recursion is safe.</summary>
    public virtual int Depth => 1;

    /// <summary>The levels of the deepest of some parts.</summary>
    protected static int Deepest(IEnumerable<Syntax> parts) => parts.Select(p => p.Depth).DefaultIfEmpty(0).Max();
}

/// <summary>A number, never negative: the minus is a <see cref="NegativeSyntax"/>.</summary>
public sealed record NumberSyntax(SourceSpan Span, decimal Value) : Syntax(Span);

/// <summary>A quoted text, its escapes resolved.</summary>
public sealed record TextSyntax(SourceSpan Span, string Value) : Syntax(Span);

/// <summary><c>true</c> or <c>false</c>.</summary>
public sealed record BooleanSyntax(SourceSpan Span, bool Value) : Syntax(Span);

/// <summary>One name of a path, or the name of a function or period.</summary>
public readonly record struct NameSyntax(SourceSpan Span, string Text);

/// <summary>A field, reached over links: <c>company.owner.name</c>.</summary>
public sealed record PathSyntax(SourceSpan Span, IReadOnlyList<NameSyntax> Names) : Syntax(Span);

/// <summary>A function with its arguments and, for aggregates, the condition behind <c>where</c>.</summary>
public sealed record CallSyntax(SourceSpan Span, NameSyntax Name, IReadOnlyList<Syntax> Arguments, Syntax? Where) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Deepest(Arguments), Where?.Depth ?? 0);
}

/// <summary><c>-x</c>.</summary>
public sealed record NegativeSyntax(SourceSpan Span, Syntax Operand) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Operand.Depth;
}

/// <summary><c>x + y</c> and its like.</summary>
public sealed record ArithmeticSyntax(SourceSpan Span, Operator Operator, Syntax Left, Syntax Right) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Left.Depth, Right.Depth);
}

/// <summary><c>x = y</c> and its like.</summary>
public sealed record CompareSyntax(SourceSpan Span, Comparator Comparator, Syntax Left, Syntax Right) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Left.Depth, Right.Depth);
}

/// <summary>How a text is looked for: <c>~</c>, <c>contains</c>, <c>starts with</c>, <c>ends with</c>, <c>like</c>. On lists <c>contains</c> asks for a whole entry and <c>~</c> for a part of one.</summary>
public enum MatchWord { Within, Contains, Starts, Ends, Like }

/// <summary><c>x ~ "y"</c> and its like.</summary>
public sealed record MatchSyntax(SourceSpan Span, MatchWord Word, Syntax Left, Syntax Right, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Left.Depth, Right.Depth);
}

/// <summary><c>x in (a, b)</c>.</summary>
public sealed record InListSyntax(SourceSpan Span, Syntax Value, IReadOnlyList<Syntax> Items, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Value.Depth, Deepest(Items));
}

/// <summary><c>x in this_quarter</c>.</summary>
public sealed record InPeriodSyntax(SourceSpan Span, Syntax Value, NameSyntax Period, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Value.Depth;
}

/// <summary><c>x in my_team()</c>.</summary>
public sealed record InSetSyntax(SourceSpan Span, Syntax Value, CallSyntax Set, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Value.Depth, Set.Depth);
}

/// <summary><c>x between a and b</c>, both included.</summary>
public sealed record BetweenSyntax(SourceSpan Span, Syntax Value, Syntax From, Syntax Until, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Math.Max(Value.Depth, Math.Max(From.Depth, Until.Depth));
}

/// <summary><c>x is empty</c>.</summary>
public sealed record IsEmptySyntax(SourceSpan Span, Syntax Value, bool Negated) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Value.Depth;
}

/// <summary><c>not x</c>.</summary>
public sealed record NotSyntax(SourceSpan Span, Syntax Operand) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Operand.Depth;
}

/// <summary><c>x and y and z</c>; two parts or more.</summary>
public sealed record AllSyntax(SourceSpan Span, IReadOnlyList<Syntax> Parts) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Deepest(Parts);
}

/// <summary><c>x or y or z</c>; two parts or more.</summary>
public sealed record AnySyntax(SourceSpan Span, IReadOnlyList<Syntax> Parts) : Syntax(Span)
{
    public override int Depth { get; } = 1 + Deepest(Parts);
}
