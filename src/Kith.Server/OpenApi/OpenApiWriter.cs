using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;

namespace Kith.Server.OpenApi;

/// <summary>Writes the description as an OpenAPI 3.1 document.</summary>
public static class OpenApiWriter
{
    private static readonly JsonSerializerOptions Format = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The document in UTF-8.</summary>
    public static byte[] Write(ApiDescription api) => JsonSerializer.SerializeToUtf8Bytes(Document(api), Format);

    private static JsonObject Document(ApiDescription api) => new()
    {
        ["openapi"] = "3.1.0",
        ["info"] = new JsonObject
        {
            ["title"] = DocsTexts.Text("title"),
            ["version"] = typeof(OpenApiWriter).Assembly.GetName().Version!.ToString(3),
            ["summary"] = DocsTexts.Text("summary"),
            ["description"] = DocsTexts.Text("description"),
            ["license"] = new JsonObject { ["name"] = "Apache License 2.0", ["identifier"] = "Apache-2.0" },
        },
        ["servers"] = new JsonArray(new JsonObject { ["url"] = api.Address, ["description"] = DocsTexts.Text("server") }),
        ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() }),
        ["tags"] = new JsonArray([.. api.Tags.Select(t => new JsonObject { ["name"] = t.Name, ["description"] = t.Description })]),
        ["paths"] = Object(api.Calls.GroupBy(c => c.Path), g => g.Key, g => Object(g, c => c.Method.ToLowerInvariant(), Call)),
        ["components"] = new JsonObject
        {
            ["schemas"] = Object(api.Schemas.All, s => s.Key, s => s.Value.DeepClone()),
            ["responses"] = Object(Refusals.All, Refusal, s => Problem(api, s)),
            ["securitySchemes"] = new JsonObject
            {
                ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = DocsTexts.Text("security.bearer") },
                ["cookie"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = api.Cookie, ["description"] = DocsTexts.Text("security.cookie") },
            },
        },
    };

    private static JsonObject Object<T>(IEnumerable<T> items, Func<T, string> name, Func<T, JsonNode> value) =>
        new(items.Select(i => KeyValuePair.Create(name(i), (JsonNode?)value(i))));

    private static JsonObject Call(ApiCall call)
    {
        var written = new JsonObject
        {
            ["operationId"] = call.Id,
            ["tags"] = new JsonArray(call.Tag),
            ["summary"] = call.About.Length == 0 ? call.Summary : $"{call.About}: {char.ToLowerInvariant(call.Summary[0])}{call.Summary[1..]}",
        };
        if (call.Operation.Description is { } description)
            written["description"] = description;
        if (call.Operation.Guard is Guard.OpenToAll)
            written["security"] = new JsonArray();
        if (call.Parameters.Count > 0)
            written["parameters"] = new JsonArray([.. call.Parameters.Select(Parameter)]);
        if (call.Request is { } request)
            written["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(request) };
        written["responses"] = Answers(call);
        return written;
    }

    private static JsonObject Parameter(OperationParameter parameter)
    {
        var schema = parameter is { In: "path", Name: "id" } ? Shapes.Id() : new JsonObject { ["type"] = parameter.Type };
        if (parameter is { In: "path", Name: "types" })
            schema["pattern"] = "^[a-z][a-z0-9_]*_c$";
        var written = new JsonObject { ["name"] = parameter.Name, ["in"] = parameter.In, ["description"] = parameter.Description, ["schema"] = schema };
        if (parameter.Required)
            written["required"] = true;
        return written;
    }

    private static JsonObject Content(ApiBody body)
    {
        var media = new JsonObject();
        if (body.Schema is { } schema)
            media["schema"] = schema.DeepClone();
        else if (body.MediaType.StartsWith("text/", StringComparison.Ordinal))
            media["schema"] = new JsonObject { ["type"] = "string" };
        return new JsonObject { [body.MediaType] = media };
    }

    private static JsonObject Answers(ApiCall call)
    {
        var status = call.Operation.Status;
        var success = new JsonObject { ["description"] = DocsTexts.Find("status." + Text(status)) ?? DocsTexts.Text("status.200") };
        if (Headers(call) is { Count: > 0 } headers)
            success["headers"] = headers;
        if (call.Answer is { } answer)
            success["content"] = Content(answer);
        var answers = new JsonObject { [Text(status)] = success };
        if (call.Operation.Cached)
            answers["304"] = new JsonObject { ["description"] = DocsTexts.Text("status.304") };
        foreach (var problem in call.Problems)
            answers[Text(problem)] = new JsonObject { ["$ref"] = "#/components/responses/" + Refusal(problem) };
        return answers;
    }

    private static JsonObject Headers(ApiCall call)
    {
        var headers = new JsonObject();
        if (call.Operation.Cached || call.Operation.ResponseShape == RecordShape.Record)
            headers["ETag"] = Header(call.Operation.Cached ? "header.etag" : "header.version");
        if (call.Operation is { Method: not "GET", ResponseShape: RecordShape.Record } or { Id: "delete" })
            headers["Undo"] = Header("header.undo");
        if (call.Operation is { Status: 201 })
            headers["Location"] = Header("header.location");
        if (call.Parameters.Any(p => p.Name == OperationParameter.IdempotencyKey.Name))
            headers["Idempotency-Replayed"] = Header("header.replayed");
        headers["RateLimit"] = Header("header.rate_limit");
        headers["RateLimit-Policy"] = Header("header.rate_limit_policy");
        return headers;
    }

    private static JsonObject Header(string text, string type = "string") => new() { ["description"] = DocsTexts.Text(text), ["schema"] = new JsonObject { ["type"] = type } };

    private static JsonObject Problem(ApiDescription api, int status)
    {
        var written = new JsonObject { ["description"] = Refusals.Text(status), ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = api.Problem.DeepClone() } } };
        if (status == 429)
            written["headers"] = new JsonObject { ["Retry-After"] = Header("header.retry_after", "integer") };
        return written;
    }

    private static string Refusal(int status) => "Problem" + Text(status);

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
