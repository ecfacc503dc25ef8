using Kith.Core.Types;

namespace Kith.Store.Transfer;

/// <summary>Guesses what a file is a list of.</summary>
public static class TypeGuess
{
    /// <summary>A worse fit than this is no guess: a third of the columns and some sign of what the records are called.</summary>
    private const double Least = 0.35;
    private const double WholeName = 0.3, LastWord = 0.15;

    /// <summary>The types of which people may create records, the best fit first, judged by the columns and by the file's name.</summary>
    /// <param name="catalogue">The workspace's types, those of the settings included.</param>
    /// <param name="profile">The file.</param>
    /// <param name="fileName">The name under which it was uploaded; null when there is none.</param>
    public static IReadOnlyList<MappingSuggestion> Rank(Catalogue catalogue, FileProfile profile, string? fileName)
    {
        var words = HeaderWords.Of(Path.GetFileNameWithoutExtension(fileName ?? ""));
        return [.. catalogue.Types.Where(t => t.Fields.Any(f => f.Writable)).Select(t => Judge(MappingSuggestion.Of(catalogue, t, profile), words)).OrderByDescending(s => s.Score)];
    }

    /// <summary>The best fit; null when none is good enough to be proposed.</summary>
    public static MappingSuggestion? Best(Catalogue catalogue, FileProfile profile, string? fileName) =>
        Rank(catalogue, profile, fileName) is [{ Score: >= Least } best, ..] ? best : null;

    private static MappingSuggestion Judge(MappingSuggestion suggestion, string[] fileWords)
    {
        if (fileWords.Length == 0)
            return suggestion;
        var aliases = FieldMatcher.Aliases(suggestion.Type).ToHashSet();
        bool Named(string word) => aliases.Contains(word) || (word.EndsWith('s') && aliases.Contains(word[..^1]));
        var bonus = Named(string.Concat(fileWords)) ? WholeName : Named(fileWords[^1]) ? LastWord : 0;
        return bonus == 0 ? suggestion : suggestion with { Score = suggestion.Score + bonus };
    }
}
