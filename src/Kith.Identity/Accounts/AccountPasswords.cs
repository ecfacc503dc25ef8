using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Identity.Passwords;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.Accounts;

/// <summary>Changes passwords: by their owner, or by a link where one is forgotten. Each change ends other sign-ins and is told by mail.</summary>
public sealed class AccountPasswords(Database database, Credentials credentials, PasswordHashing passwords, Lockout lockout, AccountMails mails, SignInCache cache, SignInLog log, TimeProvider clock)
{
    /// <summary>Has a link sent to an address if it has an account. Whether it has is looked up later, so neither answer nor time tells.</summary>
    public async Task AskAsync(string email, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var address = SigningUp.InputChecks.Email(email, problems);
        problems.ThrowIfAny();
        await using (var session = await database.OpenGlobalAsync(cancellation))
            await session.ExecuteAsync(mails.ToWhoeverHas(address.ToLowerInvariant(), AccountMailKind.Reset), cancellation);
        mails.Wake();
    }

    /// <summary>Sets a new password by a link, once, and ends every sign-in of the account.</summary>
    public async Task ResetAsync(string token, string password, Origin origin, CancellationToken cancellation)
    {
        var hash = Secret.Plausible(token) ? Secret.Hash(token) : throw AccountLinks.Invalid();
        Account account;
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            var link = await AccountLinkTable.FindAsync(session, hash, LinkPurpose.Reset, clock.Now(), cancellation) ?? throw AccountLinks.Invalid();
            account = await AccountTable.OfIdAsync(session, link.Account, cancellation) ?? throw AccountLinks.Invalid();
        }
        var set = await HashAsync(password, account, cancellation);
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            await session.BeginAsync(cancellation);
            var link = await AccountLinkTable.TakeAsync(session, hash, LinkPurpose.Reset, clock.Now(), cancellation) ?? throw AccountLinks.Invalid();
            await session.ExecuteAsync([AccountTable.Verify(link, clock.Now()), .. Change(account, set, spared: null)], cancellation);
            await session.CommitAsync(cancellation);
        }
        Changed(account, spared: null);
        await log.HappenedAsync(account.Id, SecurityEventKind.PasswordReset, origin, cancellation);
        // Reading the account's mail proves more than a password does: whoever was locked out while guessing at it may sign in now.
        await lockout.SucceededAsync(new SignInAttempt(account.Email.ToLowerInvariant(), Network.Of(origin.Address), KnownNetwork: true), account.Id, cancellation);
    }

    /// <summary>Sets a new password for somebody who knows the present one, and ends the other sign-ins of the account.</summary>
    /// <param name="spared">The sign-in that goes on.</param>
    public async Task ChangeAsync(Guid id, Guid spared, string present, string password, Origin origin, CancellationToken cancellation)
    {
        var account = await credentials.ProveAsync(id, "present", present, origin, cancellation);
        var set = await HashAsync(password, account, cancellation);
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            await session.BeginAsync(cancellation);
            await session.ExecuteAsync(Change(account, set, spared), cancellation);
            await session.CommitAsync(cancellation);
        }
        Changed(account, spared);
        await log.HappenedAsync(account.Id, SecurityEventKind.PasswordChanged, origin, cancellation);
    }

    private async Task<string> HashAsync(string password, Account account, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        PasswordRules.Check("password", password, [account.Name, account.Email], problems);
        problems.ThrowIfAny();
        return await passwords.HashAsync(password, cancellation);
    }

    private IReadOnlyList<SqlText> Change(Account account, string hash, Guid? spared) =>
        [AccountTable.SetPassword(account.Id, hash), SessionTable.DeleteAll(account.Id, spared), AccountLinkTable.DeleteAll(account.Id), mails.To(AccountMailKind.PasswordChanged, account)];

    private void Changed(Account account, Guid? spared)
    {
        cache.Forget(s => s.Account == account.Id && s.Session != spared);
        mails.Wake();
    }
}
