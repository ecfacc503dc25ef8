namespace Kith.Server.OpenApi.Docs;

/// <summary>What all pages of the documentation share: head, header and the list of groups.</summary>
internal static class Page
{
    /// <summary>Writes a whole page.</summary>
    /// <param name="current">Name of the page, to mark it in the list.</param>
    public static string Write(ApiDescription api, string current, string title, Action<Html> content)
    {
        var page = new Html();
        page.Add($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{title} · {DocsTexts.Text("title")}</title>
            <link rel="stylesheet" href="/docs/docs.css">
            </head>
            <body>
            <a class="skip" href="#content">{DocsTexts.Text("docs.skip")}</a>
            <header><a href="/docs">{DocsTexts.Text("title")}</a><a href="/openapi/v1.json">{DocsTexts.Text("docs.document")}</a></header>
            <nav aria-label="{DocsTexts.Text("docs.groups")}"><ul>

            """);
        foreach (var (name, label) in api.Tags.Select(t => (t.Name, t.Title)).Append((SchemasPage.Name, DocsTexts.Text("docs.schemas"))))
            Item(page, name, label, name == current);
        page.Add($"</ul></nav>\n<main id=\"content\">\n<h1>{title}</h1>\n");
        content(page);
        page.Add($"</main>\n</body>\n</html>\n");
        return page.ToString();
    }

    private static void Item(Html page, string name, string label, bool here)
    {
        if (here)
            page.Add($"<li><a href=\"/docs/{name}\" aria-current=\"page\">{label}</a></li>\n");
        else
            page.Add($"<li><a href=\"/docs/{name}\">{label}</a></li>\n");
    }

    /// <summary>A method and a path, the name by which people look for a call.</summary>
    public static void Name(Html page, ApiCall call) =>
        page.Add($"<span class=\"method {call.Method.ToLowerInvariant()}\">{call.Method}</span> <code>{call.Path}</code>");
}
