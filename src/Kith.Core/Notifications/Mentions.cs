using System.Text.RegularExpressions;

namespace Kith.Core.Notifications;

/// <summary>
/// Mentions of people in markdown: <c>@[Ada Lovelace](person:0198…)</c>, a link whose address is the person. The name is what it was when it was written; the id counts.
/// </summary>
public static partial class Mentions
{
    /// <summary>The people a text mentions, each once.</summary>
    public static IReadOnlyCollection<Guid> In(string text) =>
        text.Contains("](person:", StringComparison.Ordinal) ? [.. Shape().Matches(text).Select(m => Guid.ParseExact(m.Groups["id"].Value, "D")).Distinct()] : [];

    /// <summary>A text with its mentions as people read them.</summary>
    public static string Plain(string text) => Shape().Replace(text, "@${name}");

    [GeneratedRegex("""@\[(?<name>[^\[\]\n]{1,200})\]\(person:(?<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\)""", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Shape();
}
