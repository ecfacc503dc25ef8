using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Core.Tests.Expressions;

/// <summary>Checks expressions about the shop for Ada in Rome on Friday, 20 November 2026, at 10:30.</summary>
public static class Ask
{
    public static readonly DateTime Now = new(2026, 11, 20, 9, 30, 0, DateTimeKind.Utc);
    public static readonly Guid Ada = Guid.Parse("01920000-0000-7000-8000-00000000ada0");
    public static readonly TimeZoneInfo Rome = TimeZoneInfo.FindSystemTimeZoneById("Europe/Rome");

    public static CheckContext Context(params string[] hidden) =>
        new(Shop.Catalogue, Now, Rome, WorkCalendar.Default, Ada, CostLimits.Api, (type, field) => hidden.Contains($"{type.Name}.{field.Name}"));

    public static string Condition(string text, string type = "deal", CheckContext? context = null) =>
        Written.Of(ExpressionChecker.Condition(text, Shop.Catalogue[type], context ?? Context()));

    public static string Value(string text, string type = "deal", CheckContext? context = null) =>
        Written.Of(ExpressionChecker.Value(text, Shop.Catalogue[type], context ?? Context(), "sort"));

    public static string Measure(string text, string type = "deal", CheckContext? context = null) =>
        Written.Of(ExpressionChecker.Measure(text, Shop.Catalogue[type], context ?? Context(), "total"));

    /// <summary>The reasons for which a text is refused, which must say where.</summary>
    public static IReadOnlyList<FieldProblem> Refusal(Func<object> ask)
    {
        var problem = Assert.Throws<ProblemException>(() => ask()).Problem;
        Assert.Equal((ProblemKind.Invalid, "invalid"), (problem.Kind, problem.Code));
        Assert.NotEmpty(problem.Errors);
        Assert.All(problem.Errors, e =>
        {
            Assert.StartsWith("expression.", e.Code, StringComparison.Ordinal);
            Assert.True(Messages.Knows(e.Code), e.Code);
            Assert.NotNull(e.Position);
            Assert.NotNull(e.Length);
            Assert.DoesNotContain("expression.", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('{', e.Message);
        });
        return problem.Errors;
    }
}
