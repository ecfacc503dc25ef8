using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>Another address for an account, until both addresses have confirmed it.</summary>
/// <param name="AskedIn">The sign-in that asked.</param>
/// <param name="Email">The new address as it was written.</param>
/// <param name="OldAt">When the present address confirmed it.</param>
/// <param name="NewAt">When the new one did.</param>
public sealed record EmailChange(Guid Account, Guid AskedIn, string Email, DateTime AskedAt, DateTime ExpiresAt, DateTime? OldAt, DateTime? NewAt);

/// <summary>The SQL of changes of an account's address.</summary>
public static class EmailChangeTable
{
    /// <summary>What an account waits for, as long as it counts.</summary>
    public static Task<EmailChange?> FindAsync(Session session, Guid account, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select account_id, asked_in, email, asked_at, expires_at, old_at, new_at from email_change where account_id = {account} and expires_at > {now}"), Read, cancellation);

    /// <summary>The same, locked until the transaction ends.</summary>
    public static Task<EmailChange?> LockAsync(Session session, Guid account, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select account_id, asked_in, email, asked_at, expires_at, old_at, new_at from email_change where account_id = {account} and expires_at > {now} for update"), Read, cancellation);

    private static EmailChange Read(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetDateTime(3), r.GetDateTime(4), Instant(r, 5), Instant(r, 6));

    /// <summary>Keeps a change in the place of the one before.</summary>
    public static SqlText Put(EmailChange change) => SqlText.Of($"""
        insert into email_change (account_id, asked_in, email, asked_at, expires_at, old_at, new_at)
        values ({change.Account}, {change.AskedIn}, {SqlText.Text(change.Email)}, {change.AskedAt}, {change.ExpiresAt}, {change.OldAt}, {change.NewAt})
        on conflict (account_id) do update set asked_in = excluded.asked_in, email = excluded.email, asked_at = excluded.asked_at, expires_at = excluded.expires_at, old_at = excluded.old_at, new_at = excluded.new_at
        """);

    /// <summary>Forgets the change of an account.</summary>
    public static SqlText Delete(Guid account) => SqlText.Of($"delete from email_change where account_id = {account}");

    /// <summary>Gives the account its new address, unless another account has it.</summary>
    public static async Task<bool> ApplyAsync(Session session, EmailChange change, DateTime now, CancellationToken cancellation)
    {
        var normalised = change.Email.ToLowerInvariant();
        try
        {
            return await session.ExecuteAsync(SqlText.Of($"update account set email = {SqlText.Text(change.Email)}, email_normalised = {SqlText.Text(normalised)}, verified_at = {now} where id = {change.Account} and not exists (select from account o where o.email_normalised = {SqlText.Text(normalised)} and o.id <> {change.Account})"), cancellation) == 1;
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            // Another account took it in the same moment.
            return false;
        }
    }

    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
