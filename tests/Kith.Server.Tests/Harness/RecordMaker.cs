using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Server.Tests.Harness;

/// <summary>Makes values and records of any type out of what the schema says, and nothing else.</summary>
public sealed class RecordMaker(Client client, IReadOnlyList<TypeSchema> types)
{
    private readonly Dictionary<string, List<Guid>> _targets = [];

    public static async Task<RecordMaker> OfAsync(Client client) => new(client, await client.SchemaAsync());

    public TypeSchema this[string plural] => types.Single(t => t.Plural == plural);

    /// <summary>Values of every field that can be written; another number gives others.</summary>
    public async Task<JsonObject> FullAsync(TypeSchema type, int n)
    {
        var body = new JsonObject();
        foreach (var field in type.Writable)
            body[field.Name] = await ValueAsync(field, n);
        return body;
    }

    /// <summary>As few values as a new record needs: the required fields, and what a refusal asks for.</summary>
    public async Task<JsonObject> LeastAsync(TypeSchema type, int n)
    {
        var body = new JsonObject();
        foreach (var field in type.Writable.Where(f => f.Required))
            body[field.Name] = await ValueAsync(field, n);
        // A contact is named by its parts, which its rule asks for.
        if (type[type.Title].ReadOnly)
            body[type.Writable[1].Name] = await ValueAsync(type.Writable[1], n);
        return body;
    }

    /// <summary>A new record with few values.</summary>
    public async Task<JsonElement> CreateAsync(TypeSchema type, int n = 1) => await client.CreateAsync(type.Plural, await LeastAsync(type, n));

    /// <summary>A new record with a value in every field.</summary>
    /// <param name="unique">For values that no two records share; the same as <paramref name="n"/> when missing.</param>
    public async Task<JsonElement> CreateFullAsync(TypeSchema type, int n = 1, int? unique = null)
    {
        var body = await FullAsync(type, n);
        // Nobody reacts to a comment twice in the same way.
        foreach (var field in type.Writable.Where(f => f.Unique || (type.Plural == "reactions" && f.Name == "comment")))
            body[field.Name] = await ValueAsync(field, unique ?? n);
        return await client.CreateAsync(type.Plural, body);
    }

    /// <summary>A value of a field in its JSON form; links point at records that exist.</summary>
    public async Task<JsonNode?> ValueAsync(FieldSchema field, int n)
    {
        if (!field.IsLink)
            return Plain(field, n);
        if (field.Kind == "links")
            return new JsonArray(await TargetAsync(field.To ?? "company", n), await TargetAsync(field.To ?? "company", n + 1));
        var id = await TargetAsync(field.To ?? "company", n);
        return field.To is null ? new JsonObject { ["type"] = "company", ["id"] = id } : id;
    }

