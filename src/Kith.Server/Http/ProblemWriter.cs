using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Server.Forms;
using Kith.Server.Http.Limits;

namespace Kith.Server.Http;

/// <summary>Turns refusals and failures into problem documents (RFC 9457): the one place that decides statuses.</summary>
public static partial class ProblemWriter
{
    /// <summary>The status of each kind of refusal.</summary>
    public static int Status(ProblemKind kind) => kind switch
    {
        ProblemKind.Invalid => 422,
        ProblemKind.Malformed => 400,
        ProblemKind.Unauthenticated => 401,
        ProblemKind.Forbidden => 403,
        ProblemKind.NotFound => 404,
        ProblemKind.Conflict => 409,
        ProblemKind.Gone => 410,
        ProblemKind.Stale => 412,
        ProblemKind.TooSlow => 408,
        ProblemKind.TooLarge => 413,
        ProblemKind.UnsupportedType => 415,
        ProblemKind.TooMany => 429,
        ProblemKind.Unavailable => 503,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Runs the rest of the pipeline and answers what it throws.</summary>
    public static async Task HandleAsync(HttpContext context, RequestDelegate next, ILogger log)
    {
        try
        {
            await next(context);
            // What is routed nowhere is answered with a bare status.
            if (context.Response is { HasStarted: false, ContentType: null, StatusCode: 404 or 405 })
                await WriteAsync(context, NotServed(context.Response.StatusCode), context.Response.StatusCode);
        }
        catch (ProblemException refusal) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, refusal.Problem);
        }
        catch (BadHttpRequestException refusal) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, Unreadable(refusal.StatusCode));
        }
        // Class 22: a calculation of the caller's left the range of its type, which only the database can see.
        catch (Npgsql.PostgresException error) when (error.SqlState.StartsWith("22", StringComparison.Ordinal) && !context.Response.HasStarted)
        {
            await WriteAsync(context, Problem.Field("", "calculation_out_of_range"));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone; there is nobody to answer.
        }
        // The border of the process: whatever else fails is logged by its kind and answered without its details.
        catch (Exception error) when (!context.Response.HasStarted)
        {
            var unavailable = error is Npgsql.NpgsqlException { IsTransient: true } or TimeoutException;
            var caller = context.FindSignIn()?.Caller;
            Failed(log, context.Request.Method, context.GetEndpoint()?.DisplayName ?? "", caller?.Workspace, caller?.Viewer ?? caller?.Person, caller?.Viewer is null ? null : caller.Person, Trace(context), error);
            await WriteAsync(context, unavailable ? Problem.Of(ProblemKind.Unavailable, "unavailable") : new Problem(ProblemKind.Unavailable, "failed", Messages.Text("failed"), []), unavailable ? 503 : 500);
        }
    }

    private static Problem Unreadable(int status) => status switch
    {
        408 => Problem.Of(ProblemKind.TooSlow, "too_slow"),
        413 => Problem.Of(ProblemKind.TooLarge, "too_large", Body.MostBytes),
        _ => Problem.Of(ProblemKind.Malformed, "malformed"),
    };

    private static Problem NotServed(int status) =>
        status == 404 ? Problem.Of(ProblemKind.NotFound, "not_found") : Problem.Of(ProblemKind.Malformed, "method_not_allowed");

    /// <summary>Writes a problem document.</summary>
    public static async Task WriteAsync(HttpContext context, Problem problem, int? status = null)
    {
        var allow = context.Response.Headers.Allow;
        context.Response.Clear();
        context.Response.Headers.Allow = allow;
        SecurityHeaders.Apply(context);
        context.Features.Get<RateHeaders>()?.Apply(context.Response.Headers);
        context.Response.StatusCode = status ?? Status(problem.Kind);
        if (problem.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        if (ScimErrors.Apply(context))
        {
            await ScimErrors.WriteAsync(context, problem, context.Response.StatusCode);
            return;
        }
        if (FormRefusals.Apply(context))
        {
            await FormRefusals.WriteAsync(context, problem);
            return;
        }
        context.Response.ContentType = "application/problem+json";
        await using var writer = new Utf8JsonWriter(context.Response.BodyWriter, new JsonWriterOptions { Encoder = Body.Json.Encoder });
        writer.WriteStartObject();
        writer.WriteString("type", $"https://kith.example/problems/{problem.Code}");
        writer.WriteString("title", problem.Title);
        writer.WriteNumber("status", context.Response.StatusCode);
        writer.WriteString("code", problem.Code);
        writer.WriteString("detail", problem.Errors.Count > 0 ? string.Join(' ', problem.Errors.Select(e => e.Message)) : problem.Title);
        writer.WriteString("trace_id", Trace(context));
        writer.WriteStartArray("errors");
        foreach (var error in problem.Errors)
            JsonSerializer.Serialize(writer, error, ErrorJson);
        writer.WriteEndArray();
        if (context.Features.Get<StaleRecord>() is { } stale)
        {
            writer.WritePropertyName("current");
            writer.WriteRawValue(stale.Json.Span);
        }
        writer.WriteEndObject();
    }

    private static readonly JsonSerializerOptions ErrorJson = new(Body.Json) { DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Ties an answer, its logs and its changes together.</summary>
    public static string Trace(HttpContext context) => Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Endpoint} failed in workspace {Workspace} for person {Person} (as {Seen}), request {Trace}")]
    private static partial void Failed(ILogger log, string method, string endpoint, Guid? workspace, Guid? person, Guid? seen, string trace, Exception error);
}

/// <summary>The present state of a record that a refused write was behind.</summary>
public sealed record StaleRecord(ReadOnlyMemory<byte> Json);
