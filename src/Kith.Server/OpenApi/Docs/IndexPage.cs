namespace Kith.Server.OpenApi.Docs;

/// <summary>The first page: what holds for all calls, and every call by group.</summary>
internal static class IndexPage
{
    private static readonly string[] Topics = ["sign_in", "records", "conditions", "writing", "problems", "limits"];

    /// <summary>Writes the page.</summary>
    public static string Write(ApiDescription api) => Page.Write(api, "", DocsTexts.Text("title"), page =>
    {
        page.Add($"<p class=\"lead\">{DocsTexts.Text("description")}</p>\n");
        foreach (var topic in Topics)
        {
            page.Add($"<section class=\"topic\" id=\"{topic}\"><h2>{DocsTexts.Text($"topic.{topic}.title")}</h2>\n<p>{DocsTexts.Text($"topic.{topic}")}</p>\n");
            if (DocsTexts.Find($"topic.{topic}.example") is { } example)
                page.Add($"<pre tabindex=\"0\"><code>{example.Replace("{address}", api.Address, StringComparison.Ordinal)}</code></pre>\n");
            page.Add($"</section>\n");
        }
        page.Add($"<h2 id=\"calls\">{DocsTexts.Text("docs.calls")}</h2>\n");
        foreach (var tag in api.Tags)
        {
            page.Add($"<section class=\"group\"><h3><a href=\"/docs/{tag.Name}\">{tag.Title}</a></h3>\n<ul class=\"calls\">\n");
            foreach (var call in api.CallsOf(tag))
            {
                page.Add($"<li><a href=\"/docs/{tag.Name}#{call.Id}\">");
                Page.Name(page, call);
                page.Add($"</a> <span>{call.Summary}</span></li>\n");
            }
            page.Add($"</ul></section>\n");
        }
    });
}
