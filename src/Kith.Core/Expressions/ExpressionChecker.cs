using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Expressions;

/// <summary>Checks the text of an expression against a record type and a caller. The language is described in <c>docs/expressions.md</c>. Pure.</summary>
public static class ExpressionChecker
{
    /// <summary>A condition, as in <c>where</c>.</summary>
    /// <param name="parameter">What the text was given as; refusals name it as their field.</param>
    /// <exception cref="ProblemException">The text is no condition over this type for this caller; every error has its code, position and length.</exception>
    public static Expr Condition(string text, RecordType type, CheckContext context, string parameter = "where") =>
        new Checker(type, context, parameter).Condition(ExpressionParser.Parse(text, parameter), Scope.Of(type));

    /// <summary>A value of one record, as in a sort key, a group key or a formula.</summary>
    /// <inheritdoc cref="Condition" path="/param|/exception"/>
    public static Expr Value(string text, RecordType type, CheckContext context, string parameter) =>
        new Checker(type, context, parameter).Check(ExpressionParser.Parse(text, parameter), Scope.Of(type));

    /// <summary>A value over many records: aggregates, and calculations with them.</summary>
    /// <inheritdoc cref="Condition" path="/param|/exception"/>
    public static Expr Measure(string text, RecordType type, CheckContext context, string parameter) =>
        new Checker(type, context, parameter).Measure(ExpressionParser.Parse(text, parameter), Scope.Of(type) with { OverRecords = true });

    /// <summary>The moment a text names, a day until its end or a point in time, as the first instant whose changes are not yet made (UTC).</summary>
    /// <exception cref="ProblemException">It is neither.</exception>
    public static DateTime Until(string text, CheckContext context, string parameter) =>
        Checker.TryDate(text, out var day) ? Days.End(day, context.Zone) : Checker.Behind(Instant(text, parameter));

    /// <summary>The moment a text names, a day from its beginning or a point in time (UTC).</summary>
    /// <exception cref="ProblemException">It is neither.</exception>
    public static DateTime Since(string text, CheckContext context, string parameter) =>
        Checker.TryDate(text, out var day) ? Days.End(day.AddDays(-1), context.Zone) : Instant(text, parameter);

    private static DateTime Instant(string text, string parameter) =>
        FieldKinds.DateTime.FromText(text, Checker.InstantField, new InputFormat(""), new ProblemList()) is DateTime instant
            ? instant : throw new ProblemException(Problem.Field(parameter, "expression.not_an_instant", ExpressionProblem.Short(text)));
}
