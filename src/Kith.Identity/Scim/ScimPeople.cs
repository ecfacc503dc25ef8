using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.Invitations;
using Kith.Identity.People;
using Kith.Identity.Providers;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.HandOver;
using Kith.Store.Scim;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.Scim;

/// <summary>
/// Keeps a workspace's people as its directory says, with the rights of who made its token. Accounts are never touched: who is made here gets one by signing in through the
/// provider, or by an invitation where there is none.
/// </summary>
public sealed class ScimPeople(WritePath writes, HandingOver handing, Leaving leaving, PeopleRights rights, Inviting inviting, SignInCache cache, IdSource ids, TimeProvider clock)
{
    /// <summary>Makes somebody, or takes in who stands here already and cannot work here.</summary>
    public async Task<Guid> CreateAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimPerson asked, CancellationToken cancellation)
    {
        var email = await RequireAddressAsync(session, caller, asked.Email!, cancellation);
        if ((await ScimPeopleTable.ListAsync(session, caller.Workspace, null, asked.UserName, null, cancellation)).Count > 0)
            throw ScimProblem.Taken(asked.UserName);
        var present = await PersonTable.OfEmailAsync(session, caller.Workspace, email, cancellation);
        if (present is { Service: true } || (present is not null && (await ScimPeopleTable.ListAsync(session, caller.Workspace, present.Id, null, null, cancellation)).Count > 0))
            throw ScimProblem.Taken(email);
        var role = present?.Role ?? Roles.Given(caller, catalogue, row.DefaultRole).Name;
        Roles.RequireNotAbove(caller, catalogue, present?.Role);
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(present is null ? WriteKind.Create : WriteKind.Update, present?.Id ?? ids.Next());
        request.Values[type["name"]] = asked.Name;
        request.Values[type["role"]] = role;
        request.Values[type["active"]] = asked.Active;
        if (present is null)
            request.Values[type["email"]] = email;
        await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        await SaveAsync(session, caller, asked with { Id = request.Id }, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.Joined, request.Id, asked.Name).With("role", role).With("directory", asked.UserName)], cancellation);
        if (asked.Active && present?.Account is null && await ProviderTable.FindAsync(session, caller.Workspace, cancellation) is not { Active: true })
            await inviting.CreateAsync(session, caller, catalogue, email, asked.Name, role, cancellation);
        return request.Id;
    }

    /// <summary>Makes somebody what the directory says they are.</summary>
    public async Task ReplaceAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimPerson present, ScimPerson asked, CancellationToken cancellation)
    {
        Roles.RequireNotAbove(caller, catalogue, present.Role);
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Update, present.Id);
        if (asked.Name != present.Name)
            request.Values[type["name"]] = asked.Name;
        if (!string.Equals(asked.Email, present.Email, StringComparison.OrdinalIgnoreCase))
            request.Values[type["email"]] = await RequireAddressAsync(session, caller, asked.Email!, cancellation);
        if (request.Values.Count > 0)
            await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        if (Kept(asked) != Kept(present) || !present.Known)
            await SaveAsync(session, caller, asked, cancellation);
        if (present.Active && !asked.Active)
            await LeaveAsync(session, caller, catalogue, row, present.Id, cancellation);
        else if (!present.Active && asked.Active)
            await ReturnAsync(session, caller, catalogue, row, present, cancellation);
    }

    /// <summary>Ends somebody's work here; the directory knows them no more.</summary>
    public async Task RemoveAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimPerson present, CancellationToken cancellation)
    {
        Roles.RequireNotAbove(caller, catalogue, present.Role);
        if (present.Active)
            await LeaveAsync(session, caller, catalogue, row, present.Id, cancellation);
        await ScimPeopleTable.ForgetAsync(session, caller.Workspace, present.Id, cancellation);
    }

    /// <summary>Gives people the role and the team that their groups stand for. Owners are left as they are, so that no directory takes a workspace from them.</summary>
    public async Task FollowAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, IEnumerable<Guid> people, CancellationToken cancellation)
    {
        var (roles, teams) = (row.Groups.Where(g => g.Role is not null).ToList(), row.Groups.Where(g => g.Team is not null).ToList());
        if (roles.Count + teams.Count == 0)
            return;
        var type = catalogue.Of<Person>();
        foreach (var id in people.Distinct())
        {
            if ((await ScimPeopleTable.ListAsync(session, caller.Workspace, id, null, null, cancellation)).FirstOrDefault() is not { Active: true } person)
                continue;
            bool In(ScimMapping mapping) => person.Groups.Any(g => string.Equals(g.Name, mapping.Group, StringComparison.OrdinalIgnoreCase));
            var role = roles.FirstOrDefault(In)?.Role ?? row.DefaultRole;
            if (roles.Count > 0 && person.Role is not null && person.Role != Roles.Owner && person.Role != role)
                await rights.SetRoleAsync(session, caller, catalogue, id, role, new ArrayBufferWriter<byte>(), cancellation);
            // A team that no group stands for was given by hand and stays.
            var team = teams.FirstOrDefault(In)?.Team ?? (teams.Any(t => t.Team == person.Team) ? null : person.Team);
            if (team != person.Team)
            {
                var request = new WriteRequest(WriteKind.Update, id);
                request.Values[type["team"]] = team;
                await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
            }
        }
    }

    /// <summary>Forgets what is known of people's rights; called after the commit.</summary>
    public void Acted(Caller caller) => cache.ForgetWorkspace(caller.Workspace);

    private async Task LeaveAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, Guid person, CancellationToken cancellation)
    {
        var successor = await SuccessorAsync(session, caller, row, person, cancellation);
        await handing.DeactivateAsync(session, caller, catalogue, person, new HandOverRequest(successor, new Dictionary<string, Guid?>()), cancellation);
    }

    // The one who is named, as long as that person works here; else whose token it is.
    private static async Task<Guid?> SuccessorAsync(Session session, Caller caller, ScimRow row, Guid person, CancellationToken cancellation)
    {
        foreach (var candidate in new[] { row.Successor, caller.Person }.OfType<Guid>().Where(c => c != person))
        {
            if (await PersonTable.OfIdAsync(session, caller.Workspace, candidate, cancellation) is { Active: true })
                return candidate;
        }
        return null;
    }

    private async Task ReturnAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimPerson present, CancellationToken cancellation)
    {
        await leaving.ReactivateAsync(session, caller, catalogue, present.Id, new ArrayBufferWriter<byte>(), cancellation);
        if (present.Role is null)
            await rights.SetRoleAsync(session, caller, catalogue, present.Id, row.DefaultRole, new ArrayBufferWriter<byte>(), cancellation);
        await FollowAsync(session, caller, catalogue, row, [present.Id], cancellation);
    }

    private async Task SaveAsync(Session session, Caller caller, ScimPerson person, CancellationToken cancellation)
    {
        if (!await ScimPeopleTable.SaveAsync(session, caller.Workspace, person, clock.Now(), cancellation))
            throw ScimProblem.Taken(person.UserName);
    }

    private static (string, string?, string?, string?) Kept(ScimPerson person) => (person.UserName, person.ExternalId, person.GivenName, person.FamilyName);

    // Whoever has the address may come in, so only addresses count that the workspace speaks for or has invited itself.
    private async Task<string> RequireAddressAsync(Session session, Caller caller, string written, CancellationToken cancellation)
    {
        var email = Credentials.Normalise(written) ?? throw ScimProblem.Value("emails");
        return await DomainTable.VerifiedAsync(session, caller.Workspace, ProviderAdmission.DomainOf(email), cancellation)
            || await InvitationTable.OfEmailAsync(session, caller.Workspace, email, clock.Now(), cancellation) is not null
            ? email : throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "scim.domain_unverified", ProviderAdmission.DomainOf(email)));
    }
}
