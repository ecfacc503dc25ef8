using System.Text.Json.Nodes;

namespace Kith.Server.OpenApi.Docs;

/// <summary>Writes a schema as a list of its members with types and descriptions.</summary>
internal static class SchemaList
{
    private const int Deepest = 4;

    /// <summary>Writes what a body holds. A named schema is written out; the names inside it lead to the page of schemas.</summary>
    public static void Write(Html page, SchemaSet schemas, JsonObject schema)
    {
        var whole = schemas.Resolve(schema);
        if (whole["description"] is { } description)
            page.Add($"<p>{description.GetValue<string>()}</p>\n");
        if (whole["properties"] is JsonObject { Count: > 0 })
            Members(page, whole, 1);
        else
            Type(page.Add($"<p class=\"type\">"), whole).Add($"</p>\n");
    }

    private static void Members(Html page, JsonObject schema, int depth)
    {
        var required = (schema["required"] as JsonArray ?? []).Select(n => n!.GetValue<string>()).ToHashSet();
        page.Add($"<ul class=\"fields\">\n");
        foreach (var (name, value) in schema["properties"]!.AsObject())
        {
            var member = value!.AsObject();
            Type(page.Add($"<li><code>{name}</code> <span class=\"type\">"), member).Add($"</span>");
            if (required.Contains(name))
                page.Add($" <span class=\"flag\">{DocsTexts.Text("docs.required")}</span>");
            if (member["readOnly"] is not null)
                page.Add($" <span class=\"flag quiet\">{DocsTexts.Text("docs.read_only")}</span>");
            if (member["description"] is { } description)
                page.Add($"<p>{description.GetValue<string>()}</p>");
            var inner = member["items"] as JsonObject ?? member;
            if (inner["properties"] is JsonObject { Count: > 0 } && depth < Deepest)
                Members(page, inner, depth + 1);
            page.Add($"</li>\n");
        }
        page.Add($"</ul>\n");
    }

    // The type of a value in words, with links to named schemas.
    private static Html Type(Html page, JsonObject schema)
    {
        if (SchemaSet.NameOf(schema) is { } name)
            return page.Add($"<a href=\"/docs/{SchemasPage.Name}#{name}\">{name}</a>");
        if (schema["anyOf"] is JsonArray several)
            return Joined(page, several, (p, s) => Type(p, s!.AsObject()));
        if (schema["enum"] is JsonArray values)
            return Joined(page, values, (p, v) => p.Add($"<code>{v?.ToJsonString() ?? "null"}</code>"));
        var types = schema["type"] switch { JsonArray list => list.Select(t => t!.GetValue<string>()), JsonValue one => [one.GetValue<string>()], _ => [DocsTexts.Text("docs.anything")] };
        return Joined(page, types.ToList(), (p, type) => type == "array" && schema["items"] is JsonObject items
            ? Type(p.Add($"{DocsTexts.Text("docs.list_of")} "), items)
            : p.Add($"{Word(type, schema)}"));
    }

    private static string Word(string type, JsonObject schema) =>
        type == "string" && (schema["format"] ?? schema["contentMediaType"]) is { } format ? format.GetValue<string>() : type;

    private static Html Joined<T>(Html page, IList<T> parts, Func<Html, T, Html> write)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            if (i > 0)
                page.Add($" {DocsTexts.Text("docs.or")} ");
            write(page, parts[i]);
        }
        return page;
    }
}
