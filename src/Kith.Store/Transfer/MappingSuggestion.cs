using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>What is suggested for one column.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Field">The field or part, such as <c>address.city</c>; null when none fits.</param>
/// <param name="Match">For links: by what the records are named, where the heading says so.</param>
/// <param name="Kind">The kind a new field would have.</param>
public sealed record ColumnSuggestion(string Column, string? Field, string? Match, string Kind);

/// <summary>How a file would be taken in as records of one type.</summary>
/// <param name="Type">The type.</param>
/// <param name="Columns">One suggestion for each column, in the file's order.</param>
/// <param name="Defaults">Texts for fields that must be filled and have no column, such as <c>{account} {product}</c> for a name.</param>
/// <param name="MatchOn">Fields by which a row finds the record it updates; empty when every row makes a new one.</param>
/// <param name="Score">How well the type fits the file; only comparable between types for the same file.</param>
public sealed record MappingSuggestion(
    RecordType Type, IReadOnlyList<ColumnSuggestion> Columns, IReadOnlyDictionary<string, string> Defaults, IReadOnlyList<string> MatchOn, double Score)
{
    /// <summary>Suggests a mapping; every field is used once at most.</summary>
    public static MappingSuggestion Of(Catalogue catalogue, RecordType type, FileProfile profile)
    {
        var matcher = new FieldMatcher(catalogue, type);
        var chosen = new FieldCandidate?[profile.Columns.Count];
        var taken = new HashSet<string>();
        // The surest pairs first, earlier columns before later ones, so that "name" wins over "full name".
        foreach (var (index, candidate) in profile.Columns.SelectMany((c, i) => matcher.Candidates(c).Select(x => (i, x))).OrderByDescending(p => p.x.Score).ThenBy(p => p.i))
        {
            if (chosen[index] is null && !Clashes(taken, candidate.Path))
            {
                chosen[index] = candidate;
                taken.Add(candidate.Path.Text);
            }
        }
        ColumnSuggestion[] columns = [.. profile.Columns.Select((c, i) => new ColumnSuggestion(c.Name, chosen[i]?.Path.Text, chosen[i]?.Match, c.Kind))];
        var defaults = SuggestDefaults(catalogue, type, columns);
        var key = MatchKeys.Usual(profile, [.. chosen.Select((c, i) => (c?.Path, i)).Where(m => m.Path is not null).Select(m => (m.Path!, m.i))]);
        return new MappingSuggestion(type, columns, defaults, key is null ? [] : [key.Text], ScoreOf(type, chosen, defaults));
    }

    private static bool Clashes(HashSet<string> taken, FieldPath path) =>
        taken.Contains(path.Text) || (path.Part is not null && taken.Contains(path.Field!.Name))
        || (path.Field is { } field && path.Part is null && field.Kind == FieldKinds.Address && AddressKind.Parts.Any(p => taken.Contains($"{field.Name}.{p}")));

    /// <summary>A title that no column fills is made of what the record is about: the things it links to, or else its first texts.</summary>
    private static Dictionary<string, string> SuggestDefaults(Catalogue catalogue, RecordType type, ColumnSuggestion[] columns)
    {
        var title = type.Title;
        if (!title.Writable || title.Kind.ValueType != ValueType.Text || columns.Any(c => c.Field == title.Name))
            return [];
        var links = columns.Where(c => c.Field is not null && type.Find(c.Field) is { To: { } to } && !catalogue[to].Setup).Select(c => (c, type[c.Field!].Index));
        string[] parts = [.. links.OrderBy(l => l.Index).Select(l => l.c.Column).Take(2)];
        if (parts.Length == 0)
            parts = [.. columns.Where(c => c.Field is not null && type.Find(c.Field) is { Kind.ValueType: ValueType.Text }).Select(c => c.Column).Take(2)];
        return parts.Length == 0 ? [] : new() { [title.Name] = string.Join(' ', parts.Select(TextTemplate.Hole)) };
    }

    private static double ScoreOf(RecordType type, FieldCandidate?[] chosen, Dictionary<string, string> defaults)
    {
        var used = chosen.OfType<FieldCandidate>().ToArray();
        var fit = used.Sum(c => c.Score) / 100d / chosen.Length;
        bool Filled(Field field) => ImportContext.FillsItself(type, field) || defaults.ContainsKey(field.Name) || used.Any(c => c.Path.Field == field);
        var missing = type.Fields.Count(f => f.Required && f.Writable && !Filled(f));
        var titled = used.Any(c => c.Path.Field == type.Title) ? 0.2 : 0;
        return fit + titled - (0.15 * missing);
    }
}
