using System.Security.Cryptography;
using System.Text;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.SecondFactors;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Catalogues;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.Accounts;

/// <summary>Asks for another address.</summary>
/// <param name="Code">Of an authenticator app, or a recovery code, where the account has them.</param>
public sealed record EmailChangeInput(string Email, string Password, string? Code);

/// <summary>
/// Changes the address of an account. Both addresses confirm it by a link each, in any order; the present one can stop it instead. Whether the new one has an account already is looked up
/// when its mail is written, so neither answer nor time tells.
/// </summary>
public sealed class EmailChanges(
    Database database, Credentials credentials, SecondFactor factor, AccountMails mails, SignInCache cache, SignInLog log, WorkspaceCatalogues catalogues, WritePath writes, TimeProvider clock)
{
    /// <summary>How long both have to confirm it.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(3);

    /// <summary>What an account waits for; null for nothing.</summary>
    public async Task<EmailChange?> PendingAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await EmailChangeTable.FindAsync(session, account, clock.Now(), cancellation);
    }

    /// <summary>Asks both addresses. An address that was never proved is not asked; it may be mistyped.</summary>
    /// <param name="asking">The sign-in that asks, and goes on when the others end.</param>
    public async Task<EmailChange> AskAsync(Guid id, Guid asking, EmailChangeInput input, Origin origin, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var email = InputChecks.Email(input.Email, problems);
        problems.ThrowIfAny();
        var account = await credentials.ProveAsync(id, "password", input.Password, origin, cancellation);
        await factor.RequireIfThereAsync(id, input.Code, origin, cancellation);
        if (string.Equals(email, account.Email, StringComparison.OrdinalIgnoreCase))
            throw new ProblemException(Problem.Field("email", "email_change.same"));
        var now = clock.Now();
        var change = new EmailChange(id, asking, email, now, now + Lifetime, account.VerifiedAt is null ? now : null, null);
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            if ((await ProviderTable.OnlyAsync(session, id, cancellation)).Count > 0)
                throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "email_change.provider"));
            var key = SHA256.HashData(Encoding.UTF8.GetBytes($"change address\n{id}"));
            if (await FailureTable.CountAsync(session, key, AccountMailSender.Asking, now, cancellation) is { } until)
                throw new ProblemException(Problem.TooMany(Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds))));
            await session.BeginAsync(cancellation);
            await session.ExecuteAsync([EmailChangeTable.Put(change), AccountLinkTable.Delete(id, LinkPurpose.OldAddress), AccountLinkTable.Delete(id, LinkPurpose.NewAddress), mails.ToAddress(AccountMailKind.NewAddress, account, email)], cancellation);
            if (change.OldAt is null)
                await session.ExecuteAsync(mails.To(AccountMailKind.OldAddress, account), cancellation);
            await session.CommitAsync(cancellation);
        }
        mails.Wake();
        return change;
    }

    /// <summary>Takes the question back.</summary>
    public async Task WithdrawAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.ExecuteAsync([EmailChangeTable.Delete(account), AccountLinkTable.Delete(account, LinkPurpose.OldAddress), AccountLinkTable.Delete(account, LinkPurpose.NewAddress)], cancellation);
    }

    /// <summary>Takes the confirmation of one of the addresses, by the link it was sent. With both the change is done: all sign-ins end but the one that asked.</summary>
    /// <returns>The change, with what is confirmed now.</returns>
    public async Task<EmailChange> ConfirmAsync(string token, Origin origin, CancellationToken cancellation)
    {
        var hash = Secret.Plausible(token) ? Secret.Hash(token) : throw AccountLinks.Invalid();
        var now = clock.Now();
        EmailChange change;
        Account account;
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            await session.BeginAsync(cancellation);
            var old = await AccountLinkTable.TakeAsync(session, hash, LinkPurpose.OldAddress, now, cancellation);
            var link = old ?? await AccountLinkTable.TakeAsync(session, hash, LinkPurpose.NewAddress, now, cancellation) ?? throw AccountLinks.Invalid();
            change = await EmailChangeTable.LockAsync(session, link.Account, now, cancellation) ?? throw AccountLinks.Invalid();
            account = await AccountTable.OfIdAsync(session, link.Account, cancellation) ?? throw AccountLinks.Invalid();
            if (link.Email != (old is null ? change.Email : account.Email))
                throw AccountLinks.Invalid();
            change = old is null ? change with { NewAt = now } : change with { OldAt = now };
            if (change is not { OldAt: not null, NewAt: not null })
            {
                await session.ExecuteAsync(EmailChangeTable.Put(change), cancellation);
                await session.CommitAsync(cancellation);
                return change;
            }
            if (!await EmailChangeTable.ApplyAsync(session, change, now, cancellation))
                throw AccountLinks.Invalid();
            await session.ExecuteAsync([EmailChangeTable.Delete(account.Id), AccountLinkTable.DeleteAll(account.Id), SessionTable.DeleteAll(account.Id, change.AskedIn), mails.ToAddress(AccountMailKind.EmailChanged, account, account.Email)], cancellation);
            await session.CommitAsync(cancellation);
        }
        cache.Forget(s => s.Account == account.Id && s.Session != change.AskedIn);
        mails.Wake();
        await RenamePeopleAsync(account, change.Email, cancellation);
        await log.HappenedAsync(account.Id, SecurityEventKind.EmailChanged, origin, cancellation);
        return change;
    }

    /// <summary>Stops a change by the link that the present address was sent.</summary>
    public async Task StopAsync(string token, CancellationToken cancellation)
    {
        var hash = Secret.Plausible(token) ? Secret.Hash(token) : throw AccountLinks.Invalid();
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        var link = await AccountLinkTable.TakeAsync(session, hash, LinkPurpose.OldAddress, clock.Now(), cancellation) ?? throw AccountLinks.Invalid();
        await session.ExecuteAsync([EmailChangeTable.Delete(link.Account), AccountLinkTable.Delete(link.Account, LinkPurpose.NewAddress)], cancellation);
        await session.CommitAsync(cancellation);
    }

    // In each workspace the person's record has the address as well, where nobody wrote another there.
    private async Task RenamePeopleAsync(Account account, string email, CancellationToken cancellation)
    {
        List<NamedWorkspace> workspaces;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            workspaces = await AccountTable.WorkspacesAsync(session, account.Id, cancellation);
        foreach (var workspace in workspaces)
        {
            await using var session = await database.OpenAsync(workspace.Id, cancellation);
            if (await WorkspaceTable.HouseAsync(session, workspace.Id, cancellation) is not { } house || await PersonTable.OfAccountAsync(session, workspace.Id, account.Id, cancellation) is not { } person
                || await PersonTable.OfEmailAsync(session, workspace.Id, account.Email.ToLowerInvariant(), cancellation) is not { } named || named.Id != person.Id)
                continue;
            var caller = Caller.System("address of an account", workspace.Id, house.Currency, TimeZoneInfo.FindSystemTimeZoneById(house.TimeZone)) with { Behalf = person.Id };
            var catalogue = await catalogues.OfAsync(workspace.Id, house.SchemaVersion, cancellation);
            var type = catalogue.Of<Person>();
            var request = new WriteRequest(WriteKind.Update, person.Id);
            request.Values[type["email"]] = email;
            await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        }
    }
}
