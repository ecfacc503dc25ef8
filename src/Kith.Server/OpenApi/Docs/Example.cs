using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Server.OpenApi.Docs;

/// <summary>Makes up values that fit a schema.</summary>
internal static class Example
{
    private const int Deepest = 6;
    private const int FewMembers = 4;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A value.</summary>
    /// <param name="whole">True for every member of an object; false for the required ones and a few more.</param>
    public static JsonNode? Of(JsonObject schema, SchemaSet schemas, bool whole, int depth = 0)
    {
        if (schema["examples"] is JsonArray { Count: > 0 } examples)
            return examples[0]?.DeepClone();
        schema = schemas.Resolve(schema);
        if ((schema["examples"] as JsonArray)?.FirstOrDefault() is { } known)
            return known.DeepClone();
        if ((schema["default"] ?? (schema["enum"] as JsonArray)?[0]) is { } given)
            return given.DeepClone();
        if (schema["anyOf"] is JsonArray several)
            return Of(several[0]!.AsObject(), schemas, whole, depth);
        return Type(schema) switch
        {
            "object" when depth < Deepest => Object(schema, schemas, whole, depth),
            "object" => new JsonObject(),
            "array" => schema["items"] is JsonObject items && depth < Deepest ? new JsonArray(Of(items, schemas, whole, depth + 1)) : [],
            "integer" or "number" => 1,
            "boolean" => true,
            "string" => Text(schema),
            _ => null,
        };
    }

    /// <summary>The value as it is sent, in lines.</summary>
    public static string Text(JsonNode? value) => value?.ToJsonString(Indented) ?? "null";

    private static string? Type(JsonObject schema) => schema["type"] switch
    {
        JsonValue type => type.GetValue<string>(),
        JsonArray types => types[0]!.GetValue<string>(),
        _ => null,
    };

    private static JsonObject Object(JsonObject schema, SchemaSet schemas, bool whole, int depth)
    {
        var example = new JsonObject();
        if (schema["properties"] is not JsonObject properties)
            return example;
        var required = (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).ToHashSet();
        var few = Math.Max(FewMembers - required.Count, 0);
        foreach (var (name, value) in properties)
        {
            var member = value!.AsObject();
            if (whole || required.Contains(name) || (!IsLink(member) && few-- > 0))
                example[name] = Of(member, schemas, whole, depth + 1);
        }
        return example;
    }

    // One made-up id after another says nothing.
    private static bool IsLink(JsonObject member) =>
        ((member["anyOf"] as JsonArray)?[0] ?? member) is var inner && SchemaSet.NameOf(inner)?.Contains("Link", StringComparison.Ordinal) == true;

    private static string Text(JsonObject schema) => schema["format"]?.GetValue<string>() switch
    {
        "uuid" => "01980f6e-7a3c-7d42-9a51-3f0c8d2b6e10",
        "date" => "2026-11-20",
        "date-time" => "2026-11-20T09:30:00Z",
        "uri" => "https://example.com",
        _ => DocsTexts.Text("docs.text"),
    };
}
