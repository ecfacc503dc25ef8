using System.Globalization;

namespace Kith.Core.Types;

/// <summary>Points that a record gets in a score where a condition holds.</summary>
/// <param name="Name">Stable; its label is that of a choice of the score's field.</param>
/// <param name="When">A condition over the record.</param>
/// <param name="Group">Of the rules of a group only the first that holds counts; null for a rule that stands alone.</param>
public sealed record ScoreRule(string Name, string When, int Points, string? Group = null)
{
    /// <summary>What people read.</summary>
    public string Label { get; init; } = "";
}

/// <summary>Makes a formula of the rules of a score.</summary>
public static class Scores
{
    /// <summary>The highest score.</summary>
    public const int Most = 100;

    /// <summary>The expression that adds up the points of the rules that hold.</summary>
    /// <exception cref="InvalidOperationException">A record could get more than <see cref="Most"/> points.</exception>
    public static string Formula(IReadOnlyList<ScoreRule> rules)
    {
        var groups = rules.GroupBy(r => r.Group ?? r.Name).ToList();
        if (groups.Sum(g => g.Max(r => r.Points)) > Most)
            throw new InvalidOperationException($"The rules give more than {Most} points.");
        return string.Join(" + ", groups.Select(g => Points([.. g])));
    }

    private static string Points(ReadOnlySpan<ScoreRule> rules) => rules.IsEmpty ? "0"
        : string.Create(CultureInfo.InvariantCulture, $"if({rules[0].When}, {rules[0].Points}, {Points(rules[1..])})");
}
