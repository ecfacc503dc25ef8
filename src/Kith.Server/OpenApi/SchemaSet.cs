using System.Text.Json.Nodes;

namespace Kith.Server.OpenApi;

/// <summary>The named schemas of a description. A name has one meaning; the same schema may be added as often as it comes up.</summary>
public sealed class SchemaSet
{
    private const string Prefix = "#/components/schemas/";
    private readonly SortedDictionary<string, JsonObject> _named = new(StringComparer.Ordinal);

    /// <summary>Every schema by name, in the order of names.</summary>
    public IReadOnlyDictionary<string, JsonObject> All => _named;

    /// <summary>A reference to a name.</summary>
    public static JsonObject Ref(string name) => new() { ["$ref"] = Prefix + name };

    /// <summary>The name a schema refers to, or null where it stands by itself.</summary>
    public static string? NameOf(JsonNode? schema) => schema is JsonObject o && o["$ref"] is { } at ? at.GetValue<string>()[Prefix.Length..] : null;

    /// <summary>The schema itself, where <paramref name="schema"/> may be a reference to it.</summary>
    public JsonObject Resolve(JsonObject schema) => NameOf(schema) is { } name ? _named[name] : schema;

    /// <summary>True when the name is taken.</summary>
    public bool Knows(string name) => _named.ContainsKey(name);

    /// <summary>Adds a schema and answers a reference to it.</summary>
    public JsonObject Add(string name, JsonObject schema)
    {
        if (!_named.TryGetValue(name, out var known))
            _named.Add(name, schema);
        else if (!JsonNode.DeepEquals(known, schema))
            throw new InvalidOperationException($"Two schemas are called {name}, but they differ.");
        return Ref(name);
    }

    /// <summary>Takes the place of a name whose schema is still being made, so that a type may refer to itself.</summary>
    public void Reserve(string name) => _named.Add(name, []);

    /// <summary>Fills a reserved name.</summary>
    public void Fill(string name, JsonObject schema) => _named[name] = schema;

    /// <summary>Gives every titled schema inside <paramref name="schema"/>, and itself where it has a title, its place by that name.</summary>
    public JsonObject Hoist(JsonObject schema)
    {
        foreach (var (name, child) in schema.ToList())
        {
            if (child is JsonObject inner)
                schema[name] = Place(inner);
            else if (child is JsonArray { Count: > 0 } list)
                schema[name] = new JsonArray([.. list.Select(i => i is JsonObject o ? Place(o) : i?.DeepClone())]);
        }
        if (schema["title"] is not JsonValue title)
            return schema;
        schema.Remove("title");
        return Add(title.GetValue<string>(), schema);
    }

    private JsonObject Place(JsonObject schema) => Hoist((JsonObject)schema.DeepClone());
}
