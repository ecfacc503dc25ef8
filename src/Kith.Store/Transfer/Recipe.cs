using System.Text.Json;

namespace Kith.Store.Transfer;

/// <summary>What is known of the files that another system writes; one embedded JSON file each in <c>Recipes</c>.</summary>
/// <param name="Name">Its name, as ids of the system begin with it.</param>
/// <param name="Label">What the product is called.</param>
/// <param name="Origin">Where the headings are from.</param>
/// <param name="Files">The kinds of file it writes.</param>
/// <param name="Form">The form of its files where they are no tables.</param>
public sealed record Recipe(string Name, string Label, string Origin, IReadOnlyList<RecipeFile> Files, string? Form = null)
{
    private const string Folder = "Kith.Store.Transfer.Recipes.";
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Every recipe, by name.</summary>
    public static IReadOnlyList<Recipe> All { get; } = Load();

    private static Recipe[] Load()
    {
        var assembly = typeof(Recipe).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(n =>
        {
            using var stream = assembly.GetManifestResourceStream(n)!;
            return JsonSerializer.Deserialize<Recipe>(stream, Json)!;
        })];
    }
}

/// <summary>One kind of file of a system.</summary>
/// <param name="Type">Name of the type its rows are.</param>
/// <param name="Columns">Its columns; of two for one field the earlier counts, where it holds anything.</param>
/// <param name="Left">Headings of columns that are not worth keeping; a star stands for anything.</param>
/// <param name="Signs">More headings by which it is recognised.</param>
/// <param name="MatchOn">The field by which rows find their records where the file has no id.</param>
public sealed record RecipeFile(string Type, IReadOnlyList<RecipeColumn> Columns, IReadOnlyList<string> Left, IReadOnlyList<string>? Signs = null, string? MatchOn = null);

/// <summary>One column of a file.</summary>
/// <param name="Names">Its headings, in several languages and versions.</param>
/// <param name="Field">The field or part of an address.</param>
/// <param name="Is"><c>needed</c>: without it, it is another file; <c>sign</c>: one of them at least is there.</param>
/// <param name="Currency">Headings of the column with the currency.</param>
/// <param name="Unless">Another column that has the last word.</param>
public sealed record RecipeColumn(
    IReadOnlyList<string> Names, string Field, string? Is = null, string? Match = null, string? Prefix = null, string? Until = null, string? Unresolved = null,
    bool CreateChoices = false, IReadOnlyDictionary<string, string>? Values = null, IReadOnlyList<string>? Currency = null, RecipeUnless? Unless = null);

/// <summary>A column that has the last word over another.</summary>
/// <param name="Names">Its headings.</param>
/// <param name="Values">Its texts, and what they stand for.</param>
public sealed record RecipeUnless(IReadOnlyList<string> Names, IReadOnlyDictionary<string, string> Values);
