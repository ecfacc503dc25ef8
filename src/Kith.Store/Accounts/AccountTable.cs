using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>A sign-in that exists outside every workspace.</summary>
/// <param name="PasswordHash">In the format of the framework's hasher.</param>
/// <param name="LastWorkspace">Where the account worked last; null before its first sign-in.</param>
public sealed record Account(Guid Id, string Email, string Name, string PasswordHash, Guid? LastWorkspace);

/// <summary>A workspace by what people call it.</summary>
public sealed record NamedWorkspace(Guid Id, string Name);

/// <summary>The SQL of accounts.</summary>
public static class AccountTable
{
    /// <summary>The account of a normalised e-mail address, or null.</summary>
    public static Task<Account?> FindAsync(Session session, string normalised, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select id, email, name, password_hash, last_workspace_id from account where email_normalised = {SqlText.Text(normalised)}"), Read, cancellation);

    private static Account Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.IsDBNull(4) ? null : row.GetGuid(4));

    /// <summary>Makes an account; answers false when the address has one already.</summary>
    public static async Task<bool> InsertAsync(Session session, Guid id, string email, string normalised, string name, string passwordHash, DateTime now, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"insert into account (id, email, email_normalised, name, password_hash, created_at) values ({id}, {SqlText.Text(email)}, {SqlText.Text(normalised)}, {SqlText.Text(name)}, {SqlText.Text(passwordHash)}, {now}) on conflict (email_normalised) do nothing"), cancellation) == 1;

    /// <summary>Replaces a password's hash, if it is still the one that was checked.</summary>
    public static Task RehashAsync(Session session, Guid account, string old, string hash, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update account set password_hash = {SqlText.Text(hash)} where id = {account} and password_hash = {SqlText.Text(old)}"), cancellation);

    /// <summary>The workspaces in which the account may work now, by name.</summary>
    public static Task<List<NamedWorkspace>> WorkspacesAsync(Session session, Guid account, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select id, name from kith.workspaces_of({account})"), row => new NamedWorkspace(row.GetGuid(0), row.GetString(1)), cancellation);
}
