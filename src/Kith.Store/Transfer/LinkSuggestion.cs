using System.Globalization;
using System.Text;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Finds the title that a text which names no record was meant to be, for a person to confirm.</summary>
public sealed class LinkSuggestion
{
    private readonly IReadOnlyList<string> _titles;
    private readonly string[] _folded;
    private readonly Dictionary<string, int> _byFold = [];

    /// <param name="titles">The titles to choose among, at most some ten thousand: each text without an equal is compared with all of them.</param>
    public LinkSuggestion(IReadOnlyList<string> titles)
    {
        _titles = titles;
        _folded = [.. titles.Select(Fold)];
        for (var i = 0; i < _folded.Length; i++)
            _byFold.TryAdd(_folded[i], i);
    }

    /// <summary>
    /// Position of the nearest title; null when none is near. One that differs only in blanks, punctuation, case or accents beats
    /// every other; then the one with the fewest edits, at most a quarter of the text's letters.
    /// </summary>
    public int? Find(string text)
    {
        var folded = Fold(text);
        if (folded.Length == 0)
            return null;
        if (_byFold.TryGetValue(folded, out var equal))
            return equal;
        int? best = null;
        var least = Math.Max(1, folded.Length / 4) + 1;
        for (var i = 0; i < _folded.Length; i++)
        {
            if (Math.Abs(_folded[i].Length - folded.Length) >= least || _folded[i].Length < 3)
                continue;
            var distance = Nearest.Distance(folded, _folded[i]);
            if (distance < least)
                (best, least) = (i, distance);
        }
        return best;
    }

    /// <summary>The nearest title itself.</summary>
    public string? FindTitle(string text) => Find(text) is { } i ? _titles[i] : null;

    /// <summary>The letters and digits of a text, in small letters without accents.</summary>
    public static string Fold(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize(NormalizationForm.FormKD))
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c))
                result.Append(c == 'ß' ? "ss" : char.ToLower(c, CultureInfo.InvariantCulture).ToString());
        }
        return result.ToString();
    }
}
