using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Kith.Core.Expressions;

/// <summary>
/// How the language treats texts: case by the full mappings of Unicode without a language (as ICU's root locale does, and so PostgreSQL's
/// <c>und-x-icu</c>), order and length by code points.
/// </summary>
public static class Texts
{
    // The letters whose upper case is several, each before those (Unicode's SpecialCasing.txt, unconditional mappings).
    private const string SeveralCapitals =
        "ßSS ŉ\u02BCN ǰJ\u030C \u0390Ι\u0308\u0301 ΰΥ\u0308\u0301 \u0587\u0535\u0552 ẖH\u0331 ẗT\u0308 ẘW\u030A ẙY\u030A ẚA\u02BE ὐΥ\u0313 ὒΥ\u0313\u0300 " +
        "ὔΥ\u0313\u0301 ὖΥ\u0313\u0342 ᾀἈΙ ᾁἉΙ ᾂἊΙ ᾃἋΙ ᾄἌΙ ᾅἍΙ ᾆἎΙ ᾇἏΙ ᾈἈΙ ᾉἉΙ ᾊἊΙ ᾋἋΙ ᾌἌΙ ᾍἍΙ ᾎἎΙ ᾏἏΙ ᾐἨΙ ᾑἩΙ ᾒἪΙ ᾓἫΙ ᾔἬΙ ᾕἭΙ ᾖἮΙ ᾗἯΙ ᾘἨΙ ᾙἩΙ ᾚἪΙ ᾛἫΙ ᾜἬΙ ᾝἭΙ " +
        "ᾞἮΙ ᾟἯΙ ᾠὨΙ ᾡὩΙ ᾢὪΙ ᾣὫΙ ᾤὬΙ ᾥὭΙ ᾦὮΙ ᾧὯΙ ᾨὨΙ ᾩὩΙ ᾪὪΙ ᾫὫΙ ᾬὬΙ ᾭὭΙ ᾮὮΙ ᾯὯΙ ᾲᾺΙ ᾳΑΙ ᾴ\u0386Ι ᾶΑ\u0342 ᾷΑ\u0342Ι ᾼΑΙ ῂῊΙ ῃΗΙ ῄ\u0389Ι ῆΗ\u0342 ῇΗ\u0342Ι ῌΗΙ " +
        "ῒΙ\u0308\u0300 ΐΙ\u0308\u0301 ῖΙ\u0342 ῗΙ\u0308\u0342 ῢΥ\u0308\u0300 ΰΥ\u0308\u0301 ῤΡ\u0313 ῦΥ\u0342 ῧΥ\u0308\u0342 ῲῺΙ ῳΩΙ ῴ\u038FΙ ῶΩ\u0342 " +
        "ῷΩ\u0342Ι ῼΩΙ \uFB00FF \uFB01FI \uFB02FL \uFB03FFI \uFB04FFL \uFB05ST \uFB06ST \uFB13\u0544\u0546 \uFB14\u0544\u0535 \uFB15\u0544\u053B " +
        "\uFB16\u054E\u0546 \uFB17\u0544\u053D";

    private static readonly FrozenDictionary<int, string> Capitals =
        SeveralCapitals.Split(' ').ToFrozenDictionary(letters => (int)letters[0], letters => letters[1..]);

    /// <summary>The text in lower case.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        var at = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                'Σ' => lower.Append(EndsWord(text, at) ? 'ς' : 'σ'),
                'İ' => lower.Append("i\u0307"),
                _ => lower.Append(Rune.ToLowerInvariant(rune).ToString()),
            };
            at += rune.Utf16SequenceLength;
        }
        return lower.ToString();
    }

    /// <summary>The text in upper case.</summary>
    public static string Upper(string text)
    {
        var upper = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            upper.Append(Capitals.TryGetValue(rune.Value, out var several) ? several : Rune.ToUpperInvariant(rune).ToString());
        return upper.ToString();
    }

    /// <summary>The form in which texts are looked for in one another: lower case, both small sigmas alike.</summary>
    public static string Fold(string text) => Lower(text).Replace('ς', 'σ');

    /// <summary>Number of code points.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    /// <summary>The order of code points, which is that of PostgreSQL's collation <c>C</c> over UTF-8.</summary>
    public static int Compare(string one, string other)
    {
        for (var i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            if (one[i] == other[i])
                continue;
            // Halves of characters beyond U+FFFF come before U+E000 as numbers, but behind it as characters.
            return char.IsSurrogate(one[i]) == char.IsSurrogate(other[i]) ? one[i].CompareTo(other[i]) : char.IsSurrogate(one[i]) ? 1 : -1;
        }
        return one.Length.CompareTo(other.Length);
    }

    // A capital sigma is written as a final one behind a letter and before none (Unicode's Final_Sigma).
    private static bool EndsWord(string text, int at) =>
        Neighbour(text[..at].EnumerateRunes().Reverse()) && !Neighbour(text[(at + 1)..].EnumerateRunes());

    private static bool Neighbour(IEnumerable<Rune> runes) => runes.SkipWhile(Ignorable).Take(1).Any(Cased);

    private static bool Cased(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.LowercaseLetter or UnicodeCategory.UppercaseLetter or UnicodeCategory.TitlecaseLetter;

    private static bool Ignorable(Rune rune) => rune.Value is '\'' or '.' or ':' or '·' or '’' or '‘' || Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;
}
