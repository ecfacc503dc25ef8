using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Privacy;

/// <summary>Takes a person out of values and JSON.</summary>
internal static class Blackening
{
    /// <summary>True for fields that hold texts people write; not links, choices and what Kith works out.</summary>
    public static bool Holds(Field field) => field is { System: false, Formula: null } && field.ValueHoldsText();

    private static bool ValueHoldsText(this Field field) =>
        field.Kind.Columns.Any(c => c.Storage is Storage.Text or Storage.TextArray or Storage.Json) && field.Kind.ValueType is not (ValueType.Choice or ValueType.Link or ValueType.LinkList or ValueType.Money) && field.Choices.Count == 0;

    /// <summary>A field's value without the person; null where what is left is no value of the kind.</summary>
    public static object? Of(Field field, object value, Regex finder, InputFormat format)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            field.Kind.Write(writer, value);
        var before = JsonNode.Parse(buffer.ToArray());
        var after = Of(before, finder, []);
        if (JsonNode.DeepEquals(before, after))
            return value;
        using var left = JsonDocument.Parse(after?.ToJsonString() ?? "null");
        var problems = new ProblemList();
        var kept = left.RootElement.ValueKind == JsonValueKind.Null ? null : field.Kind.Parse(left.RootElement, field, format, problems);
        return problems.None ? kept : field is { Required: true, Kind.ValueType: ValueType.Text } && field.Title ? Subject.Mark : null;
    }

    /// <summary>JSON without the person, and without what erased records were called.</summary>
    public static JsonNode? Of(JsonNode? node, Regex? finder, IReadOnlySet<Guid> erased)
    {
        switch (node)
        {
            case JsonObject members:
                var named = members["id"] is JsonValue id && id.TryGetValue<string>(out var text) && Guid.TryParse(text, out var record) && erased.Contains(record);
                var left = new JsonObject();
                foreach (var (name, value) in members)
                    left[name] = named && name == "title" ? Subject.Mark : Of(value, finder, erased);
                return left;
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Of(i, finder, erased))]);
            case JsonValue value when finder is not null && value.TryGetValue<string>(out var said):
                return finder.Replace(said, Subject.Mark);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>The diff of an entry with the names of its fields alone.</summary>
    public static JsonObject Emptied(JsonObject diff)
    {
        var left = new JsonObject();
        foreach (var (name, value) in diff)
            left[name] = value is JsonArray { Count: 2 } ? new JsonArray(null, null) : null;
        return left;
    }
}
