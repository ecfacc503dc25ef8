using System.Text.Json.Nodes;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Fuzz;

/// <summary>A call as the published description tells it.</summary>
internal sealed class PublishedCall(string path, string method, JsonObject json, ApiDocument document)
{
    private readonly List<JsonObject> _parameters = [.. (json["parameters"]?.AsArray() ?? []).Select(p => document.Resolve(p!.AsObject()))];

    public string Path => path;
    public string Method { get; } = method.ToUpperInvariant();
    public string Id { get; } = json["operationId"]!.GetValue<string>();
    public bool Reads => Method is "GET";
    /// <summary>True where anybody may call it.</summary>
    public bool Open { get; } = json["security"] is JsonArray { Count: 0 };
    /// <summary>True where the answer lasts for as long as its reader likes.</summary>
    public bool Endless { get; } = Media(json["responses"]?["200"]).Contains("text/event-stream");
    public IReadOnlyList<string> InPath { get; } = [.. path.Split('/', '.').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'))];
    public IReadOnlyList<string> InQuery => [.. _parameters.Where(p => p["in"]!.GetValue<string>() == "query").Select(p => p["name"]!.GetValue<string>())];
    /// <summary>Parameters of the query that must be there.</summary>
    public IReadOnlyList<string> Needed => [.. _parameters.Where(p => p["in"]!.GetValue<string>() == "query" && p["required"]?.GetValue<bool>() == true).Select(p => p["name"]!.GetValue<string>())];
    /// <summary>Media type of the body; null where it takes none.</summary>
    public string? BodyType { get; } = Media(json["requestBody"]).FirstOrDefault();
    public JsonObject? BodySchema => BodyType is not null && json["requestBody"]!["content"]![BodyType]?["schema"] is JsonObject schema ? document.Resolve(schema) : null;

    /// <summary>Every call of a description.</summary>
    public static IReadOnlyList<PublishedCall> Of(ApiDocument document) => [.. document.Calls.Select(c => new PublishedCall(c.Key.Path, c.Key.Method, c.Value, document))];

    public override string ToString() => $"{Method} {path} ({Id})";

    private static IEnumerable<string> Media(JsonNode? part) => part?["content"]?.AsObject().Select(c => c.Key) ?? [];
}
