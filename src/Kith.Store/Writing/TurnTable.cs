using Kith.Core.Modules;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Writing;

/// <summary>The rows of <c>turn</c>: how far each person has come in what is dealt out in turns.</summary>
internal static class TurnTable
{
    /// <summary>Has everybody else of the workspace who takes turns wait until the transaction ends.</summary>
    public static Task LockAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select pg_advisory_xact_lock(hashtextextended({SqlText.Text($"turn {workspace}")}, 0))"), cancellation);

    /// <summary>The places in what has these ids.</summary>
    public static async Task<Turns> ReadAsync(Session session, Guid workspace, Guid[] of, CancellationToken cancellation)
    {
        var rows = await session.ListAsync(SqlText.Of($"select of_id, person_id, place from turn where workspace_id = {workspace} and of_id = any({of})"), r => (Of: r.GetGuid(0), Person: r.GetGuid(1), Place: r.GetInt64(2)), cancellation);
        return new Turns(rows.ToDictionary(r => (r.Of, r.Person), r => r.Place));
    }

    /// <summary>Keeps the places that are others now.</summary>
    public static Task SaveAsync(Session session, Guid workspace, Turns turns, CancellationToken cancellation)
    {
        if (turns.Moved.Count == 0)
            return Task.CompletedTask;
        var (of, people) = (turns.Moved.Keys.Select(k => k.Of).ToArray(), turns.Moved.Keys.Select(k => k.Person).ToArray());
        var places = SqlText.Parameter(turns.Moved.Values.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint);
        return session.ExecuteAsync(SqlText.Of($"insert into turn (workspace_id, of_id, person_id, place) select {workspace}, v.of_id, v.person_id, v.place from unnest({of}, {people}, {places}) v(of_id, person_id, place) on conflict (workspace_id, of_id, person_id) do update set place = excluded.place"), cancellation);
    }
}
