using System.Text;

namespace Kith.Core.Expressions;

/// <summary>A word that is looked for with slips of the hand.</summary>
/// <param name="Text">The word, folded.</param>
/// <param name="Slips">How many letters may be missing, too many, wrong, or swapped with their neighbour: the last once only.</param>
/// <param name="Swapped">The word with two neighbouring letters swapped, in every way.</param>
public sealed record SoughtWord(string Text, int Slips, IReadOnlyList<string> Swapped);

/// <summary>
/// When a text is like another: accents, case and punctuation do not count, and each word of the one is found among the words of the other, with a
/// slip in words of four letters or more and two in words of eight or more; words with digits are found as they are. <c>kith.words</c> and
/// <c>kith.resembles</c> are the same in SQL.
/// </summary>
public static class Likeness
{
    /// <summary>Most words that are looked for at once.</summary>
    public const int MostWords = 10;

    /// <summary>Most letters of a word that is looked for.</summary>
    public const int MostLetters = 50;

    /// <summary>The words of a text, decomposed, in lower case and without accents.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var folded = string.Concat(Texts.Fold(text.Normalize(NormalizationForm.FormKD)).Where(c => c is not (>= '\u0300' and <= '\u036F')).Select(c => Parts(c) ? ' ' : c));
        return folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>The words to look for; null where there is none, and where they are too many or too long.</summary>
    public static IReadOnlyList<SoughtWord>? Sought(string text)
    {
        var words = Words(text);
        return words.Count is 0 or > MostWords || words.Any(w => Texts.Length(w) > MostLetters) ? null : [.. words.Distinct().Select(Letters)];
    }

    /// <summary>True where a text has all of the words.</summary>
    public static bool Has(string text, IReadOnlyList<SoughtWord> sought)
    {
        var words = Words(text);
        return sought.All(s => words.Any(w => Resembles(w, s)));
    }

    private static SoughtWord Letters(string word)
    {
        var letters = word.EnumerateRunes().ToArray();
        var slips = letters.Any(Rune.IsDigit) || letters.Length < 4 ? 0 : letters.Length < 8 ? 1 : 2;
        var swapped = Enumerable.Range(0, letters.Length - 1).Select(i => string.Concat((IEnumerable<Rune>)[.. letters[..i], letters[i + 1], letters[i], .. letters[(i + 2)..]]));
        return new SoughtWord(word, slips, slips == 0 ? [] : [.. swapped.Distinct().Where(s => s != word)]);
    }

    private static bool Resembles(string word, SoughtWord sought) => sought.Slips == 0 ? word == sought.Text
        : Within(word, sought.Text, sought.Slips) || sought.Swapped.Any(s => Within(word, s, sought.Slips - 1));

    private static bool Within(string one, string other, int most)
    {
        var (a, b) = (one.EnumerateRunes().ToArray(), other.EnumerateRunes().ToArray());
        return Math.Abs(a.Length - b.Length) <= most && Distance(a, b) <= most;
    }

    // Levenshtein's.
    private static int Distance(Rune[] a, Rune[] b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var (left, diagonal) = (i, i - 1);
            for (var j = 1; j <= b.Length; j++)
            {
                left = Math.Min(Math.Min(left, row[j]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], left);
            }
            row[0] = i;
        }
        return row[^1];
    }

    // What stands between words, by number, so that every database draws the same line.
    private static bool Parts(char c) => c is <= '\u002F' or (>= '\u003A' and <= '\u0040') or (>= '\u005B' and <= '\u0060')
        or (>= '\u007B' and <= '\u00BF') or (>= '\u2000' and <= '\u206F') or (>= '\u3000' and <= '\u303F');
}
