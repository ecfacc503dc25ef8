using Kith.Core.Types;
using Kith.Server.Http;

namespace Kith.Server.OpenApi.Docs;

/// <summary>The page of one group: its calls with parameters, bodies and examples.</summary>
internal static class TagPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(ApiDescription api, ApiTag tag) => Page.Write(api, tag.Name, tag.Title, page =>
    {
        page.Add($"<p class=\"lead\">{tag.Description}</p>\n");
        foreach (var call in api.CallsOf(tag))
            Call(page, api, call);
    });

    private static void Call(Html page, ApiDescription api, ApiCall call)
    {
        page.Add($"<article id=\"{call.Id}\">\n<h2>{call.Summary}</h2>\n<p class=\"name\"><a href=\"#{call.Id}\">");
        Page.Name(page, call);
        page.Add($"</a></p>\n");
        if (call.Operation.Description is { } description)
            page.Add($"<p>{description}</p>\n");
        page.Add($"<p class=\"note\">{Who(call.Operation.Guard)}</p>\n");
        page.Add($"<pre tabindex=\"0\"><code>{Curl.Of(api, call)}</code></pre>\n");
        if (call.Parameters.Count > 0)
            Parameters(page, call);
        if (call.Request is { } request)
            Body(page, api, request, DocsTexts.Text("docs.request"), request.MediaType);
        Answer(page, api, call);
        page.Add($"</article>\n");
    }

    private static string Who(Guard guard) => guard switch
    {
        Guard.OpenToAll => DocsTexts.Text("guard.open"),
        Guard.WithFunction { Function: var function } => DocsTexts.Text("guard.function", Naming.Snake(function.ToString())),
        _ => DocsTexts.Text("guard.signed_in"),
    };

    private static void Parameters(Html page, ApiCall call)
    {
        page.Add($"<details><summary>{DocsTexts.Text("docs.parameters")} <span>{string.Join(", ", call.Parameters.Select(p => p.Name))}</span></summary>\n<ul class=\"fields\">\n");
        foreach (var parameter in call.Parameters)
        {
            page.Add($"<li><code>{parameter.Name}</code> <span class=\"type\">{parameter.Type}, {DocsTexts.Text("in." + parameter.In)}</span>");
            if (parameter.Required)
                page.Add($" <span class=\"flag\">{DocsTexts.Text("docs.required")}</span>");
            page.Add($"<p>{parameter.Description}</p></li>\n");
        }
        page.Add($"</ul></details>\n");
    }

    private static void Body(Html page, ApiDescription api, ApiBody body, string title, string aside)
    {
        page.Add($"<details><summary>{title} <span>{aside}</span></summary>\n");
        if (body.Schema is { } schema)
            SchemaList.Write(page, api.Schemas, schema);
        page.Add($"</details>\n");
    }

    private static void Answer(Html page, ApiDescription api, ApiCall call)
    {
        var title = DocsTexts.Text("docs.answer", call.Operation.Status);
        if (call.Answer is { Schema: { } schema } answer)
        {
            Body(page, api, answer, title, answer.MediaType);
            page.Add($"<details><summary>{DocsTexts.Text("docs.example")}</summary>\n<pre tabindex=\"0\"><code>{Example.Text(Example.Of(schema, api.Schemas, whole: true))}</code></pre></details>\n");
        }
        else
        {
            page.Add($"<p class=\"note\">{title}: {call.Answer?.MediaType ?? DocsTexts.Text("docs.empty")}</p>\n");
        }
        if (call.Problems.Count == 0)
            return;
        page.Add($"<details><summary>{DocsTexts.Text("docs.problems")} <span>{string.Join(", ", call.Problems)}</span></summary>\n<ul class=\"fields\">\n");
        foreach (var status in call.Problems)
            page.Add($"<li><code>{status}</code> {Refusals.Text(status)}</li>\n");
        page.Add($"</ul></details>\n");
    }
}
