using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Core.Types;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Privacy;

/// <summary>Takes a person out of values and JSON.</summary>
/// <param name="finder">Finds the person; null where nothing but records is known of them.</param>
/// <param name="erased">Records of which nothing that tells who they were is left.</param>
internal sealed class Blackening(Regex? finder, IReadOnlySet<Guid> erased, InputFormat format)
{
    /// <summary>True for fields that hold texts people write; not links, choices and what Kith works out.</summary>
    public static bool Holds(Field field) =>
        field is { System: false, Formula: null, Series: null, HoldsRoles: false, Choices.Count: 0 } && field.Kind.ValueType is not (ValueType.Choice or ValueType.Link or ValueType.LinkList or ValueType.Money)
        && field.Kind.Columns.Any(c => c.Storage is Storage.Text or Storage.TextArray or Storage.Json);

    /// <summary>A field's value without the person; null where what is left is no value of the kind.</summary>
    public object? Of(Field field, object value)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            field.Kind.Write(writer, value);
        var before = JsonNode.Parse(buffer.ToArray());
        var after = Of(before);
        return JsonNode.DeepEquals(before, after) ? value : Parsed(field, after) ?? (field is { Required: true, Title: true } ? Subject.Mark : null);
    }

    /// <summary>A text without the person.</summary>
    public string Of(string text) => finder?.Replace(text, Subject.Mark) ?? text;

    /// <summary>JSON without the person, and without what erased records were called. Ids stay.</summary>
    public JsonNode? Of(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var named = members["id"] is JsonValue id && id.TryGetValue<string>(out var text) && Guid.TryParse(text, out var record) && erased.Contains(record);
                var left = new JsonObject();
                foreach (var (name, value) in members)
                    left[name] = name == "id" ? value?.DeepClone() : named && name == "title" ? Subject.Mark : Of(value);
                return left;
            case JsonArray items:
                return new JsonArray([.. items.Select(Of)]);
            case JsonValue value when value.TryGetValue<string>(out var said):
                return Of(said);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>
    /// The diff of an entry without the person. What is left of a field can still be read as its value, so that the past can be asked and changes be undone; figures,
    /// days and choices say nothing of a person, even where they look like a telephone number.
    /// </summary>
    /// <param name="type">Null where it is there no longer.</param>
    public JsonObject OfDiff(RecordType? type, JsonObject diff)
    {
        var left = new JsonObject();
        foreach (var (name, pair) in diff)
            left[name] = type?.Find(name) is { } field && pair is JsonArray { Count: 2 } sides ? new JsonArray(OfSide(field, sides[0]), OfSide(field, sides[1])) : Of(pair);
        return left;
    }

    private JsonNode? OfSide(Field field, JsonNode? said)
    {
        if (field.Kind.ValueType is ValueType.Link or ValueType.LinkList)
            return Of(said);
        if (!Holds(field))
            return said?.DeepClone();
        var left = Of(said);
        return JsonNode.DeepEquals(said, left) || Parsed(field, left) is not null ? left : null;
    }

    private object? Parsed(Field field, JsonNode? left)
    {
        using var json = JsonDocument.Parse(left?.ToJsonString() ?? "null");
        var problems = new ProblemList();
        var value = json.RootElement.ValueKind == JsonValueKind.Null ? null : field.Kind.Parse(json.RootElement, field, format, problems);
        return problems.None ? value : null;
    }

    /// <summary>The diff of an entry with the names of its fields alone.</summary>
    public static JsonObject Emptied(RecordType? type, JsonObject diff)
    {
        var left = new JsonObject();
        foreach (var (name, pair) in diff)
        {
            var title = type?.Find(name) is { Title: true, Kind.ValueType: ValueType.Text };
            left[name] = new JsonArray(Side(0), Side(1));

            JsonNode? Side(int side) => title && pair is JsonArray { Count: 2 } sides && sides[side] is not null ? Subject.Mark : null;
        }
        return left;
    }
}
