using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.Invitations;
using Kith.Identity.Passwords;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Catalogues;
using Kith.Store.Sql;

namespace Kith.Identity.Providers;

/// <summary>
/// Who somebody that a provider vouches for is here, and what they may. Whoever is tied is found by issuer and subject. Anybody else needs an address that the
/// provider says it checked, of a domain that the workspace has proved its own, so that no provider speaks for other people's addresses.
/// </summary>
public sealed class ProviderAdmission(
    Database database, BrowserSessions browsers, PasswordHashing passwords, PersonWriter people, SignInCache cache, WorkspaceCatalogues catalogues, InviterRights inviters, IdSource ids, TimeProvider clock)
{
    /// <summary>The domain of a normalised address.</summary>
    public static string DomainOf(string email) => email[(email.LastIndexOf('@') + 1)..];

    /// <summary>Lets somebody in and answers the cookie of the session.</summary>
    public async Task<string> EnterAsync(Guid workspace, ProviderRow provider, ProvedIdentity identity, CancellationToken cancellation)
    {
        // Hashed before the transaction, which would otherwise wait for a turn with its locks held.
        var hash = await passwords.HashAsync(Secret.New(), cancellation);
        var account = identity.Email is { } written && Credentials.Normalise(written) is { } address ? await FindAsync(address, cancellation) : null;
        await using var session = await database.OpenAsync(workspace, cancellation);
        await session.BeginAsync(cancellation);
        var house = await WorkspaceTable.HouseAsync(session, workspace, cancellation) ?? throw Refused("no_workspace");
        var caller = Caller.System("sign-in provider", workspace, house.Currency, TimeZoneInfo.FindSystemTimeZoneById(house.TimeZone));
        var catalogue = await catalogues.OfAsync(workspace, house.SchemaVersion, cancellation);
        var person = await KnownAsync(session, workspace, identity, cancellation) ?? await JoinAsync(session, caller, catalogue, house.AccessVersion, provider, identity, account, hash, cancellation);
        if (person is not { Active: true, Deleted: false, Role: { } role, Account: { } owned })
            throw Refused("no_workspace");
        await FollowGroupsAsync(session, caller, catalogue, provider, identity, person, role, cancellation);
        await ProviderSignInTable.LinkAsync(session, workspace, identity.Issuer, identity.Subject, person.Id, clock.Now(), cancellation);
        var cookie = await browsers.StartAsync(session, owned, workspace, SignInTerms.Plain with { ByProvider = true, ProviderFactor = identity.SecondFactor }, cancellation);
        await session.CommitAsync(cancellation);
        cache.ForgetPerson(workspace, person.Id);
        return cookie;
    }

    /// <summary>Ties the provider's subject to an account that is signed in.</summary>
    public async Task TieAsync(Guid workspace, Guid account, ProvedIdentity identity, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        var person = await PersonTable.OfAccountAsync(session, workspace, account, cancellation) ?? throw Refused("no_workspace");
        if (await ProviderSignInTable.PersonAsync(session, workspace, identity.Issuer, identity.Subject, cancellation) is { } other && other != person.Id)
            throw Refused("provider.tied_to_other");
        await ProviderSignInTable.LinkAsync(session, workspace, identity.Issuer, identity.Subject, person.Id, clock.Now(), cancellation);
    }

    // Accounts stand outside every workspace.
    private async Task<Account?> FindAsync(string email, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await AccountTable.FindAsync(session, email, cancellation);
    }

    private static async Task<PersonRow?> KnownAsync(Session session, Guid workspace, ProvedIdentity identity, CancellationToken cancellation) =>
        await ProviderSignInTable.PersonAsync(session, workspace, identity.Issuer, identity.Subject, cancellation) is { } known
            ? await PersonTable.OfIdAsync(session, workspace, known, cancellation) ?? throw Refused("no_workspace") : null;

    private async Task<PersonRow?> JoinAsync(Session session, Caller caller, Catalogue catalogue, long accessVersion, ProviderRow provider, ProvedIdentity identity, Account? known, string hash, CancellationToken cancellation)
    {
        if (identity.Email is null || Credentials.Normalise(identity.Email) is not { } email)
            throw Refused("provider.no_email");
        if (!identity.EmailVerified)
            throw Refused("provider.email_unverified");
        if (!await DomainTable.VerifiedAsync(session, caller.Workspace, DomainOf(email), cancellation))
            throw Refused("provider.domain_unverified", DomainOf(email));
        var present = (known is null ? null : await PersonTable.OfAccountAsync(session, caller.Workspace, known.Id, cancellation)) ?? await PersonTable.OfEmailAsync(session, caller.Workspace, email, cancellation);
        // The address stands at a person whose account has another one: whoever wrote it there must not decide who signs in.
        if (present?.Account is { } other && other != known?.Id)
            throw Refused("provider.other_account");
        // Whoever signed up with an address and never proved it may be a stranger who waits for its owner.
        if (known is { VerifiedAt: null })
            await AccountTable.ClaimAsync(session, known.Id, hash, clock.Now(), cancellation);
        if (present is { Account: not null })
            return present;
        var invited = await InvitationTable.OfEmailAsync(session, caller.Workspace, email, clock.Now(), cancellation);
        if (invited is { Inviter: { } inviter } && !await inviters.HoldAsync(caller.Workspace, inviter, invited.Role, catalogue, accessVersion, cancellation))
            invited = null;
        if (invited is null && present?.Role is null && !provider.Joins)
            throw Refused("provider.not_invited");
        var role = GroupRoleOf(provider, identity) ?? invited?.Role ?? present?.Role ?? provider.DefaultRole ?? throw Refused("provider.no_role");
        var account = known?.Id ?? ids.Next();
        var name = string.IsNullOrWhiteSpace(identity.Name) || identity.Name.Length > 200 || identity.Name.Any(char.IsControl) ? email : identity.Name.Trim();
        // A password nobody knows: who wants one asks for a reset, where the workspace allows passwords.
        if (known is null && !await AccountTable.InsertAsync(session, new Account(account, email, name, hash, null, VerifiedAt: clock.Now()), clock.Now(), cancellation))
            throw Refused("provider.other_account");
        if (invited is not null)
            await InvitationTable.TakeAsync(session, caller.Workspace, invited.Id, cancellation);
        if (present is null)
            await people.CreateAsync(session, caller, catalogue, account, name, email, role, cancellation);
        else if (present.Active)
            await people.AdmitAsync(session, caller, catalogue, present, account, role, cancellation);
        else
            throw Refused("no_workspace");
        return await PersonTable.OfAccountAsync(session, caller.Workspace, account, cancellation);
    }

    // Groups decide anew at each sign-in, but never about owners, or a provider could take a workspace from its owner.
    private async Task FollowGroupsAsync(Session session, Caller caller, Catalogue catalogue, ProviderRow provider, ProvedIdentity identity, PersonRow person, string role, CancellationToken cancellation)
    {
        if (provider.GroupsClaim is null || provider.Groups.Count == 0 || role == Roles.Owner)
            return;
        var given = GroupRoleOf(provider, identity) ?? provider.DefaultRole ?? throw Refused("provider.no_role");
        if (given != role)
            await people.SetRoleAsync(session, caller, catalogue, person.Id, given, cancellation);
    }

    private static string? GroupRoleOf(ProviderRow provider, ProvedIdentity identity) => provider.Groups.FirstOrDefault(g => identity.Groups.Contains(g.Group))?.Role;

    private static ProblemException Refused(string code, params object[] args) => new(Problem.Of(ProblemKind.Forbidden, code, args));
}
