using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Core.Expressions;

/// <summary>Makes the refusals of expressions: each names the parameter, the code and the place.</summary>
internal static class ExpressionProblem
{
    /// <summary>Longest name or text repeated in a message.</summary>
    private const int MostShown = 60;

    /// <summary>A refusal with the message of <c>expression.{code}</c>.</summary>
    public static ProblemException At(string parameter, SourceSpan span, string code, params object[] args) =>
        Make(parameter, span, code, Messages.Text("expression." + code, args), null);

    /// <summary>A refusal that offers what would have been accepted in the same place; the message then is <c>expression.{code}_suggest</c>, whose last argument is the suggestion.</summary>
    public static ProblemException Suggesting(string parameter, SourceSpan span, string code, string? suggestion, params object[] args) =>
        suggestion is null ? At(parameter, span, code, args)
            : Make(parameter, span, code, Messages.Text($"expression.{code}_suggest", [.. args, suggestion]), suggestion);

    private static ProblemException Make(string parameter, SourceSpan span, string code, string message, string? suggestion)
    {
        var problems = new ProblemList();
        problems.Add(new FieldProblem(parameter, "expression." + code, message, span.Position, span.Length, suggestion));
        return new ProblemException(problems.ToProblem());
    }

    /// <summary>A type of value as people say it, with its article.</summary>
    public static string Kind(Types.ValueType type) => Messages.Text("expression.kind." + Naming.Snake(type.ToString()));

    /// <summary>A name or text short enough to be repeated.</summary>
    public static string Short(string text) => text.Length <= MostShown ? text : string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MostShown - 1]) ? MostShown - 1 : MostShown), "…");
}
