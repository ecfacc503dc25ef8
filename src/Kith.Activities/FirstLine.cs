using Kith.Core.Notifications;

namespace Kith.Activities;

/// <summary>What a text without a heading is called.</summary>
internal static class FirstLine
{
    private const int Longest = 80;

    /// <summary>The first line of a markdown text as people read it, short enough for a heading.</summary>
    public static string Of(string text)
    {
        var line = Mentions.Plain(text.TrimStart().Split('\n', 2)[0]).Trim().TrimStart('#', '-', '*', '>', ' ');
        return line.Length <= Longest ? line : line[..(Longest - 1)].TrimEnd() + "…";
    }
}
