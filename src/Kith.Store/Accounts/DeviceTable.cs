using System.Net;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>A sign-in as its account looks at it.</summary>
/// <param name="Program">It is of a program with tokens and not of a browser.</param>
public sealed record DeviceRow(Guid Id, Guid Workspace, bool Program, bool SecondFactor, string? UserAgent, IPAddress? Address, DateTime CreatedAt, DateTime UsedAt);

/// <summary>A browser that need show no code.</summary>
public sealed record TrustedDeviceRow(Guid Id, string? UserAgent, DateTime CreatedAt, DateTime UsedAt, DateTime ExpiresAt, byte[] Hash);

/// <summary>The SQL of where an account is signed in, and of the browsers it trusts.</summary>
public static class DeviceTable
{
    /// <summary>The living sign-ins of an account, last used first.</summary>
    public static Task<List<DeviceRow>> ListAsync(Session session, Guid account, DateTime now, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"""
            select s.id, s.works_in, exists (select from token t where t.session_id = s.id and t.kind = 'refresh'), s.second_factor, s.user_agent, s.address, s.created_at, coalesce(s.used_at, s.created_at)
            from session s where s.account_id = {account} and s.ended_at is null and s.expires_at > {now}
                and exists (select from token t where t.session_id = s.id and t.kind in ('cookie', 'refresh') and t.expires_at > {now})
            order by coalesce(s.used_at, s.created_at) desc, s.id
            """),
        r => new DeviceRow(r.GetGuid(0), r.GetGuid(1), r.GetBoolean(2), r.GetBoolean(3), Text(r, 4), r.IsDBNull(5) ? null : r.GetFieldValue<IPAddress>(5), r.GetDateTime(6), r.GetDateTime(7)), cancellation);

    /// <summary>Notes from where and with what a sign-in is used.</summary>
    public static Task SeenAsync(Session session, Guid signIn, string? userAgent, IPAddress? from, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update session set used_at = {now}, user_agent = coalesce({SqlText.Text(userAgent)}, user_agent), address = {SqlText.Parameter(from, NpgsqlDbType.Inet)} where id = {signIn}"), cancellation);

    /// <summary>Ends a sign-in of the account, or takes the trust from one of its browsers; false where it has no such.</summary>
    public static async Task<bool> EndAsync(Session session, Guid account, Guid id, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"with t as (delete from trusted_device where id = {id} and account_id = {account} returning 1), s as (delete from session where id = {id} and account_id = {account} returning 1) select exists (select from t) or exists (select from s)"), r => r.GetBoolean(0), cancellation);

    /// <summary>The browsers that the account trusts, last used first.</summary>
    public static Task<List<TrustedDeviceRow>> TrustedAsync(Session session, Guid account, DateTime now, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select id, user_agent, created_at, used_at, expires_at, hash from trusted_device where account_id = {account} and expires_at > {now} order by used_at desc, id"),
        r => new TrustedDeviceRow(r.GetGuid(0), Text(r, 1), r.GetDateTime(2), r.GetDateTime(3), r.GetDateTime(4), r.GetFieldValue<byte[]>(5)), cancellation);

    /// <summary>Trusts a browser.</summary>
    public static Task TrustAsync(Session session, Guid id, byte[] hash, Guid account, string? userAgent, DateTime now, DateTime expiresAt, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into trusted_device (id, hash, account_id, user_agent, created_at, used_at, expires_at) values ({id}, {hash}, {account}, {SqlText.Text(userAgent)}, {now}, {now}, {expiresAt})"), cancellation);

    /// <summary>True for a browser that the account trusts; notes its use.</summary>
    public static async Task<bool> IsTrustedAsync(Session session, Guid account, byte[] hash, DateTime now, CancellationToken cancellation) => await session.ExecuteAsync(
        SqlText.Of($"update trusted_device set used_at = {now} where account_id = {account} and hash = {hash} and expires_at > {now}"), cancellation) == 1;

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
