using System.Text.Json.Nodes;

namespace Kith.Server.Tests.OpenApi;

/// <summary>Reads an OpenAPI document.</summary>
public sealed class ApiDocument(JsonObject json)
{
    public JsonObject Json => json;

    /// <summary>Every call by path and method in lower case.</summary>
    public IReadOnlyDictionary<(string Path, string Method), JsonObject> Calls { get; } =
        json["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (Key: (p.Key, m.Key), m.Value))).ToDictionary(c => c.Key, c => c.Value!.AsObject());

    /// <summary>The call of an id.</summary>
    public (string Path, string Method, JsonObject Call) Find(string id)
    {
        var ((path, method), call) = Calls.Single(c => c.Value["operationId"]!.GetValue<string>() == id);
        return (path, method, call);
    }

    /// <summary>A named schema.</summary>
    public JsonObject Schema(string name) => json["components"]!["schemas"]![name]!.AsObject();

    /// <summary>What <paramref name="node"/> stands for, where it is a reference.</summary>
    public JsonObject Resolve(JsonObject node)
    {
        if (node["$ref"] is not { } at)
            return node;
        return at.GetValue<string>()[2..].Split('/').Aggregate((JsonNode)json, (inner, name) => inner[name]!).AsObject();
    }
}
