using System.Globalization;
using System.Text.RegularExpressions;
using System.Text.Json.Nodes;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Fuzz;

/// <summary>Makes bodies out of published schemas; what a text means is guessed from its name.</summary>
/// <param name="id">An id for a link to a type, or to anything.</param>
internal sealed partial class Inventing(ApiDocument document, Random random, Func<string?, string> id)
{
    private int _ids;

    /// <summary>How many ids stand in what was made.</summary>
    public int Ids => _ids;

    [GeneratedRegex("Link to a record of the type (?<type>[a-z_]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Target();

    /// <summary>A value of a schema.</summary>
    /// <param name="name">Name of the member it is for.</param>
    public JsonNode? Value(JsonNode schema, string name = "", string? about = null)
    {
        var at = document.Resolve(schema.AsObject());
        about = at["description"]?.GetValue<string>() ?? about;
        if ((at["anyOf"] ?? at["oneOf"]) is JsonArray several)
            return Value(several.First(s => s!["type"]?.ToString() != "null")!, name, about);
        if (at["const"] is { } only)
            return only.DeepClone();
        if (at["enum"] is JsonArray choices)
            return choices[random.Next(choices.Count)]?.DeepClone();
        return Type(at) switch
        {
            "object" => Object(at),
            "array" => new JsonArray([.. Enumerable.Range(0, 1).Select(_ => Value(at["items"] ?? new JsonObject(), name, about))]),
            "integer" => (int)Math.Max(1, at["minimum"]?.GetValue<double>() ?? 1),
            "number" => 1.5,
            "boolean" => random.Next(2) == 0,
            "string" => Text(at, name, about),
            _ => null,
        };
    }

    private static string? Type(JsonObject schema) => schema["type"] switch
    {
        JsonArray several => several.Select(t => t!.GetValue<string>()).First(t => t != "null"),
        { } one => one.GetValue<string>(),
        null => schema.ContainsKey("properties") ? "object" : null,
    };

    private JsonObject Object(JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(r => r!.GetValue<string>()).ToHashSet() ?? [];
        var members = schema["properties"]?.AsObject() ?? [];
        // Of many optional members a few most of the time, because a single wrong one has all refused.
        var most = random.Next(3) switch { 0 => members.Count, 1 => 1, _ => 2 };
        var chosen = members.Select(m => m.Key).Where(m => !required.Contains(m)).OrderBy(_ => random.Next()).Take(most).Concat(required).ToHashSet();
        var made = new JsonObject();
        foreach (var (name, of) in members.Where(m => chosen.Contains(m.Key)))
            made[name] = Value(of!, name);
        if (members.Count == 0 && schema["additionalProperties"] is JsonObject any)
            made["n"] = Value(any, "n");
        // Who is meant is told by a kind and what names one of the kind.
        if (made["kind"] is JsonValue kind && made.ContainsKey("id"))
            made["id"] = kind.GetValue<string>() == "role" ? "viewer" : Counted(id(kind.GetValue<string>()));
        return made;
    }

    private string Text(JsonObject schema, string name, string? about)
    {
        if (schema["format"]?.GetValue<string>() is "uuid" || (about is not null && Target().IsMatch(about)))
        {
            _ids++;
            return id(about is not null && Target().Match(about) is { Success: true } target ? target.Groups["type"].Value : null);
        }
        return schema["format"]?.GetValue<string>() switch
        {
            "email" => $"fuzz{random.Next()}@example.com",
            "uri" => "https://fuzz.example",
            "date" => "2026-11-20",
            "date-time" => "2026-12-20T09:30:00Z",
            _ => Meant(name) ?? string.Create(CultureInfo.InvariantCulture, $"fuzz{random.Next(100_000)}"),
        };
    }

    private string? Meant(string name) => name switch
    {
        "where" or "filter" or "condition" => "id is not empty",
        "n" => "count()",
        "select" or "group" => "created_at",
        "type" or "types" => "company",
        "from" => "companies",
        "builds_on" => "viewer",
        "networks" or "network" => "127.0.0.0/8",
        "address" => "127.0.0.1",
        "url" => "https://fuzz.example/hook",
        "domain" => $"fuzz{random.Next(100_000)}.example",
        "role" => "viewer",
        "email" => $"fuzz{random.Next()}@example.com",
        "kind" => "text",
        "method" => "PATCH",
        "path" => $"companies/{Counted(id("company"))}",
        "password" or "new_password" or "current_password" => Installation.Password,
        "scope" or "scopes" => "all:read",
        "country" => "IT",
        "currency" => "EUR",
        "id" or "person" or "record" or "view" or "changeset" or "successor" or "workspace" => Counted(id(null)),
        _ => null,
    };

    private string Counted(string made)
    {
        _ids++;
        return made;
    }
}
