using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store;

/// <summary>An answer as it was given.</summary>
public sealed record KeptAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body);

/// <summary>Keeps answers under the key of their request: key, effect and answer commit together. Keys belong to a caller and live 48 hours.</summary>
public sealed class Idempotency(TimeProvider clock)
{
    /// <summary>How long an answer is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(48);

    /// <summary>The answer given before under this key, or null when this request is the first; a request still running is refused.</summary>
    /// <param name="session">Inside the transaction that will hold the effect.</param>
    /// <param name="request">Hash of the whole request; another request under the same key is refused.</param>
    public async Task<KeptAnswer?> FindAsync(Session session, Caller caller, string key, byte[] request, CancellationToken cancellation)
    {
        var person = caller.Person ?? Guid.Empty;
        // The lock lasts until the transaction ends, so whoever does not get it meets a request in flight.
        var free = await session.FirstAsync(SqlText.Of($"select pg_try_advisory_xact_lock(hashtextextended({SqlText.Text($"{caller.Workspace}/{person}/{key}")}, 0))"), r => r.GetBoolean(0), cancellation);
        if (!free)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "idempotency_running"));
        var kept = await session.FirstAsync(SqlText.Of($"select request, status, headers::text, body from idempotency where workspace_id = {caller.Workspace} and caller = {person} and key = {SqlText.Text(key)} and created_at > {clock.GetUtcNow().UtcDateTime - Kept}"),
            r => (Request: r.GetFieldValue<byte[]>(0), Answer: new KeptAnswer(r.GetInt32(1), JsonSerializer.Deserialize<Dictionary<string, string>>(r.GetString(2))!, r.GetFieldValue<byte[]>(3))), cancellation);
        if (kept.Answer is null)
            return null;
        return kept.Request.AsSpan().SequenceEqual(request) ? kept.Answer : throw new ProblemException(Problem.Of(ProblemKind.Invalid, "idempotency_reused"));
    }

    /// <summary>Keeps the answer of a request, in the transaction of its effect.</summary>
    public Task KeepAsync(Session session, Caller caller, string key, byte[] request, KeptAnswer answer, CancellationToken cancellation)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var headers = SqlText.Parameter(JsonSerializer.Serialize(answer.Headers), NpgsqlDbType.Jsonb);
        return session.ExecuteAsync(SqlText.Of($"insert into idempotency (workspace_id, caller, key, request, status, headers, body, created_at) values ({caller.Workspace}, {caller.Person ?? Guid.Empty}, {SqlText.Text(key)}, {request}, {answer.Status}, {headers}, {answer.Body}, {now}) on conflict (workspace_id, caller, key) do update set request = excluded.request, status = excluded.status, headers = excluded.headers, body = excluded.body, created_at = excluded.created_at"), cancellation);
    }
}
