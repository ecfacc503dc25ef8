using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>An import that is done.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Type">Name of the type that its rows were.</param>
/// <param name="Mapping">What was decided, as the run took it.</param>
/// <param name="Columns">The file's columns.</param>
public sealed record PastImport(string Name, string Type, string Mapping, IReadOnlyList<string> Columns);

/// <summary>Takes the mapping of an earlier import over to a file with the same columns, in whatever order they stand.</summary>
public static class Remembered
{
    /// <summary>The name in the place of a recipe's.</summary>
    public const string Name = "remembered";

    /// <summary>What the first fitting import says; null where none fits.</summary>
    /// <param name="past">The imports, the newest first.</param>
    /// <param name="wanted">The type a person chose; null for any.</param>
    public static RecipeFit? Of(Catalogue catalogue, FileProfile profile, Func<RecordType, TypeRights> rights, RecordType? wanted, IEnumerable<PastImport> past)
    {
        var columns = profile.Columns.Select(c => c.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var import in past.Where(p => columns.SetEquals(p.Columns) && (wanted is null || wanted.Name == p.Type)))
        {
            if (catalogue.Find(import.Type) is { } type && rights(type) is { Read: true, Create: true } allowed && Make(type, allowed, profile, import) is { } made)
                return made;
        }
        return null;
    }

    private static RecipeFit? Make(RecordType type, TypeRights rights, FileProfile profile, PastImport import)
    {
        using var decided = JsonDocument.Parse(import.Mapping);
        if (!decided.RootElement.TryGetProperty("mapping", out var columns) || columns.ValueKind != JsonValueKind.Object)
            return null;
        var mapping = new Dictionary<string, JsonObject?>();
        foreach (var column in profile.Columns)
        {
            var known = columns.EnumerateObject().FirstOrDefault(c => string.Equals(c.Name, column.Name, StringComparison.OrdinalIgnoreCase)).Value;
            if (known.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
                mapping[column.Name] = null;
            // Of what went or is not theirs to write the name of the column decides anew.
            else if (Options(known, type, column.Name) is { } options && options["field"]!.GetValue<string>() is var field && (field == FieldPath.Id.Text || RecipeFit.IsWritable(field, type, rights)))
                mapping[column.Name] = options;
        }
        if (mapping.Values.All(m => m is null))
            return null;
        string[] match = decided.RootElement.TryGetProperty("match_on", out var fields) ? fields.ValueKind switch
        {
            JsonValueKind.Array => [.. fields.EnumerateArray().Select(f => f.GetString()).OfType<string>()],
            JsonValueKind.String => [fields.GetString()!],
            _ => [],
        } : [];
        return new RecipeFit(Name, import.Name, type, mapping, match);
    }

    /// <summary>What was decided of a column, in the way that says most; null where its field is not there.</summary>
    private static JsonObject? Options(JsonElement known, RecordType type, string column)
    {
        if (known.ValueKind == JsonValueKind.String)
            return new JsonObject { ["field"] = known.GetString() };
        if (JsonNode.Parse(known.GetRawText()) is not JsonObject options)
            return null;
        // A field that the import made is there by now.
        if (options["new_field"] is JsonObject made)
        {
            options.Remove("new_field");
            if (Naming.Own(made["label"]?.GetValue<string>() ?? Naming.Label(column)) is { } name && type.Find(name) is not null)
                options.Insert(0, "field", name);
        }
        return options["field"] is JsonValue ? options : null;
    }
}
