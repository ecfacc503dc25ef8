using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>What a client needs to draw every screen.</summary>
public static class SchemaEndpoints
{
    public static void MapSchema(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/schema", "schema", "Types, fields, choices and actions, and what the caller may do") { Guard = Guard.SignedIn, Tag = "schema", Response = typeof(SchemaResponse) }, SchemaAsync);
        routes.Map(new Operation("GET", "/api/v1/schema/functions", "functions", "Functions of the expression language, for help while typing") { Guard = Guard.SignedIn, Tag = "schema", Response = typeof(FunctionsResponse) }, FunctionsAsync);
        routes.MapTypes();
        routes.MapConfiguration();
    }

    private static async Task SchemaAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var etag = RecordEndpoints.ETag(catalogue.Version);
        using var schema = new PooledBuffer();
        using (var writer = new Utf8JsonWriter(schema, new JsonWriterOptions { Encoder = Body.Json.Encoder }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", catalogue.Version);
            var types = catalogue.Types.Where(t => store.Policy.Rights(caller, t).Read).ToList();
            writer.WriteStartArray("navigation");
            foreach (var type in catalogue.Navigation.Of(types))
                writer.WriteStringValue(type.Name);
            writer.WriteEndArray();
            writer.WriteStartArray("types");
            foreach (var type in types)
                SchemaJson.Write(writer, type, store.Policy.Rights(caller, type), caller.Currency);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        context.Response.Headers.ETag = etag;
        await schema.SendAsync(context);
    }

    private static Task FunctionsAsync(HttpContext context, CancellationToken cancellation) =>
        context.Response.WriteAsJsonAsync(new FunctionsResponse([.. FunctionHelp.All.Select(f => new FunctionSchema(f.Name, Naming.Snake(f.Use.ToString()), f.Signature, f.Help))]), Body.Json, cancellation);
}
