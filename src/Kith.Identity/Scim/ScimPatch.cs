using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Identity.Scim;

/// <summary>
/// Changes a resource as PATCH says (RFC 7644, 3.5.2), in the shapes that directories really send: operations in any case, members named by paths, one value for many,
/// removals that name what goes in their value, and elements that are to be made by a condition they do not fulfil yet.
/// </summary>
public static class ScimPatch
{
    private const int Most = 1_000;

    /// <summary>Changes a resource; what cannot be done changes nothing of what is kept, because this is a copy.</summary>
    public static void Apply(JsonObject resource, JsonObject request)
    {
        if (ScimPath.Member(request, "Operations") is not JsonArray { Count: > 0 and <= Most } operations)
            throw ScimProblem.Syntax("Operations");
        foreach (var operation in operations)
        {
            if (operation is not JsonObject one || Text(one, "op") is not { } name)
                throw ScimProblem.Syntax("Operations");
            var value = ScimPath.Member(one, "value");
            switch (name.ToLowerInvariant())
            {
                case "add":
                    Set(resource, Text(one, "path"), value ?? throw ScimProblem.Value("value"), adds: true);
                    break;
                case "replace":
                    Set(resource, Text(one, "path"), value, adds: false);
                    break;
                case "remove":
                    Remove(resource, ScimPath.Read(Text(one, "path") ?? throw ScimProblem.NoTarget("path")), value);
                    break;
                default:
                    throw ScimProblem.Syntax(name);
            }
        }
    }

    private static void Set(JsonObject resource, string? path, JsonNode? value, bool adds)
    {
        if (path is not null)
        {
            Set(resource, ScimPath.Read(path), value, adds);
            return;
        }
        // Without a path the value is a part of the resource; some directories name its members by paths.
        foreach (var (name, part) in value as JsonObject ?? throw ScimProblem.Value("value"))
        {
            if (name.Equals("schemas", StringComparison.OrdinalIgnoreCase) || ScimSchemas.IsForeign(name))
                continue;
            Set(resource, ScimPath.Read(name), part, adds);
        }
    }

    private static void Set(JsonObject resource, ScimPath path, JsonNode? value, bool adds)
    {
        if (path.Foreign)
            return;
        ScimSchemas.RequireKnown(path.Attribute);
        var name = ScimPath.NameIn(resource, path.Attribute);
        if (path.Filter is not null)
        {
            SetWhere(resource, name, path, value);
            return;
        }
        if (path.Sub is { } sub)
        {
            if (resource[name] is JsonArray many)
            {
                foreach (var element in many.OfType<JsonObject>())
                    Put(element, sub, value);
                return;
            }
            if (resource[name] is not JsonObject whole)
                resource[name] = whole = [];
            Put(whole, sub, value);
            return;
        }
        if (ScimSchemas.IsMany(name))
        {
            var given = value is JsonArray list ? [.. list.Select(v => v?.DeepClone())] : value is null ? new JsonArray() : new JsonArray(value.DeepClone());
            if (adds && resource[name] is JsonArray present)
                Add(present, given);
            else
                resource[name] = given;
            return;
        }
        if (value is JsonObject parts && resource[name] is JsonObject there)
        {
            foreach (var (part, content) in parts)
                Put(there, part, content);
            return;
        }
        Put(resource, name, value);
    }

    private static void SetWhere(JsonObject resource, string name, ScimPath path, JsonNode? value)
    {
        if (resource[name] is not JsonArray many)
            resource[name] = many = [];
        var fitting = many.OfType<JsonObject>().Where(path.Filter!.Matches).ToList();
        if (fitting.Count == 0)
        {
            // A directory that writes to the address of work means that there is to be one.
            if (path.Filter is not ScimFilter.Compare { Operator: "eq", Path.Sub: null, Value: { } wanted } compared)
                throw ScimProblem.NoTarget(path.Attribute);
            var made = new JsonObject { [compared.Path.Attribute] = wanted.DeepClone() };
            many.Add(made);
            fitting.Add(made);
        }
        foreach (var element in fitting)
        {
            if (path.Sub is { } sub)
                Put(element, sub, value);
            else
                foreach (var (part, content) in value as JsonObject ?? throw ScimProblem.Value(path.Attribute))
                    Put(element, part, content);
        }
    }

    private static void Remove(JsonObject resource, ScimPath path, JsonNode? value)
    {
        if (path.Foreign)
            return;
        ScimSchemas.RequireKnown(path.Attribute);
        var name = ScimPath.NameIn(resource, path.Attribute);
        if (path.Filter is { } filter)
        {
            var fitting = (resource[name] as JsonArray ?? []).OfType<JsonObject>().Where(filter.Matches).ToList();
            foreach (var element in fitting)
            {
                if (path.Sub is { } part)
                    element.Remove(ScimPath.NameIn(element, part));
                else
                    resource[name]!.AsArray().Remove(element);
            }
        }
        else if (path.Sub is { } sub)
        {
            if (resource[name] is JsonObject whole)
                whole.Remove(ScimPath.NameIn(whole, sub));
        }
        else if (value is not null && resource[name] is JsonArray many)
        {
            var gone = (value is JsonArray list ? list.OfType<JsonNode>() : [value]).Select(Key).ToHashSet();
            foreach (var element in many.OfType<JsonNode>().Where(e => gone.Contains(Key(e))).ToList())
                many.Remove(element);
        }
        else
        {
            resource.Remove(name);
        }
    }

    // Of elements of one value only one is kept, and of those that are to be the primary one the newest.
    private static void Add(JsonArray present, JsonArray given)
    {
        foreach (var element in given.OfType<JsonNode>().ToList())
        {
            if (present.OfType<JsonNode>().FirstOrDefault(e => Key(e) == Key(element)) is { } same)
                present.Remove(same);
            if (IsPrimary(element))
            {
                foreach (var other in present.OfType<JsonObject>().Where(IsPrimary))
                    other["primary"] = false;
            }
            present.Add(element.DeepClone());
        }
    }

    private static bool IsPrimary(JsonNode element) => element is JsonObject part && ScimPath.Member(part, "primary") is JsonValue primary && primary.GetValueKind() == JsonValueKind.True;

    private static string Key(JsonNode element) => element is JsonObject part ? ScimPath.Member(part, "value")?.ToString() ?? part.ToJsonString() : element.ToString();

    private static void Put(JsonObject into, string name, JsonNode? value)
    {
        if (value is null)
            into.Remove(ScimPath.NameIn(into, name));
        else
            into[ScimPath.NameIn(into, name)] = value.DeepClone();
    }

    private static string? Text(JsonObject of, string name) => ScimPath.Member(of, name) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;
}
