using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>What a link in a mail about an account is for.</summary>
public enum LinkPurpose
{
    /// <summary>It proves the account's address.</summary>
    Verify,
    /// <summary>It sets a new password.</summary>
    Reset,
    /// <summary>The present address lets the account have another, or not.</summary>
    OldAddress,
    /// <summary>The new address is the account's.</summary>
    NewAddress,
}

/// <summary>A link that works now.</summary>
/// <param name="Email">The address it was sent to.</param>
public sealed record AccountLink(Guid Account, string Email);

/// <summary>The SQL of links that mails about accounts hold. A link is known by the SHA-256 of its secret.</summary>
public static class AccountLinkTable
{
    /// <summary>Makes a link; an older one of the account for the same purpose works no longer.</summary>
    public static Task PutAsync(Session session, byte[] hash, LinkPurpose purpose, AccountLink link, DateTime expiresAt, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into account_link (hash, account_id, purpose, email, expires_at) values ({hash}, {link.Account}, {Name(purpose)}, {SqlText.Text(link.Email)}, {expiresAt}) on conflict (account_id, purpose) do update set hash = excluded.hash, email = excluded.email, expires_at = excluded.expires_at"), cancellation);

    /// <summary>The link of a secret, as long as it works.</summary>
    public static Task<AccountLink?> FindAsync(Session session, byte[] hash, LinkPurpose purpose, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select account_id, email from account_link where {Works(hash, purpose, now)}"), r => new AccountLink(r.GetGuid(0), r.GetString(1)), cancellation);

    /// <summary>Uses a link up; null when it does not work (any more). Of two at the same time one succeeds.</summary>
    public static Task<AccountLink?> TakeAsync(Session session, byte[] hash, LinkPurpose purpose, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"delete from account_link where {Works(hash, purpose, now)} returning account_id, email"), r => new AccountLink(r.GetGuid(0), r.GetString(1)), cancellation);

    /// <summary>Ends the link of an account for a purpose.</summary>
    public static SqlText Delete(Guid account, LinkPurpose purpose) => SqlText.Of($"delete from account_link where account_id = {account} and purpose = {Name(purpose)}");

    /// <summary>Ends every link of an account.</summary>
    public static SqlText DeleteAll(Guid account) => SqlText.Of($"delete from account_link where account_id = {account}");

    private static SqlText Works(byte[] hash, LinkPurpose purpose, DateTime now) => SqlText.Of($"hash = {hash} and purpose = {Name(purpose)} and expires_at > {now}");

    private static SqlText Name(LinkPurpose purpose) => SqlText.Text(purpose.ToString().ToLowerInvariant());
}
