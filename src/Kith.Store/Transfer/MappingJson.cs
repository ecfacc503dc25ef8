using System.Text.Json;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>Takes members out of JSON and notes those that are not what they should be.</summary>
internal sealed class MappingJson(ProblemList problems)
{
    /// <summary>Notes every member that is not among the known ones.</summary>
    public void RefuseOthers(JsonElement json, string path, IReadOnlyCollection<string> known)
    {
        foreach (var member in json.EnumerateObject().Where(m => !known.Contains(m.Name)))
            problems.Add(Under(path, member.Name), "unknown_parameter", member.Name);
    }

    /// <summary>A text; null when the member is missing, null or no text (noted).</summary>
    public string? Text(JsonElement json, string name, string path)
    {
        if (!Has(json, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String)
            return value.GetString();
        problems.Add(path, "not_a_text", name);
        return null;
    }

    /// <summary>A list of texts; null when the member is missing or null.</summary>
    public IReadOnlyList<string>? Texts(JsonElement json, string name)
    {
        if (!Has(json, name, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.String))
            return [.. value.EnumerateArray().Select(v => v.GetString()!)];
        problems.Add(name, "not_a_list", name);
        return [];
    }

    /// <summary>An object; null when the member is missing or none (noted).</summary>
    public JsonElement? Object(JsonElement json, string name, string path, bool required)
    {
        if (!Has(json, name, out var value))
        {
            if (required)
                problems.Add(path, "required", name);
            return null;
        }
        if (value.ValueKind == JsonValueKind.Object)
            return value;
        problems.Add(path, "not_an_object");
        return null;
    }

    /// <summary>True or false; the default when the member is missing.</summary>
    public bool Flag(JsonElement json, string name, string path, bool otherwise)
    {
        if (!Has(json, name, out var value))
            return otherwise;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            return value.GetBoolean();
        problems.Add(path, "not_a_boolean", name);
        return otherwise;
    }

    /// <summary>One of an enumeration's names in snake case; the default when the member is missing.</summary>
    public T Choice<T>(JsonElement json, string name, string path, T otherwise) where T : struct, Enum
    {
        if (Text(json, name, path) is not { } text)
            return otherwise;
        foreach (var value in Enum.GetValues<T>())
        {
            if (Naming.Snake(value.ToString()) == text)
                return value;
        }
        problems.Add(path, "import.one_of", name, string.Join(", ", Enum.GetNames<T>().Select(Naming.Snake)));
        return otherwise;
    }

    /// <summary>Notes a name nobody knows, with the nearest that would be.</summary>
    public void Unknown(string path, string code, string name, IEnumerable<string> known)
    {
        var near = Nearest.Of(name, known);
        problems.Add(near is null
            ? new FieldProblem(path, code, Messages.Text(code, name))
            : new FieldProblem(path, code, Messages.Text(code + "_suggest", name, near), Suggestion: near));
    }

    /// <summary>The path of a member.</summary>
    public static string Under(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static bool Has(JsonElement json, string name, out JsonElement value) =>
        json.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
