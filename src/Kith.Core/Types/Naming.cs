using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Kith.Core.Types;

/// <summary>The one rule between C# names and the names that travel.</summary>
public static partial class Naming
{
    /// <summary><c>CloseDate</c> becomes <c>close_date</c>.</summary>
    public static string Snake(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary><c>close_date</c> becomes <c>Close date</c>.</summary>
    public static string Label(string name)
    {
        var words = name.Replace('_', ' ').Trim();
        return words.Length == 0 ? words : char.ToUpper(words[0], CultureInfo.InvariantCulture) + words[1..];
    }

    /// <summary>A name for a workspace's own field or type made of free text: ASCII letters, digits and underscores, ending in <c>_c</c>; null when nothing is left.</summary>
    public static string? Own(string text)
    {
        var plain = string.Concat(text.Normalize(NormalizationForm.FormD).Where(c => CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark));
        var name = NotInNames().Replace(Snake(plain.Trim().Replace(' ', '_')), "_").Trim('_');
        if (name.EndsWith("_c", StringComparison.Ordinal))
            name = name[..^2].Trim('_');
        if (name.Length == 0)
            return null;
        if (char.IsAsciiDigit(name[0]))
            name = "n" + name;
        return name[..Math.Min(name.Length, 48)] + "_c";
    }

    [GeneratedRegex("[^a-z0-9]+", RegexOptions.NonBacktracking)]
    private static partial Regex NotInNames();
}
