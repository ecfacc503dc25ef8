using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;

namespace Kith.Server.OpenApi;

/// <summary>The schemas of the classes that bodies are read into and written from, under the very options that read and write them.</summary>
internal sealed class ClrSchemas(SchemaSet schemas)
{
    private static readonly JsonSerializerOptions Options = new(Body.Json) { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), Converters = { new FileConverter() } };

    private readonly DocComments _comments = new();
    private readonly Dictionary<Type, string> _names = [];

    /// <summary>The schema of what is taken. All that is taken must be asked for before what is answered: a type that is both is described as taken, which promises less.</summary>
    public JsonObject Taken(Type type) => Of(type, taken: true);

    /// <summary>The schema of what is answered.</summary>
    public JsonObject Answered(Type type) => Of(type, taken: false);

    /// <summary>The schema of a class that is taken, itself rather than a reference.</summary>
    public JsonObject Schema(Type type) => schemas.Resolve(Taken(type));

    private JsonObject Of(Type type, bool taken)
    {
        if (type == typeof(Link))
            return schemas.Hoist(LinkJson.Shape(typed: false));
        if (_names.TryGetValue(type, out var known))
            return SchemaSet.Ref(known);
        var named = Options.GetTypeInfo(type).Kind == JsonTypeInfoKind.Object;
        var name = named ? FreeName(type) : "";
        if (named)
        {
            _names.Add(type, name);
            schemas.Reserve(name);
        }
        var schema = Whole(Options.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, node) => Part(context, node, taken),
        }));
        if (!named)
            return schema;
        Describe(schema, _comments.Of(type));
        schemas.Fill(name, schema);
        return SchemaSet.Ref(name);
    }

    // Classes of two endpoints may share a name; the later one is told apart by the class it stands in.
    private string FreeName(Type type)
    {
        if (!schemas.Knows(type.Name))
            return type.Name;
        var outer = type.DeclaringType?.Name.Replace("Endpoints", "", StringComparison.Ordinal) ?? type.Namespace!.Split('.')[^1];
        return schemas.Knows(outer + type.Name) ? throw new InvalidOperationException($"The name {outer}{type.Name} stands for two types in the API's description.") : outer + type.Name;
    }

    private JsonObject Part(JsonSchemaExporterContext context, JsonNode node, bool taken)
    {
        var schema = Whole(node);
        // Missing and null are the same to us; saying so at every member only makes noise.
        if (schema.TryGetPropertyValue("default", out var standard) && standard is null)
            schema.Remove("default");
        var property = context.PropertyInfo?.AttributeProvider as PropertyInfo;
        var type = context.TypeInfo.Type;
        if (type == typeof(IFormFile))
            schema = new JsonObject { ["type"] = "string", ["contentMediaType"] = "application/octet-stream" };
        else if (schema["enum"] is not null && (Nullable.GetUnderlyingType(type) ?? type).IsEnum)
            schema["type"] = Nullable.GetUnderlyingType(type) is null ? "string" : new JsonArray("string", "null");
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && !context.Path.IsEmpty)
            schema = context.PropertyInfo is { IsGetNullable: true } ? Shapes.OrNull(Of(type, taken)) : Of(type, taken);
        else if (context.TypeInfo.Kind == JsonTypeInfoKind.Object && !taken)
            Promise(schema, context.TypeInfo);
        if (property is not null)
        {
            Narrow(schema, property, taken);
            Describe(schema, _comments.Of(property));
        }
        return schema;
    }

    // What the class cannot say by its types.
    private void Narrow(JsonObject schema, PropertyInfo property, bool taken)
    {
        if (property.GetCustomAttribute<AllowedValuesAttribute>() is { } allowed)
            schema["enum"] = new JsonArray([.. allowed.Values.Select(v => (JsonNode?)JsonValue.Create((string?)v)), .. schema["type"] is JsonArray ? (JsonNode?[])[null] : []]);
        if (property.GetCustomAttribute<MapValuesAttribute>() is { } map)
            schema["additionalProperties"] = new JsonObject { ["anyOf"] = new JsonArray([new JsonObject { ["type"] = new JsonArray("string", "null") }, .. map.Objects.Select(o => Of(o, taken))]) };
    }

    // What may be left out on the way in always stands in an answer, unless null leaves it out; and answers may gain members.
    private static void Promise(JsonObject schema, JsonTypeInfo type)
    {
        schema.Remove("additionalProperties");
        // Members no class names are said to be there, so that a checker takes them for what they are.
        if (type.Properties.Any(p => p.IsExtensionData))
            schema["additionalProperties"] = new JsonObject();
        var always = type.Properties.Where(p => p.Get is not null && !p.IsExtensionData && !p.IsGetNullable && !LeftOut(p)).Select(p => p.Name);
        var required = (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).Union(always).ToList();
        if (required.Count > 0)
            schema["required"] = new JsonArray([.. required.Select(n => (JsonNode)JsonValue.Create(n))]);
    }

    private static bool LeftOut(JsonPropertyInfo property) => property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) == true;

    private static void Describe(JsonObject schema, string? text)
    {
        if (text is not null)
            schema["description"] = text;
    }

    // The exporter writes “anything” as true; an object can be described.
    private static JsonObject Whole(JsonNode node) => node as JsonObject ?? [];

    /// <summary>Keeps the exporter from taking an uploaded file apart; files are never JSON.</summary>
    private sealed class FileConverter : JsonConverter<IFormFile>
    {
        public override IFormFile Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();
        public override void Write(Utf8JsonWriter writer, IFormFile value, JsonSerializerOptions options) => throw new NotSupportedException();
    }
}
