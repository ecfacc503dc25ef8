using System.Text.Json.Nodes;

namespace Kith.Core.Types.Kinds;

/// <summary>
/// Builds the JSON Schemas (draft 2020-12) in which kinds describe their JSON form. A schema with a title is one shape that many
/// fields share; whoever publishes it may do so once, under that name.
/// </summary>
public static class Shapes
{
    private const string DecimalPattern = @"^-?[0-9]+(\.[0-9]+)?$";

    /// <summary>A text.</summary>
    public static JsonObject Text(string? example = null, string? format = null, int? most = null)
    {
        var shape = new JsonObject { ["type"] = "string" };
        if (format is not null)
            shape["format"] = format;
        if (most is not null)
            shape["maxLength"] = most;
        return example is null ? shape : With(shape, example);
    }

    /// <summary>One of some texts; any text where none are named.</summary>
    public static JsonObject OneOf(IEnumerable<string> values)
    {
        var shape = new JsonObject { ["type"] = "string" };
        if (Array(values) is { Count: > 0 } named)
            shape["enum"] = named;
        return shape;
    }

    /// <summary>A decimal number as a text, which no reader rounds; on input a number will do.</summary>
    public static JsonObject Decimal(string example, bool input) => With(new JsonObject
    {
        ["type"] = input ? new JsonArray("string", "number") : "string",
        ["pattern"] = DecimalPattern,
    }, example);

    /// <summary>The id of a record.</summary>
    public static JsonObject Id() => Text("01980f6e-7a3c-7d42-9a51-3f0c8d2b6e10", "uuid");

    /// <summary>Several values of one shape.</summary>
    public static JsonObject List(JsonObject items, int most) => new() { ["type"] = "array", ["items"] = items, ["maxItems"] = most };

    /// <summary>An object under a name.</summary>
    /// <param name="required">Names of the members that always stand.</param>
    public static JsonObject Object(string title, IEnumerable<string> required, params (string Name, JsonObject Shape)[] members)
    {
        var properties = new JsonObject();
        foreach (var (name, shape) in members)
            properties[name] = shape;
        var whole = new JsonObject { ["title"] = title, ["type"] = "object", ["properties"] = properties };
        if (Array(required) is { Count: > 0 } names)
            whole["required"] = names;
        return whole;
    }

    /// <summary>Any one of several shapes, under a name.</summary>
    public static JsonObject AnyOf(string title, params JsonNode[] shapes) => new() { ["title"] = title, ["anyOf"] = new JsonArray(shapes) };

    /// <summary>The same shape, or null.</summary>
    public static JsonObject OrNull(JsonObject shape)
    {
        if (shape.ContainsKey("$ref") || shape.ContainsKey("title") || shape["type"] is null)
            return new JsonObject { ["anyOf"] = new JsonArray(shape, new JsonObject { ["type"] = "null" }) };
        var types = shape["type"] is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToList() : [shape["type"]!.GetValue<string>()];
        if (!types.Contains("null"))
            shape["type"] = Array([.. types, "null"]);
        if (shape["enum"] is JsonArray values && !values.Any(v => v is null))
            values.Add(null);
        return shape;
    }

    private static JsonObject With(JsonObject shape, string example)
    {
        shape["examples"] = new JsonArray(example);
        return shape;
    }

    private static JsonArray Array(IEnumerable<string> texts) => [.. texts.Select(t => (JsonNode)JsonValue.Create(t))];
}
