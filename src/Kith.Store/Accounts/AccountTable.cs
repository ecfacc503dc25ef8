using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>A sign-in that exists outside every workspace.</summary>
/// <param name="PasswordHash">In the format of the framework's hasher.</param>
/// <param name="LastWorkspace">Where the account worked last; null before its first sign-in.</param>
/// <param name="VerifiedAt">When its owner proved to read what is sent to its address; null until then.</param>
public sealed record Account(Guid Id, string Email, string Name, string PasswordHash, Guid? LastWorkspace, DateTime? VerifiedAt);

/// <summary>A workspace by what people call it.</summary>
public sealed record NamedWorkspace(Guid Id, string Name);

/// <summary>The SQL of accounts.</summary>
public static class AccountTable
{
    /// <summary>The account of a normalised e-mail address, or null.</summary>
    public static Task<Account?> FindAsync(Session session, string normalised, CancellationToken cancellation) =>
        FindAsync(session, SqlText.Of($"email_normalised = {SqlText.Text(normalised)}"), cancellation);

    /// <summary>The account of an id, or null.</summary>
    public static Task<Account?> OfIdAsync(Session session, Guid id, CancellationToken cancellation) => FindAsync(session, SqlText.Of($"id = {id}"), cancellation);

    private static Task<Account?> FindAsync(Session session, SqlText where, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select id, email, name, password_hash, last_workspace_id, verified_at from account where {where}"), Read, cancellation);

    private static Account Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4), row.IsDBNull(5) ? null : row.GetDateTime(5));

    /// <summary>The normalised e-mail address of an account.</summary>
    public static async Task<string> NormalisedAsync(Session session, Guid account, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select email_normalised from account where id = {account}"), row => row.GetString(0), cancellation) ?? "";

    /// <summary>Makes an account in the transaction of the session; answers false when the address has one already.</summary>
    /// <param name="account">Its address as it was written; it is compared in lower case.</param>
    public static async Task<bool> InsertAsync(Session session, Account account, DateTime now, CancellationToken cancellation) =>
        await session.ExecuteOutsideAsync(SqlText.Of($"insert into account (id, email, email_normalised, name, password_hash, verified_at, created_at) values ({account.Id}, {SqlText.Text(account.Email)}, {SqlText.Text(account.Email.ToLowerInvariant())}, {SqlText.Text(account.Name)}, {SqlText.Text(account.PasswordHash)}, {account.VerifiedAt}, {now}) on conflict (email_normalised) do nothing"), cancellation) == 1;

    /// <summary>Notes that the owner of an account reads what is sent to an address, if that is still the account's.</summary>
    public static SqlText Verify(AccountLink link, DateTime now) =>
        SqlText.Of($"update account set verified_at = coalesce(verified_at, {now}) where id = {link.Account} and email = {SqlText.Text(link.Email)}");

    /// <summary>Sets another password.</summary>
    public static SqlText SetPassword(Guid account, string hash) => SqlText.Of($"update account set password_hash = {SqlText.Text(hash)} where id = {account}");

    /// <summary>Gives an account that nobody has proved to the owner of its address: its password no longer holds, and its sign-ins end.</summary>
    public static async Task ClaimAsync(Session session, Guid account, string passwordHash, DateTime now, CancellationToken cancellation)
    {
        await session.ExecuteOutsideAsync(SqlText.Of($"update account set password_hash = {SqlText.Text(passwordHash)}, verified_at = {now} where id = {account} and verified_at is null"), cancellation);
        await session.ExecuteOutsideAsync(SqlText.Of($"delete from session where account_id = {account}"), cancellation);
    }

    /// <summary>Replaces a password's hash, if it is still the one that was checked.</summary>
    public static Task RehashAsync(Session session, Guid account, string old, string hash, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update account set password_hash = {SqlText.Text(hash)} where id = {account} and password_hash = {SqlText.Text(old)}"), cancellation);

    /// <summary>Holds an account until the transaction ends; false where there is none.</summary>
    internal static async Task<bool> LockAsync(Session session, Guid account, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select 1 from account where id = {account} for update"), r => r.GetInt32(0), cancellation) == 1;

    /// <summary>Deletes an account with all that hangs on it; its people have to be detached before.</summary>
    internal static IReadOnlyList<SqlText> Delete(Account account) =>
    [
        SqlText.Of($"delete from account_note where account_id = {account.Id}"),
        SqlText.Of($"delete from account_mail where account_id is null and lower(recipient) = {SqlText.Text(account.Email.ToLowerInvariant())}"),
        SqlText.Of($"delete from account where id = {account.Id}"),
    ];

    /// <summary>The workspaces in which the account may work now, by name.</summary>
    public static Task<List<NamedWorkspace>> WorkspacesAsync(Session session, Guid account, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select id, name from kith.workspaces_of({account})"), row => new NamedWorkspace(row.GetGuid(0), row.GetString(1)), cancellation);
}
