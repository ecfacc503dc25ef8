using System.Globalization;
using System.Text;

namespace Kith.Store.Search;

/// <summary>Turns texts into the words that records are found by, and what people type into a query over them.</summary>
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

    /// <summary>The query that finds every typed word as the beginning of a word; null when nothing was typed that could be found.</summary>
    public static string? Query(string typed)
    {
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        // A number typed with blanks, brackets or a country code is one number.
        if (digits.Length >= 5 && typed.All(c => char.IsAsciiDigit(c) || " +-./()".Contains(c, StringComparison.Ordinal)))
            return $"'{digits}':* | '{Backwards(digits.TrimStart('0'))}':*";
        var words = Split(typed).Distinct().Take(10).ToList();
        return words.Count == 0 ? null : string.Join(" & ", words.Select(w => IsNumber(w) ? $"('{w}':* | '{Backwards(w)}':*)" : $"'{w}':*"));
    }

    private static bool IsNumber(string word) => word.Length >= 5 && word.All(char.IsAsciiDigit);

    private static string Backwards(string digits) => "_" + string.Concat(digits.Reverse());

    private static IEnumerable<string> Split(string text)
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
