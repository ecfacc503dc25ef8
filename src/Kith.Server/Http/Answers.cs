using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store;
using Kith.Store.Sql;

namespace Kith.Server.Http;

/// <summary>What a write answers.</summary>
public sealed record Answer(int Status, ReadOnlyMemory<byte> Body)
{
    public Dictionary<string, string> Headers { get; init; } = [];
    /// <summary>What has to happen between the commit and the answer, so that the caller's next request finds it done.</summary>
    public Func<Task>? Committed { get; init; }

    /// <summary>An answer with a value as its JSON body.</summary>
    public static Answer Of<T>(int status, T value) => new(status, JsonSerializer.SerializeToUtf8Bytes(value, Http.Body.Json));
}

/// <summary>Runs writes so that a repeated request under one Idempotency-Key has one effect and one answer.</summary>
public static class Answers
{
    /// <summary>Runs the effect once for the request's key, or plainly where it has none, and sends the answer.</summary>
    /// <param name="body">The request's body as it came.</param>
    public static async Task SendAsync(HttpContext context, KithStore store, Caller caller, ReadOnlyMemory<byte> body, Func<Session, Task<Answer>> effect, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length == 0)
        {
            await FinishAsync(context, await effect(session), cancellation);
            return;
        }
        if (key.Length > 255 || key.Any(c => c is < ' ' or > '~'))
            throw new ProblemException(Problem.Field("Idempotency-Key", "idempotency_key_invalid"));
        var request = Hash(context, caller, body);
        await session.BeginAsync(cancellation);
        var kept = await store.Idempotency.FindAsync(session, caller, key, request, cancellation);
        if (kept is not null)
        {
            await session.RollbackAsync(cancellation);
            context.Response.Headers["Idempotency-Replayed"] = "true";
            await WriteAsync(context, new Answer(kept.Status, kept.Body) { Headers = new Dictionary<string, string>(kept.Headers) }, cancellation);
            return;
        }
        var answer = await effect(session);
        await store.Idempotency.KeepAsync(session, caller, key, request, new KeptAnswer(answer.Status, answer.Headers, answer.Body.ToArray()), cancellation);
        await session.CommitAsync(cancellation);
        await FinishAsync(context, answer, cancellation);
    }

    private static async Task FinishAsync(HttpContext context, Answer answer, CancellationToken cancellation)
    {
        if (answer.Committed is { } committed)
            await committed();
        await WriteAsync(context, answer, cancellation);
    }

    private static byte[] Hash(HttpContext context, Caller caller, ReadOnlyMemory<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{context.Request.Method} {context.Request.Path}{context.Request.QueryString}\n{caller.Scope?.Key}\n"));
        hash.AppendData(body.Span);
        return hash.GetHashAndReset();
    }

    private static async Task WriteAsync(HttpContext context, Answer answer, CancellationToken cancellation)
    {
        context.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers)
            context.Response.Headers[name] = value;
        if (answer.Body.Length == 0)
            return;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, cancellation);
    }
}
