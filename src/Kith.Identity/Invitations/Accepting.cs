using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.Passwords;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Catalogues;
using Kith.Store.Sql;

namespace Kith.Identity.Invitations;

/// <summary>
/// Accepts invitations. Holding the link proves the address, so an account is made for it, or the one it has is used with its password;
/// the person of that address (imported before, say) becomes the account's, or one is made.
/// </summary>
public sealed class Accepting(
    Database database, Credentials credentials, PasswordHashing passwords, PersonWriter people, BrowserSessions browsers, SignInCache cache,
    WorkspaceCatalogues catalogues, InviterRights inviters, IdSource ids, TimeProvider clock)
{
    /// <summary>Accepts an invitation once and answers the cookie of the session it starts.</summary>
    public async Task<string> AcceptAsync(string token, string? name, string password, Origin origin, CancellationToken cancellation)
    {
        var invitation = await FindAsync(token, cancellation);
        var normalised = invitation.Email.ToLowerInvariant();
        var called = string.IsNullOrWhiteSpace(name) ? invitation.Name : name;
        var known = await credentials.FindAsync(normalised, cancellation);
        if (known is null)
        {
            var problems = new ProblemList();
            called = InputChecks.Name("name", called, problems);
            PasswordRules.Check("password", password, [called, invitation.Email, invitation.WorkspaceName], problems);
            problems.ThrowIfAny();
        }
        else if (await credentials.CheckAsync(normalised, password, origin, cancellation) is null)
        {
            throw new ProblemException(Problem.Field("password", "invitation.wrong_password"));
        }
        var hash = known is null ? await passwords.HashAsync(password, cancellation) : null;
        return await JoinAsync(invitation, known, called ?? known!.Name, hash, cancellation);
    }

    private async Task<FoundInvitation> FindAsync(string token, CancellationToken cancellation)
    {
        if (!Secret.Plausible(token))
            throw Invalid();
        FoundInvitation found;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            found = await InvitationTable.FindAsync(session, Secret.Hash(token), clock.Now(), cancellation) ?? throw Invalid();
        var catalogue = await catalogues.OfAsync(found.Workspace, found.SchemaVersion, cancellation);
        return await inviters.HoldAsync(found.Workspace, found.Inviter, found.Role, catalogue, found.AccessVersion, cancellation) ? found : throw Invalid();
    }

    private async Task<string> JoinAsync(FoundInvitation invitation, Account? known, string name, string? hash, CancellationToken cancellation)
    {
        var catalogue = await catalogues.OfAsync(invitation.Workspace, invitation.SchemaVersion, cancellation);
        var caller = Caller.System("invitation", invitation.Workspace, invitation.Currency, TimeZoneInfo.FindSystemTimeZoneById(invitation.TimeZone));
        var account = known?.Id ?? ids.Next();
        await using var session = await database.OpenAsync(invitation.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        if (invitation.Role != Roles.Owner && await ProviderTable.FindAsync(session, invitation.Workspace, cancellation) is { Active: true, OnlyWay: true })
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "provider.required"));
        // Taken first: of two who hold the link only one gets past here.
        if (!await InvitationTable.TakeAsync(session, invitation.Workspace, invitation.Id, cancellation))
            throw Invalid();
        var now = clock.Now();
        if (hash is null)
            await session.ExecuteOutsideAsync(AccountTable.Verify(new AccountLink(account, known!.Email), now), cancellation);
        else if (!await AccountTable.InsertAsync(session, new Account(account, invitation.Email, name, hash, null, VerifiedAt: now), now, cancellation))
            throw Invalid();
        await AdmitAsync(session, caller, catalogue, invitation, account, name, cancellation);
        var cookie = await browsers.StartAsync(session, account, invitation.Workspace, cancellation);
        await session.CommitAsync(cancellation);
        cache.Forget(s => s.Workspace == invitation.Workspace && s.Account == account);
        return cookie;
    }

    private async Task AdmitAsync(Session session, Caller caller, Catalogue catalogue, FoundInvitation invitation, Guid account, string name, CancellationToken cancellation)
    {
        var person = await PersonTable.OfAccountAsync(session, caller.Workspace, account, cancellation)
            ?? await PersonTable.OfEmailAsync(session, caller.Workspace, invitation.Email.ToLowerInvariant(), cancellation);
        var admitted = person?.Id;
        if (person is null)
            admitted = await people.CreateAsync(session, caller, catalogue, account, name, invitation.Email, invitation.Role, cancellation);
        else if (person.Account is { } other && other != account)
            throw new ProblemException(Problem.Field("token", "invitation.already_here"));
        else
            await people.AdmitAsync(session, caller, catalogue, person, account, invitation.Role, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.Joined, admitted, name).With("role", invitation.Role)], cancellation);
    }

    private static ProblemException Invalid() => new(Problem.Field("token", "invitation.invalid"));
}