    private static JsonNode? Plain(FieldSchema field, int n) => field.Kind switch
    {
        "text" => Written(field.Name, n) ?? $"{field.Name} word{n}",
        "markdown" => $"# {field.Name}\n\nword{n}",
        // What ends is more than what it begins with.
        "integer" => field.Name.EndsWith("_to", StringComparison.Ordinal) ? n + 1000 : n,
        "decimal" => Decimal(n, "25"),
        "percent" => Decimal(n, "5"),
        "money" => new JsonObject { ["amount"] = Decimal(field.Name.EndsWith("_to", StringComparison.Ordinal) ? n + 1000 : n, "50"), ["currency"] = "EUR" },
        // What ends does so after it starts.
        "date" => $"2026-0{(field.Name is "until" or "ends_on" ? 4 : 3)}-{n % 28 + 1:00}",
        "datetime" => $"2026-0{(field.Name == "ends_at" ? 4 : 3)}-{n % 28 + 1:00}T09:30:00Z",
        // What has days lasts whole days.
        "boolean" when field.Name == "all_day" => true,
        "boolean" => field.Name is "won" or "lost" ? field.Name == "won" && n % 2 == 0 : n % 2 == 1,
        // What of a lead's status takes an action or a reason stands behind.
        // What was done at some time is completed.
        "choice" when field.Name == "status" && field.Choices.Contains("completed") => "completed",
        "choice" when field.Name == "status" => field.Choices[n % 3],
        "choice" => field.Choices.Count == 0 ? null : field.Choices[n % field.Choices.Count],
        "choices" => new JsonArray(field.Choices[n % field.Choices.Count]),
        // Fields that every deal has filled.
        "tags" when field.Name == "required_to_enter" => n % 2 == 1 ? new JsonArray("name", "owner") : new JsonArray("owner", "name"),
        // A form leads on to sites that may show it.
        "tags" when field.Name == "allowed_origins" => new JsonArray($"https://shop{n}.example.com", "https://shop.example.com"),
        "tags" => new JsonArray($"tag{n}", "shared"),
        "email" => $"{field.Name}{n}@example.com",
        "phone" => new JsonObject { ["number"] = $"+39061230{n:000}", ["text"] = $"+39 06 1230 {n:000}" },
        "url" when field.Name == "continue_at" => $"https://shop.example.com/thanks{n}",
        "url" => $"https://{field.Name.Replace('_', '-')}{n}.example.com/path",
        "address" => new JsonObject { ["street"] = $"Via {n}", ["city"] = $"City{n}", ["region"] = null, ["postal_code"] = $"00{n:000}", ["country"] = "IT" },
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, null),
    };

    /// <summary>A text of the fields in which a view names things that must exist, which every type has.</summary>
    private static string? Written(string field, int n) => field switch
    {
        "type" => n % 2 == 0 ? "companies" : "contacts",
        "filter" or "condition" => $"version = {n}",
        "sort" => n % 2 == 0 ? "-created_at" : "updated_at",
        "columns" => $"created_at:{100 + n},owner.name",
        "field" or "to" => n % 2 == 0 ? "external_id" : "description",
        "group" or "across" => n % 2 == 0 ? "created_by" : "updated_by",
        "measure" => $"count(created_at) - {n}",
        "rule" => $"FREQ=DAILY;COUNT={n + 1}",
        "begins_at" => $"{n % 24:00}:00",
        "except" => $"2026-03-{n % 28 + 1:00}",
        "time_zone" => n % 2 == 0 ? "Europe/Rome" : "America/New_York",
        "scope" or "consent_purpose" => $"00000000-0000-7000-8000-{n:000000000000}",
        "start" or "end" => n % 2 == 0 ? "created_at" : "updated_at",
        _ => null,
    };

    private static string Decimal(int n, string decimals) => string.Create(CultureInfo.InvariantCulture, $"{n}.{decimals}");

    private async Task<string> TargetAsync(string typeName, int n)
    {
        var type = types.Single(t => t.Name == typeName);
        if (!_targets.TryGetValue(typeName, out var ids))
            _targets[typeName] = ids = [.. (await client.ListAsync(type.Plural, typeName == "close_reason" ? "outcome is empty" : null, "&sort=created_at")).Select(r => r.Id())];
        // A deal stands in a stage of its own pipeline, so all of them take the first one, and a reason that fits however it ends; a person is whoever there is.
        var wanted = typeName == "pipeline" ? 0 : n;
        while (ids.Count <= wanted)
            ids.Add((await CreateAsync(type, 100 + ids.Count)).Id());
        return ids[wanted].ToString();
    }
}

/// <summary>Types and fields that a workspace makes itself, one of every plain kind.</summary>
public static class OwnTypes
{
    /// <summary>Plural of the type that <see cref="AddAsync"/> makes.</summary>
    public const string Plural = "gadgets_c";

    /// <summary>The kinds that a workspace's own field can have.</summary>
    public static readonly IReadOnlyList<string> Kinds =
        ["text", "markdown", "integer", "decimal", "money", "percent", "date", "datetime", "boolean", "choice", "choices", "tags", "email", "phone", "url", "address", "person", "link", "links"];

    /// <summary>Makes a type with a field of every kind but numbers.</summary>
    public static async Task AddTypeAsync(Client client)
    {
        var fields = new JsonArray(new JsonObject { ["name"] = "name", ["kind"] = "text", ["label"] = "Name", ["title"] = true, ["required"] = true });
        foreach (var kind in Kinds)
            fields.Add(Field(kind));
        (await client.PostAsync("types", new JsonObject { ["name"] = "gadget", ["plural"] = "gadgets", ["label"] = "Gadget", ["fields"] = fields })).Expect(201);
    }

    /// <summary>Gives a type a field of every kind but numbers.</summary>
    public static async Task AddFieldsAsync(Client client, string type)
    {
        foreach (var kind in Kinds)
            (await client.PostAsync($"types/{type}/fields", Field(kind))).Expect(201);
    }

    private static JsonObject Field(string kind)
    {
        var field = new JsonObject { ["name"] = "my_" + kind, ["kind"] = kind, ["label"] = "My " + kind };
        if (kind is "choice" or "choices")
            field["choices"] = new JsonArray(new JsonObject { ["value"] = "red", ["label"] = "Red" }, new JsonObject { ["value"] = "green", ["label"] = "Green", ["color"] = 120 }, new JsonObject { ["label"] = "Light blue" });
        if (kind is "link" or "links")
            field["to"] = "company";
        return field;
    }
}
