using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>What a mail about an account says.</summary>
public enum AccountMailKind
{
    /// <summary>Asks to prove the address.</summary>
    Verify,
    /// <summary>Brings the link that sets a new password.</summary>
    Reset,
    /// <summary>Tells that the password was changed.</summary>
    PasswordChanged,
    /// <summary>Tells that somebody signed in from where nobody had before.</summary>
    UnusualSignIn,
    /// <summary>Tells that a sign-in was ended because an old secret of it was used.</summary>
    TokenReused,
    /// <summary>Tells that codes or passkeys were added or taken away.</summary>
    SecondFactorChanged,
    /// <summary>Asks the present address whether the account may have another, and lets it stop that.</summary>
    OldAddress,
    /// <summary>Asks the new address whether it is the account's; tells it where it has an account already.</summary>
    NewAddress,
    /// <summary>Tells the old address that the account has another.</summary>
    EmailChanged,
    /// <summary>Tells an address that its account was deleted.</summary>
    Deleted,
}

/// <summary>A mail about an account that waits to leave.</summary>
/// <param name="Account">Null where only an address is known, which may have no account.</param>
/// <param name="Attempts">How often it was tried, this time included.</param>
public sealed record AccountMailRow(Guid Id, AccountMailKind Kind, string Recipient, Guid? Account, int Attempts, DateTime CreatedAt);

/// <summary>The SQL of mails about accounts, which belong to no workspace.</summary>
public static class AccountMailTable
{
    /// <summary>Puts a mail in line.</summary>
    public static SqlText Insert(AccountMailRow mail) =>
        SqlText.Of($"insert into account_mail (id, kind, recipient, account_id, created_at, next_at) values ({mail.Id}, {SqlText.Text(mail.Kind.ToString())}, {SqlText.Text(mail.Recipient)}, {mail.Account}, {mail.CreatedAt}, {mail.CreatedAt})");

    /// <summary>Takes the mail that has waited longest; nobody else gets it for as long as <paramref name="lease"/> says.</summary>
    public static Task<AccountMailRow?> TakeAsync(Session session, DateTime now, TimeSpan lease, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"update account_mail set attempts = attempts + 1, next_at = {now + lease} where id = (select id from account_mail where next_at <= {now} and ending_at is null order by next_at limit 1 for update skip locked) returning id, kind, recipient, account_id, attempts, created_at"),
            r => new AccountMailRow(r.GetGuid(0), Enum.Parse<AccountMailKind>(r.GetString(1)), r.GetString(2), r.IsDBNull(3) ? null : r.GetGuid(3), r.GetInt32(4), r.GetDateTime(5)), cancellation);

    /// <summary>Notes that the end of a mail is about to be sent; false when somebody else has taken it meanwhile.</summary>
    public static async Task<bool> EndingAsync(Session session, AccountMailRow mail, DateTime now, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"update account_mail set ending_at = {now} where id = {mail.Id} and attempts = {mail.Attempts} and ending_at is null"), cancellation) == 1;

    /// <summary>Has it tried again later.</summary>
    public static Task PostponeAsync(Session session, AccountMailRow mail, DateTime until, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update account_mail set next_at = {until}, ending_at = null where id = {mail.Id} and attempts = {mail.Attempts}"), cancellation);

    /// <summary>It has left, or never will.</summary>
    public static Task DeleteAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"delete from account_mail where id = {id}"), cancellation);
}
