using System.Text.Json.Nodes;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;

namespace Kith.Server.OpenApi;

/// <summary>The schemas of record types, made of their fields: as answered, as created, as changed, and a page of them.</summary>
internal sealed class RecordSchemas(SchemaSet schemas)
{
    /// <summary>Names of a workspace's own fields and types end so.</summary>
    private const string OwnName = "^[a-z][a-z0-9_]*_c$";

    /// <summary>The schema in which a call carries records of a type; null stands for a workspace's own type.</summary>
    public JsonObject Of(RecordType? type, RecordShape shape)
    {
        var name = Name(type);
        return shape switch
        {
            RecordShape.Record => Once(name, () => Answered(type)),
            RecordShape.New => Once("New" + name, () => Taken(type, patch: false)),
            RecordShape.Patch => Once(name + "Patch", () => Taken(type, patch: true)),
            RecordShape.Page => Once(name + "Page", () => Page(type)),
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
    }

    /// <summary>The schema of one field as it is taken, such as in the input of an action.</summary>
    public JsonObject Input(Field field) => Describe(schemas.Hoist(field.Kind.InputShape(field)), field);

    /// <summary>The schema of one field as it is answered; null where it may be empty.</summary>
    public JsonObject Answered(Field field)
    {
        var shape = schemas.Hoist(field.Kind.Shape(field));
        return Describe(NeverNull(field) ? shape : Shapes.OrNull(shape), field);
    }

    private static string Name(RecordType? type) => type is null ? "OwnRecord" : string.Concat(type.Name.Split('_').Select(w => char.ToUpperInvariant(w[0]) + w[1..]));

    private JsonObject Once(string name, Func<JsonObject> make) => schemas.Knows(name) ? SchemaSet.Ref(name) : schemas.Add(name, make());

    private JsonObject Answered(RecordType? type)
    {
        var properties = new JsonObject
        {
            ["id"] = Id(),
            ["version"] = new JsonObject { ["type"] = "integer", ["minimum"] = 1, ["readOnly"] = true, ["description"] = DocsTexts.Text("record.version") },
        };
        foreach (var field in type?.Fields ?? RecordTypeReader.SystemFields(Labels.From([typeof(RecordType).Assembly])))
        {
            var shape = Answered(field);
            if (!field.Writable)
                shape["readOnly"] = true;
            properties[field.Name] = shape;
        }
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = DocsTexts.Text("record.answered", type?.Label ?? DocsTexts.Text("record.own")),
            ["properties"] = properties,
            ["required"] = new JsonArray("id", "version"),
            ["additionalProperties"] = new JsonObject { ["description"] = DocsTexts.Text("record.more") },
        };
    }

    private static JsonObject Id()
    {
        var id = Shapes.Id();
        id["readOnly"] = true;
        return id;
    }

    private static bool NeverNull(Field field) => field.Required || field.Kind.ValueType == Core.Types.ValueType.LinkList || field is { System: true, To: null };

    private JsonObject Taken(RecordType? type, bool patch)
    {
        var fields = type?.Fields.Where(f => f.Writable).ToList() ?? [];
        var properties = new JsonObject();
        foreach (var field in fields)
        {
            var shape = schemas.Hoist(field.Kind.InputShape(field));
            if (!patch && Default(field) is { } standard && !shape.ContainsKey("$ref"))
                shape["default"] = standard;
            properties[field.Name] = Describe(field.Required ? shape : Shapes.OrNull(shape), field);
        }
        var whole = new JsonObject
        {
            ["type"] = "object",
            ["description"] = DocsTexts.Text(patch ? "record.patch" : "record.new", type?.Label ?? DocsTexts.Text("record.own")),
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { [OwnName] = new JsonObject { ["description"] = DocsTexts.Text("record.own_fields") } },
            ["additionalProperties"] = false,
        };
        var required = fields.Where(f => !patch && f is { Required: true, FilledIn: false, Default: null }).Select(f => (JsonNode)JsonValue.Create(f.Name)).ToArray();
        if (required.Length > 0)
            whole["required"] = new JsonArray(required);
        return whole;
    }

    private JsonObject Page(RecordType? type) => new()
    {
        ["type"] = "object",
        ["description"] = DocsTexts.Text("record.page", type?.PluralLabel ?? DocsTexts.Text("record.own")),
        ["properties"] = new JsonObject
        {
            ["data"] = new JsonObject { ["type"] = "array", ["items"] = Of(type, RecordShape.Record) },
            ["next"] = new JsonObject { ["type"] = new JsonArray("string", "null"), ["description"] = DocsTexts.Text("page.next") },
            ["count"] = new JsonObject { ["type"] = "integer", ["description"] = DocsTexts.Text("page.count") },
            ["count_exact"] = new JsonObject { ["type"] = "boolean", ["description"] = DocsTexts.Text("page.count_exact") },
        },
        ["required"] = new JsonArray("data", "next"),
    };

    // The caller as default is no value that a schema could name.
    private static JsonValue? Default(Field field) => field switch
    {
        { Default: null or "me()" } => null,
        { Kind: BooleanKind } => JsonValue.Create(field.Default == "true"),
        _ => JsonValue.Create(field.Default),
    };

    private static JsonObject Describe(JsonObject shape, Field field)
    {
        var says = new List<string> { field.Label };
        if (field.Kind.ValueType is Core.Types.ValueType.Link or Core.Types.ValueType.LinkList)
            says.Add(field.To is { } to ? DocsTexts.Text("field.to", to) : DocsTexts.Text("field.to_any"));
        if (field.OpenChoices)
            says.Add(field.Choices.Count == 0 ? DocsTexts.Text("field.open_choices_none") : DocsTexts.Text("field.open_choices", string.Join(", ", field.Choices.Select(c => c.Value))));
        if (field.Formula is { } formula)
            says.Add(DocsTexts.Text("field.formula", formula));
        if (field.Unique)
            says.Add(DocsTexts.Text("field.unique"));
        if (field.Default == "me()")
            says.Add(DocsTexts.Text("field.default_me"));
        if (field.FilledIn)
            says.Add(DocsTexts.Text("field.filled_in"));
        shape["description"] = string.Join(". ", says) + ".";
        return shape;
    }
}
