using System.Text.Json.Nodes;
using Kith.Core.Types;
using Kith.Server.Endpoints;
using Kith.Server.Http;
using Kith.Store.Changesets;

namespace Kith.Server.OpenApi;

/// <summary>The calls that run actions, one for each action of a type, with what the action asks for.</summary>
internal sealed class ActionSchemas(ClrSchemas classes, RecordSchemas records)
{
    /// <summary>What stands for the name of an action in a path.</summary>
    public const string Hole = "{action}";

    /// <summary>True when an operation runs actions of a type.</summary>
    public static bool Has(Operation operation) => operation.PerType && operation.Path.Contains(Hole, StringComparison.Ordinal);

    /// <summary>The actions an operation offers for a type: name, label and the schema of the body, null where an action on one record asks for nothing.</summary>
    public IEnumerable<(string Name, string Label, JsonObject? Body)> Of(RecordType type, Operation operation)
    {
        var one = operation.Path.Contains("{id}", StringComparison.Ordinal);
        foreach (var action in type.Behaviour.Actions)
            yield return (action.Name, action.Label, one ? Input(action.Input) : Many("input", Input(action.Input)));
        if (one)
            yield break;
        // What every type has beside its own; see ActionEndpoints.
        yield return ("update", DocsTexts.Text("action.update"), Many("set", records.Of(type, RecordShape.Patch), required: true));
        yield return ("delete", DocsTexts.Text("action.delete"), Many(null, null));
        yield return ("restore", DocsTexts.Text("action.restore"), Many(null, null));
        if (Merging.Takes(type))
            yield return ("merge", DocsTexts.Text("action.merge"), Many("input", classes.Taken(typeof(ActionEndpoints.MergeInput))));
    }

    /// <summary>The schema of what a call of an action on one record is answered with; null for the record.</summary>
    public JsonObject? Answer(RecordType type, string action)
    {
        if (type.Behaviour.Actions.FirstOrDefault(a => a.Name == action)?.Answers is not { Count: > 0 } answers)
            return null;
        var properties = new JsonObject();
        foreach (var (name, field) in answers)
            properties[name] = records.Answered(type[field]);
        return new JsonObject { ["type"] = "object", ["properties"] = properties, ["required"] = new JsonArray([.. answers.Select(a => (JsonNode)JsonValue.Create(a.Name))]), ["additionalProperties"] = false };
    }

    private JsonObject? Input(IReadOnlyList<Field> fields)
    {
        if (fields.Count == 0)
            return null;
        var properties = new JsonObject();
        foreach (var field in fields)
            properties[field.Name] = records.Input(field);
        var input = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (fields.Any(f => f.Required))
            input["required"] = new JsonArray([.. fields.Where(f => f.Required).Select(f => (JsonNode)JsonValue.Create(f.Name))]);
        return input;
    }

    // Which records is said the same way everywhere; what to do with them follows from the action.
    private JsonObject Many(string? member, JsonObject? schema, bool required = false)
    {
        var general = classes.Schema(typeof(ActionEndpoints.ManyRequest))["properties"]!.AsObject();
        var properties = new JsonObject { ["ids"] = general["ids"]!.DeepClone(), ["where"] = general["where"]!.DeepClone() };
        if (member is not null && schema is not null)
            properties[member] = schema;
        var body = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (required)
            body["required"] = new JsonArray(member);
        return body;
    }
}
