using Kith.Core.Records;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.Accounts;

/// <summary>Puts mails about accounts in line. They are written and sent by <see cref="AccountMailSender"/>.</summary>
public sealed class AccountMails(IdSource ids, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _woken = new(0);

    /// <summary>A mail to the address of an account, to be run in the transaction that causes it; <see cref="Wake"/> follows the commit.</summary>
    public SqlText To(AccountMailKind kind, Account account) => AccountMailTable.Insert(new AccountMailRow(ids.Next(), kind, account.Email, account.Id, 0, clock.Now()));

    /// <summary>A mail about an account to an address that need not be its own.</summary>
    public SqlText ToAddress(AccountMailKind kind, Account account, string email) => AccountMailTable.Insert(new AccountMailRow(ids.Next(), kind, email, account.Id, 0, clock.Now()));

    /// <summary>A mail to the account of a normalised address, if there is one.</summary>
    public SqlText ToWhoeverHas(string normalised, AccountMailKind kind) => AccountMailTable.Insert(new AccountMailRow(ids.Next(), kind, normalised, null, 0, clock.Now()));

    /// <summary>A mail to the address of an account that is there no longer.</summary>
    public SqlText Farewell(Account account) => AccountMailTable.Insert(new AccountMailRow(ids.Next(), AccountMailKind.Deleted, account.Email, null, 0, clock.Now()));

    /// <summary>Tells this process's sender that a mail waits; senders of other processes look by themselves.</summary>
    public void Wake() => _woken.Release();

    /// <summary>Waits until a mail may have come in, at most so long.</summary>
    internal Task WaitAsync(TimeSpan most, CancellationToken cancellation) => _woken.WaitAsync(most, cancellation);

    public void Dispose() => _woken.Dispose();
}
