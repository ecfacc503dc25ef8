using System.Collections.Frozen;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>Reads what a mapping says about the texts of a column before they are values: where they end, what stands before them, and which other columns join in.</summary>
internal sealed class ColumnTexts(ImportContext context, ProblemList problems, MappingJson reader)
{
    /// <summary>The members of a column's mapping that are read here.</summary>
    public static readonly string[] Members = ["until", "prefix", "currency", "unless"];
    private const int LongestMark = 40;

    /// <summary>The plan with what was said put in.</summary>
    /// <param name="values">Reads texts and what they stand for.</param>
    public ColumnPlan Read(JsonElement options, string path, ColumnPlan plan, Func<JsonElement, string, FrozenDictionary<string, string>> values) => plan with
    {
        Until = Mark(options, "until", path) is { Length: > 0 } until ? until : null,
        Prefix = Mark(options, "prefix", path) ?? "",
        Currency = Currency(options, path, plan.Path.Field),
        Unless = Unless(options, MappingJson.Under(path, "unless"), values),
    };

    private string? Mark(JsonElement options, string name, string path)
    {
        var at = MappingJson.Under(path, name);
        if (reader.Text(options, name, at) is not { } text)
            return null;
        if (text.Length <= LongestMark && !text.Any(char.IsControl))
            return text;
        problems.Add(at, "import.bad_mark", name, LongestMark);
        return null;
    }

    private int Currency(JsonElement options, string path, Field? field)
    {
        var at = MappingJson.Under(path, "currency");
        if (reader.Text(options, "currency", at) is not { } column)
            return -1;
        if (field?.Kind.ValueType == ValueType.Money)
            return IndexOf(column, at);
        problems.Add(at, "import.no_currency", field?.Label ?? "id");
        return -1;
    }

    private OverridingColumn? Unless(JsonElement options, string path, Func<JsonElement, string, FrozenDictionary<string, string>> values)
    {
        if (reader.Object(options, "unless", path, required: false) is not { } unless)
            return null;
        reader.RefuseOthers(unless, path, ["column", "values"]);
        var at = MappingJson.Under(path, "column");
        if (reader.Text(unless, "column", at) is not { } column)
        {
            problems.Add(at, "required", "column");
            return null;
        }
        var index = IndexOf(column, at);
        return index < 0 ? null : new OverridingColumn(index, values(unless, MappingJson.Under(path, "values")));
    }

    private int IndexOf(string column, string path)
    {
        var index = context.Profile.IndexOf(column);
        if (index < 0)
            reader.Unknown(path, "import.unknown_column", column, context.Profile.Columns.Select(c => c.Name));
        return index;
    }
}
