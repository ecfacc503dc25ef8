using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;

namespace Kith.Server.OpenApi;

/// <summary>The description of the API, for programs and for people. Both say the same to everyone.</summary>
public static class OpenApiEndpoints
{
    /// <summary>Maps the document and its pages; they describe every operation mapped before and after.</summary>
    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes)
    {
        var api = new PublishedApi(() => ApiBuilder.Build(
            Published.Operations(routes), routes.ServiceProvider.GetRequiredService<KithStore>().Catalogues.BuiltIn, routes.ServiceProvider.GetRequiredService<KithSettings>()));
        routes.Map(Open("/openapi/v1.json", "openapi_document", "This description of the API (OpenAPI 3.1)") with { Response = typeof(Dictionary<string, object>) }, (HttpContext context) => api.Document.SendAsync(context));
        routes.Map(Open("/docs", "docs", "This description of the API, to read") with { ResponseType = "text/html" }, (HttpContext context) => api.Index.SendAsync(context));
        routes.Map(Open("/docs/docs.css", "docs_style", "The style of those pages") with { ResponseType = "text/css" }, (HttpContext context) => api.Style.SendAsync(context));
        routes.Map(Open("/docs/{page}", "docs_page", "One page of it") with { ResponseType = "text/html", Parameters = [new("page", "path", "Name of a group of calls, or schemas", Required: true)] },
            (HttpContext context, string page) => (api.Find(page) ?? throw ProblemException.NotFound()).SendAsync(context));
    }

    private static Operation Open(string path, string id, string summary) => new("GET", path, id, summary) { Guard = Guard.Open, Cost = Cost.Free, Tag = "operations", Cached = true };
}
