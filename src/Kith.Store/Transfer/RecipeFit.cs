using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>What is known of a file, of a recipe or of an earlier import, and the mapping it makes.</summary>
/// <param name="Name">Name of the recipe, or <see cref="Remembered.Name"/>.</param>
/// <param name="Label">What people call the system that wrote the file, or the file that was imported before.</param>
/// <param name="Type">The type its rows are.</param>
/// <param name="Mapping">By column what becomes of it, as runs take it; null leaves it out. Columns the recipe does not know are missing.</param>
/// <param name="MatchOn">Fields by which rows find their records.</param>
public sealed record RecipeFit(string Name, string Label, RecordType Type, IReadOnlyDictionary<string, JsonObject?> Mapping, IReadOnlyList<string> MatchOn)
{
    /// <summary>The recipe that knows most of a file's columns, of those for types and fields the person may write; null when none fits.</summary>
    /// <param name="catalogue">The workspace's types.</param>
    /// <param name="profile">The file.</param>
    /// <param name="rights">What the person may do with a type.</param>
    /// <param name="wanted">The type a person chose; null for any.</param>
    public static RecipeFit? Best(Catalogue catalogue, FileProfile profile, Func<RecordType, TypeRights> rights, RecordType? wanted)
    {
        var columns = new Headings(profile);
        var best = Recipe.All.Where(r => r.Form == profile.Format.Form || (r.Form is null && profile.Format.Form is SheetSource.Form)).SelectMany(r => r.Files.Select(f => (Recipe: r, File: f)))
            .Where(x => catalogue.Find(x.File.Type) is { } type && (wanted is null || wanted.Name == type.Name) && rights(type) is { Read: true, Create: true } && (x.Recipe.Form is not null || Fits(x.File, columns)))
            .OrderByDescending(x => x.File.Columns.Count(c => columns.Find(c.Names) >= 0)).FirstOrDefault();
        return best.File is null ? null : Make(best.Recipe, best.File, catalogue[best.File.Type], profile, columns, rights(catalogue[best.File.Type]));
    }

    /// <summary>What is suggested for the file's columns: the recipe's word, and for columns it does not know what their names say.</summary>
    public MappingSuggestion Over(MappingSuggestion other)
    {
        var taken = Mapping.Values.OfType<JsonObject>().Select(m => m["field"]!.GetValue<string>()).ToHashSet();
        var wholes = taken.Select(t => t.Split('.')[0]).ToHashSet();
        ColumnSuggestion Column(ColumnSuggestion column)
        {
            if (Mapping.TryGetValue(column.Column, out var known))
                return column with { Field = known?["field"]?.GetValue<string>(), Match = known?["match"]?.GetValue<string>() };
            return column.Field is { } field && (taken.Contains(field) || wholes.Contains(field.Split('.')[0])) ? column with { Field = null, Match = null } : column;
        }
        var defaults = other.Defaults.Where(d => !taken.Contains(d.Key)).ToDictionary();
        return other with { Columns = [.. other.Columns.Select(Column)], Defaults = defaults, MatchOn = MatchOn.Count > 0 ? MatchOn : other.MatchOn };
    }

    private static bool Fits(RecipeFile file, Headings columns)
    {
        bool Has(RecipeColumn column) => columns.Find(column.Names) >= 0;
        var signs = file.Columns.Where(c => c.Is == "sign").ToArray();
        return file.Columns.Where(c => c.Is == "needed").All(Has)
            && ((signs.Length == 0 && file.Signs is null) || signs.Any(Has) || file.Signs?.Any(s => columns.Find([s]) >= 0) == true);
    }

    private static RecipeFit Make(Recipe recipe, RecipeFile file, RecordType type, FileProfile profile, Headings columns, TypeRights rights)
    {
        var mapping = new Dictionary<string, JsonObject?>();
        var taken = new HashSet<string>();
        // A column that holds something goes before one of the same field that is empty.
        var found = file.Columns.Select(c => (Column: c, Index: columns.Find(c.Names))).Where(x => x.Index >= 0).OrderBy(x => profile.Columns[x.Index].Filled == 0);
        foreach (var (column, index) in found)
        {
            var name = profile.Columns[index].Name;
            if (IsWritable(column.Field, type, rights) && !mapping.ContainsKey(name) && taken.Add(column.Field))
                mapping[name] = Options(column, type, profile, columns);
        }
        foreach (var column in profile.Columns.Where(c => !mapping.ContainsKey(c.Name) && (file.Left.Any(l => Heading.Matches(l, c.Name)) || file.Columns.Any(k => k.Names.Any(n => Heading.Matches(n, c.Name))))))
            mapping[column.Name] = null;
        var key = taken.Contains("external_id") ? "external_id" : file.MatchOn is { } match && taken.Contains(match) ? match : null;
        return new RecipeFit(recipe.Name, recipe.Label, type, mapping, key is null ? [] : [key]);
    }

    internal static bool IsWritable(string path, RecordType type, TypeRights rights) =>
        FieldPath.Parse(path, type) is { Field: { Writable: true } field } && !rights.Hidden.Contains(field.Name) && !rights.Locked.Contains(field.Name);

    private static JsonObject Options(RecipeColumn column, RecordType type, FileProfile profile, Headings columns)
    {
        var json = new JsonObject { ["field"] = column.Field };
        var field = FieldPath.Parse(column.Field, type)!.Field!;
        var isChoice = field.Kind == FieldKinds.Choice || field.Kind == FieldKinds.Choices;
        void Set(string name, string? text)
        {
            if (text is not null)
                json[name] = text;
        }
        Set("match", column.Match);
        Set("prefix", column.Prefix);
        Set("until", column.Until);
        Set("unresolved", column.Unresolved);
        if (isChoice && column.CreateChoices && column.Unresolved is null && (field.OpenChoices || field.Own))
            json["create_choices"] = true;
        if (column.Values is { } values)
            json["values"] = Texts(values);
        if (column.Currency is { } currency && columns.Find(currency) is >= 0 and var at)
            json["currency"] = profile.Columns[at].Name;
        if (column.Unless is { } unless && columns.Find(unless.Names) is >= 0 and var other)
            json["unless"] = new JsonObject { ["column"] = profile.Columns[other].Name, ["values"] = Texts(unless.Values) };
        return json;
    }

    private static JsonObject Texts(IEnumerable<KeyValuePair<string, string>> values) => new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));

    /// <summary>The headings of a file, to be found however they are written.</summary>
    private sealed class Headings(FileProfile profile)
    {
        private readonly string[] _names = [.. profile.Columns.Select(c => HeaderWords.Compact(c.Name))];

        /// <summary>Position of the first of some headings that the file has; -1 for none.</summary>
        public int Find(IReadOnlyList<string> names) => names.Select(n => Array.IndexOf(_names, HeaderWords.Compact(n))).FirstOrDefault(i => i >= 0, -1);
    }
}

/// <summary>Compares headings with what a recipe says of them.</summary>
internal static class Heading
{
    /// <summary>True where a heading is as said; a star stands for anything.</summary>
    public static bool Matches(string said, string heading)
    {
        if (!said.Contains('*', StringComparison.Ordinal))
            return HeaderWords.Compact(said) == HeaderWords.Compact(heading);
        var parts = said.Split('*');
        var (from, at) = (0, 0);
        foreach (var part in parts)
        {
            from = heading.IndexOf(part, from, StringComparison.OrdinalIgnoreCase);
            if (from < 0 || (at == 0 && from > 0))
                return false;
            from += part.Length;
            at++;
        }
        return parts[^1].Length == 0 || heading.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }
}
