using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using Kith.Core.Problems;
using Microsoft.AspNetCore.Http.Features;

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
    public static async Task<T> ReadAsync<T>(HttpContext context, CancellationToken cancellation) => Read<T>(await ReadBytesAsync(context, cancellation));

    /// <summary>Reads a body that must be a JSON object.</summary>
    public static async Task<JsonDocument> ReadObjectAsync(HttpContext context, CancellationToken cancellation) =>
        Object(await ReadBytesAsync(context, cancellation));

    /// <summary>Reads any JSON body.</summary>
    public static async Task<JsonDocument> ReadDocumentAsync(HttpContext context, CancellationToken cancellation) =>
        Parse(await ReadBytesAsync(context, cancellation));

    /// <summary>Reads a JSON body as it came; empty where there is none.</summary>
    public static async Task<ReadOnlyMemory<byte>> ReadBytesAsync(HttpContext context, CancellationToken cancellation)
    {
        if (context.Request.ContentLength == 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
            return default;
        if (context.Request.ContentLength > MostBytes)
            throw new ProblemException(Problem.Of(ProblemKind.TooLarge, "too_large", MostBytes));
        if (!context.Request.HasJsonContentType() && context.Request.ContentType?.StartsWith("application/merge-patch+json", StringComparison.Ordinal) != true)
            throw new ProblemException(Problem.Of(ProblemKind.UnsupportedType, "not_json"));
        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, cancellation);
        return bytes.ToArray();
    }

    /// <summary>Parses bytes that must hold a JSON object.</summary>
    public static JsonDocument Object(ReadOnlyMemory<byte> bytes)
    {
        var document = Parse(bytes);
        return document.RootElement.ValueKind == JsonValueKind.Object ? document : throw new ProblemException(Problem.Field("", "not_an_object"));
    }

    /// <summary>Reads a typed value from bytes; what does not fit is refused with the member's name.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> bytes)
    {
        using var document = Object(bytes);
        if (bytes.Span.IndexOf("\\u0000"u8) >= 0 || bytes.Span.IndexOf("null"u8) >= 0)
            RefuseUnusable(document.RootElement);
        try
        {
            return document.Deserialize<T>(Json)!;
        }
        catch (JsonException error)
        {
            throw new ProblemException(Refusal(error));
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            // The reader looks into texts only when they are taken out.
            if (!Utf8.IsValid(bytes.Span))
                throw new JsonException("The text is not UTF-8.");
            var document = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = 64, AllowDuplicateProperties = false });
            if (bytes.Span.IndexOf("\\u"u8) >= 0)
                ReadTexts(document.RootElement);
            return document;
        }
        // The reader finds half a surrogate pair only when the text is taken out.
        catch (InvalidOperationException)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Malformed, "malformed_json", "\\u"));
        }
        catch (JsonException error)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Malformed, "malformed_json", error.Message));
        }
    }

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (var item in element.EnumerateArray())
                    ReadTexts(item);
                break;
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }
                break;
            default:
                break;
        }
    }

    // PostgreSQL cannot store NUL, wherever the text goes; and no list has gaps, which the serializer would let through.
    private static void RefuseUnusable(JsonElement root)
    {
        var problems = new ProblemList();
        Look(root, "");
        problems.ThrowIfAny();

        void Look(JsonElement element, string path)
        {
            if (element.ValueKind == JsonValueKind.String && element.GetString()!.Contains('\0', StringComparison.Ordinal))
                problems.Add(path, "control_characters", path);
            if (element.ValueKind == JsonValueKind.Array)
            {
                foreach (var (i, item) in element.EnumerateArray().Index())
                {
                    var place = string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]");
                    if (item.ValueKind == JsonValueKind.Null)
                        problems.Add(place, "required", place);
                    Look(item, place);
                }
            }
            if (element.ValueKind == JsonValueKind.Object)
            {
                foreach (var member in element.EnumerateObject())
                    Look(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
            }
        }
    }

    private static Problem Refusal(JsonException error)
    {
        var field = error.Path is { Length: > 2 } path ? path.TrimStart('$').TrimStart('.') : "";
        // System.Text.Json names a missing or unknown member only in its text.
        var quoted = error.Message.Split('\'');
        if (error.Message.Contains("could not be mapped", StringComparison.Ordinal) && quoted.Length > 1)
            return Problem.Field(Within(field, quoted[1]), "unknown_field", quoted[1]);
        if (error.Message.Contains("missing required", StringComparison.Ordinal) && quoted.Length > 1)
            return new Problem(ProblemKind.Invalid, "invalid", Messages.Text("invalid"), [.. quoted.Skip(3).Where((_, i) => i % 2 == 0).Select(n => new FieldProblem(Within(field, n), "required", Messages.Text("required", n)))]);
        return Problem.Field(field, "wrong_type", field);
    }

    // A member by its path; what the serializer gives is sometimes the member's own, sometimes that of what it stands in.
    private static string Within(string path, string name) =>
        path.Length == 0 || path == name ? name : path.EndsWith("." + name, StringComparison.Ordinal) ? path : $"{path}.{name}";
}
