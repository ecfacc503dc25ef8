using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>A refresh token within its locked sign-in.</summary>
/// <param name="Newest">The highest generation that was handed out.</param>
public sealed record RefreshRow(int Generation, DateTime ExpiresAt, DateTime? SupersededAt, DateTime? ReplayedAt, int Newest);

/// <summary>The SQL of refreshing: every step happens while the sign-in's row is locked, so refreshes of one sign-in come one after another.</summary>
public static class RefreshTable
{
    /// <summary>Locks the sign-in and answers the present state of one of its refresh tokens; null when it is gone.</summary>
    public static async Task<RefreshRow?> LockAsync(Session session, Guid id, byte[] hash, CancellationToken cancellation)
    {
        // The lock is a statement of its own, so that the next one sees what an earlier holder committed.
        await session.ExecuteAsync(SqlText.Of($"select 1 from session where id = {id} for update"), cancellation);
        return await session.FirstAsync(
            SqlText.Of($"select t.generation, t.expires_at, t.superseded_at, t.replayed_at, (select max(n.generation) from token n where n.session_id = {id} and n.kind = 'refresh') from token t join session s on s.id = t.session_id where t.hash = {hash} and s.id = {id} and t.kind = 'refresh' and s.ended_at is null"),
            row => new RefreshRow(row.GetInt32(0), row.GetDateTime(1), row.IsDBNull(2) ? null : row.GetDateTime(2), row.IsDBNull(3) ? null : row.GetDateTime(3), row.GetInt32(4)),
            cancellation);
    }

    /// <summary>Puts a fresh pair in the place of whatever refresh token was valid.</summary>
    /// <param name="replay">True when the token came a second time because its answer was lost: the answer's own refresh token can then never be replayed.</param>
    public static Task ReplaceAsync(Session session, Guid id, byte[] hash, bool replay, IReadOnlyList<NewToken> pair, DateTime now, CancellationToken cancellation)
    {
        DateTime? replayed = replay ? now : null;
        return session.ExecuteAsync(
        [
            SqlText.Of($"update token set superseded_at = coalesce(superseded_at, {now}), replayed_at = case when hash = {hash} or superseded_at is null then coalesce(replayed_at, {replayed}) else replayed_at end where session_id = {id} and kind = 'refresh' and (superseded_at is null or hash = {hash})"),
            .. pair.Select(t => SqlText.Of($"insert into token (hash, session_id, kind, generation, issued_at, expires_at, first_used_at) values ({t.Hash}, {id}, {SqlText.Text(SessionTable.Name(t.Kind))}, {t.Generation}, {now}, {t.ExpiresAt}, {now})")),
            SqlText.Of($"update session set expires_at = {pair.Max(t => t.ExpiresAt)} where id = {id}"),
        ], cancellation);
    }
}
