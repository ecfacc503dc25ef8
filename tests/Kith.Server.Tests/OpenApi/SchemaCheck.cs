using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kith.Server.Tests.OpenApi;

/// <summary>
/// Holds a value against a schema, as far as our schemas go, and more strictly than the standard: a member that a schema neither names
/// nor allows for is a fault even where additional ones are not forbidden, because then the description forgot it.
/// </summary>
public static class SchemaCheck
{
    /// <summary>What does not fit, with the place it stands at.</summary>
    public static IEnumerable<string> Faults(ApiDocument document, JsonObject schema, JsonNode? value, string at = "$")
    {
        schema = document.Resolve(schema);
        if (schema["anyOf"] is JsonArray several)
        {
            var tries = several.Select(s => Faults(document, s!.AsObject(), value, at).ToList()).ToList();
            return tries.Any(t => t.Count == 0) ? [] : tries.MinBy(t => t.Count)!;
        }
        var types = schema["type"] switch { JsonArray list => list.Select(t => t!.GetValue<string>()).ToList(), JsonValue one => [one.GetValue<string>()], _ => [] };
        var type = TypeOf(value);
        if (types.Count > 0 && !types.Contains(type) && !(type == "integer" && types.Contains("number")))
            return [$"{at} is {type}, not {string.Join(" or ", types)}"];
        if (schema["enum"] is JsonArray values && !values.Any(v => JsonNode.DeepEquals(v, value)))
            return [$"{at} is {value?.ToJsonString()}, which is none of {values.ToJsonString()}"];
        return value switch
        {
            JsonObject members => Members(document, schema, members, at),
            JsonArray items when schema["items"] is JsonObject item => items.SelectMany((v, i) => Faults(document, item, v, $"{at}[{i}]")),
            JsonValue text when type == "string" => Text(schema, text.GetValue<string>(), at),
            _ => [],
        };
    }

    private static IEnumerable<string> Members(ApiDocument document, JsonObject schema, JsonObject members, string at)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).Where(n => !members.ContainsKey(n)))
            yield return $"{at}.{name} is missing";
        var open = schema["additionalProperties"] is JsonObject || schema["properties"] is null;
        foreach (var (name, value) in members)
        {
            if (schema["properties"]?[name] is JsonObject known)
            {
                foreach (var fault in Faults(document, known, value, $"{at}.{name}"))
                    yield return fault;
            }
            else if (schema["additionalProperties"] is JsonObject other && other.Count > 0)
            {
                foreach (var fault in Faults(document, other, value, $"{at}.{name}"))
                    yield return fault;
            }
            else if (!open)
            {
                yield return $"{at}.{name} is not described";
            }
        }
    }

    private static IEnumerable<string> Text(JsonObject schema, string text, string at)
    {
        if (schema["pattern"] is { } pattern && !Regex.IsMatch(text, pattern.GetValue<string>(), RegexOptions.None, TimeSpan.FromSeconds(1)))
            yield return $"{at} is “{text}”, which does not match {pattern}";
        var fits = schema["format"]?.GetValue<string>() switch
        {
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.None, out _),
            "date-time" => text.EndsWith('Z') && DateTimeOffset.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            _ => true,
        };
        if (!fits)
            yield return $"{at} is “{text}”, which is no {schema["format"]}";
    }

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-') ? "integer" : "number",
            _ => "boolean",
        },
    };
}
