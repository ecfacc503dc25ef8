using System.Globalization;
using System.Text;

namespace Kith.Store.Search;

/// <summary>Turns texts into the words that records are found by.</summary>
public static class SearchWords
{
    private const int Longest = 64;
    private const int MostWords = 60;

    /// <summary>
    /// Words of texts: lower case, without accents, split at everything that is neither letter nor digit. A run of five or more digits also
    /// stands backwards behind an underscore, so that a number is found by its last digits whatever stands before them.
    /// </summary>
    public static IReadOnlyCollection<string> Of(IEnumerable<string> texts)
    {
        var words = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            foreach (var word in Split(text))
            {
                if (words.Count >= MostWords)
                    return words;
                words.Add(word);
                if (IsNumber(word))
                    words.Add(Backwards(word));
            }
        }
        return words;
    }

    /// <summary>Words of texts that somebody may misspell or know a part of: three letters or more, and letters only.</summary>
    public static IEnumerable<string> Spelt(IEnumerable<string> texts) => texts.SelectMany(Split).Where(w => w.Length >= 3 && w.All(char.IsLetter));

    /// <summary>
    /// The words as a workspace's index keeps them. Each begins with the end of the workspace's id, so that looking for a beginning
    /// passes the words of this workspace only.
    /// </summary>
    public static string[] Marked(Guid workspace, IEnumerable<string> words)
    {
        var mark = Mark(workspace);
        return [.. words.Select(w => mark + w)];
    }

    /// <summary>What stands before the words of a workspace.</summary>
    public static string Mark(Guid workspace) => workspace.ToString()[^6..];

    /// <summary>The words of a text in its order, with one blank between: what a title is found and sorted by, and a part of a word is looked for in.</summary>
    public static string Line(string text)
    {
        var line = string.Join(' ', Split(text));
        // An index takes no row of more than 2,700 bytes, and a letter may be four of them.
        return line.Length <= 400 ? line : line[..400];
    }

    /// <summary>True for words that are also found by their last digits.</summary>
    internal static bool IsNumber(string word) => word.Length >= 5 && word.All(char.IsAsciiDigit);

    /// <summary>A number as its last digits are looked for.</summary>
    internal static string Backwards(string digits) => "_" + string.Concat(digits.Reverse());

    /// <summary>The words of a text, in its order.</summary>
    internal static IEnumerable<string> Split(string text)
    {
        var word = new StringBuilder();
        var plain = IsPlain(text) ? text : text.Normalize(NormalizationForm.FormKD);
        foreach (var c in plain)
        {
            if (char.IsLetterOrDigit(c))
            {
                if (word.Length < Longest)
                    word.Append(Fold(c));
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark) && word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }
        if (word.Length > 0)
            yield return word.ToString();
    }

    private static bool IsPlain(string text) => text.All(char.IsAscii);

    // Letters that carry their difference inside, which normalisation leaves alone.
    private static char Fold(char c) => char.ToLowerInvariant(c) switch { 'ß' => 's', 'ø' => 'o', 'ł' => 'l', 'đ' => 'd', 'ı' => 'i', var lower => lower };
}
