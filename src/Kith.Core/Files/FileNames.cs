using System.Globalization;
using System.Text;

namespace Kith.Core.Files;

/// <summary>What files are called: a name that means the same wherever it is shown or saved.</summary>
public static class FileNames
{
    /// <summary>Most characters of a name.</summary>
    public const int Longest = 200;

    private const int LongestEnding = 20;

    /// <summary>A name without the folders before it and without what is not seen, such as characters that turn the order of others round.</summary>
    /// <returns>Null where nothing is left.</returns>
    public static string? Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var seen = new StringBuilder(last.Length);
        foreach (var rune in last.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned) && rune != Rune.ReplacementChar)
                seen.Append(rune);
        }
        // Windows leaves out what stands at the end, so two names would be one.
        var clean = seen.ToString().Trim().TrimEnd('.', ' ');
        return clean.Length == 0 ? null : clean.Length <= Longest ? clean : Shortened(clean);
    }

    private static string Shortened(string name)
    {
        var ending = Path.GetExtension(name) is { Length: <= LongestEnding } found ? found : "";
        var length = Longest - ending.Length;
        return name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)] + ending;
    }
}
