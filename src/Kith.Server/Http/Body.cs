using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Problems;

namespace Kith.Server.Http;

/// <summary>Reads and writes JSON bodies, the same way everywhere.</summary>
public static class Body
{
    /// <summary>Most bytes of a JSON body.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    /// <summary>snake_case, strict numbers, unknown members refused.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DictionaryKeyPolicy = null,
        NumberHandling = JsonNumberHandling.Strict,
        PropertyNameCaseInsensitive = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        MaxDepth = 64,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    /// <summary>Reads a typed body; what does not fit is refused with the member's name.</summary>
    public static async Task<T> ReadAsync<T>(HttpContext context, CancellationToken cancellation)
    {
        using var document = await ReadDocumentAsync(context, cancellation);
        try
        {
            return document.Deserialize<T>(Json) ?? throw new ProblemException(Problem.Field("", "not_an_object"));
        }
        catch (JsonException error)
        {
            throw new ProblemException(Refusal(error));
        }
    }

    /// <summary>Reads a body that must be a JSON object.</summary>
    public static async Task<JsonDocument> ReadObjectAsync(HttpContext context, CancellationToken cancellation)
    {
        var document = await ReadDocumentAsync(context, cancellation);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new ProblemException(Problem.Field("", "not_an_object"));
    }

    /// <summary>Reads any JSON body.</summary>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpContext context, CancellationToken cancellation)
    {
        if (!context.Request.HasJsonContentType() && context.Request.ContentType?.StartsWith("application/merge-patch+json", StringComparison.Ordinal) != true)
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "not_json"));
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false }, cancellation);
        }
        catch (JsonException error)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Malformed, "malformed_json", error.Message));
        }
    }

    private static Problem Refusal(JsonException error)
    {
        var field = error.Path is { Length: > 2 } path ? path.TrimStart('$').TrimStart('.') : "";
        // System.Text.Json names a missing or unknown member only in its text.
        var quoted = error.Message.Split('\'');
        if (error.Message.Contains("could not be mapped", StringComparison.Ordinal) && quoted.Length > 1)
            return Problem.Field(quoted[1], "unknown_field", quoted[1]);
        if (error.Message.Contains("missing required", StringComparison.Ordinal) && quoted.Length > 1)
            return new Problem(ProblemKind.Invalid, "invalid", Messages.Text("invalid"), [.. quoted.Skip(3).Where((_, i) => i % 2 == 0).Select(n => new FieldProblem(n, "required", Messages.Text("required", n)))]);
        return Problem.Field(field, "wrong_type", field);
    }
}
