namespace Kith.Server.OpenApi.Docs;

/// <summary>The page of all named schemas.</summary>
internal static class SchemasPage
{
    public const string Name = "schemas";

    /// <summary>Writes the page.</summary>
    public static string Write(ApiDescription api) => Page.Write(api, Name, DocsTexts.Text("docs.schemas"), page =>
    {
        page.Add($"<p class=\"lead\">{DocsTexts.Text("docs.schemas.lead")}</p>\n");
        foreach (var (name, schema) in api.Schemas.All)
        {
            page.Add($"<article id=\"{name}\"><h2><a href=\"#{name}\">{name}</a></h2>\n");
            SchemaList.Write(page, api.Schemas, schema);
            page.Add($"</article>\n");
        }
    });
}
