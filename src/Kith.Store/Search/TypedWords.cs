namespace Kith.Store.Search;

/// <summary>What somebody typed into search, as the questions that the index answers. Made of letters and digits only.</summary>
internal sealed class TypedWords
{
    private const int MostWords = 10;
    /// <summary>Fewer letters have too little in common with a word to be a slip of the hand.</summary>
    private const int FewestForSlip = 4;
    /// <summary>Fewer letters stand inside nearly every record.</summary>
    private const int FewestForPart = 3;

    private readonly string _mark;
    private readonly string[] _words;

    private TypedWords(string mark, string line, string[] words) => (_mark, Line, _words) = (mark, line, words);

    /// <summary>Reads what was typed; null when nothing was that could be found.</summary>
    public static TypedWords? Of(Guid workspace, string typed)
    {
        var digits = string.Concat(typed.Where(char.IsAsciiDigit));
        // A number typed with blanks, brackets or a country code is one number.
        var words = digits.Length >= 5 && typed.All(c => char.IsAsciiDigit(c) || " +-./()".Contains(c, StringComparison.Ordinal))
            ? [digits]
            : SearchWords.Split(typed).Distinct().Take(MostWords).ToArray();
        return words.Length == 0 ? null : new TypedWords(SearchWords.Mark(workspace), SearchWords.Line(typed), words);
    }

    /// <summary>The words with blanks between: how a title begins that is meant.</summary>
    public string Line { get; }

    /// <summary>Every word but the last as it stands, the last as a beginning: the way people type.</summary>
    public string Firm => string.Join(" & ", _words.Select((w, i) => i == _words.Length - 1 ? Beginning(w) : $"'{_mark}{w}'"));

    /// <summary>Every word as a beginning; null where that is nothing else.</summary>
    public string? Loose => _words.Length == 1 ? null : string.Join(" & ", _words.Select(Beginning));

    /// <summary>The words as parts of others; null where all are too short to be told from others.</summary>
    public string[]? Parts => HasPart ? _words : null;

    /// <summary>The same words as beginnings.</summary>
    public string[]? Beginnings => HasPart ? [.. _words.Select(Beginning)] : null;

    /// <summary>False where a word cannot be misspelt, such as a number, a code or a few letters.</summary>
    public bool MayBeSlips => !_words.Any(w => w.Length < FewestForSlip || w.Any(char.IsDigit));

    /// <summary>The word that tells most.</summary>
    public string Longest => _words.MaxBy(w => w.Length)!;

    private bool HasPart => _words.Any(w => w.Length >= FewestForPart);

    /// <summary>The words of one of a record's texts that were typed, or nearly.</summary>
    public IReadOnlyList<string> In(string text)
    {
        var there = SearchWords.Split(text).ToList();
        return [.. _words.Where(w => there.Any(t => Means(w, t)))];
    }

    /// <summary>How many words were typed.</summary>
    public int Count => _words.Length;

    private string Beginning(string word) => SearchWords.IsNumber(word) ? $"('{_mark}{word}':* | '{_mark}{SearchWords.Backwards(Significant(word))}':*)" : $"'{_mark}{word}':*";

    // Zeros in front are dialled within a country only.
    private static string Significant(string digits) => digits.TrimStart('0') is { Length: > 0 } rest ? rest : digits;

    private static bool Means(string typed, string word) =>
        word.Contains(typed, StringComparison.Ordinal)
        || (SearchWords.IsNumber(typed) && word.EndsWith(Significant(typed), StringComparison.Ordinal))
        || (typed.Length >= FewestForSlip && !typed.Any(char.IsDigit) && Core.Types.Kinds.Nearest.Of(typed, [word, word[..Math.Min(word.Length, typed.Length)]]) is not null);
}
