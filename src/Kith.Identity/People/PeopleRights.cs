using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.SignIns;
using Kith.Store.Access;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.People;

/// <summary>Changes what people may do. Endpoints let only those call it who manage people; the database holds the same rules for every other door.</summary>
public sealed class PeopleRights(WritePath writes, SignInCache cache, IdSource ids, TimeProvider clock)
{
    private const int LongestReason = 300;

    /// <summary>Gives a person another role, never above the caller's own and never taking the last owner. It acts at once, when <see cref="Acted"/> is called after the commit.</summary>
    /// <param name="output">Takes the person's JSON.</param>
    /// <returns>The record's present version.</returns>
    public async Task<long?> SetRoleAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string role, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var type = catalogue.Of<Person>();
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        var given = Roles.Given(caller, catalogue, role).Name;
        Roles.RequireNotAbove(caller, catalogue, person.Role);
        var request = new WriteRequest(WriteKind.Update, id);
        request.Values[type["role"]] = given;
        var (_, version) = await writes.OneAsync(session, caller, catalogue, type, request, null, output, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.RoleGiven, id, person.Name).With("role", person.Role, given)], cancellation);
        return version;
    }

    /// <summary>Forgets what is known of a person's rights, so that the next request looks again.</summary>
    public void Acted(Caller caller, Guid id) => cache.ForgetPerson(caller.Workspace, id);

    /// <summary>The roles a person has beside their own, the newest last.</summary>
    public static async Task<List<RoleGrant>> GrantsAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        _ = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        return await RoleGrantTable.ListAsync(session, caller.Workspace, id, cancellation);
    }

    /// <summary>Gives a person a role beside their own, never above the caller's own; one that is there gets the new terms.</summary>
    /// <param name="until">When it ends by itself; null for never.</param>
    public async Task<RoleGrant> GrantAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string role, DateTime? until, string? reason, CancellationToken cancellation)
    {
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        var given = Roles.Given(caller, catalogue, role);
        Roles.RequireNotAbove(caller, catalogue, person.Role);
        var problems = new ProblemList();
        if (person is not { Active: true, Role: not null })
            problems.Add("", "access.no_role");
        if (given.Rank == Role.Owner)
            problems.Add("role", "access.owner_granted");
        if (until <= clock.GetUtcNow().UtcDateTime)
            problems.Add("expires_at", "access.past");
        if (reason is { Length: > LongestReason })
            problems.Add("reason", "max_length", "reason", LongestReason);
        problems.ThrowIfAny();
        var grant = await RoleGrantTable.SaveAsync(session, caller, ids.Next(), id, given.Name, until, reason, clock.Now(), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.RoleGiven, id, person.Name).With("role", given.Name).With("expires_at", until).With("reason", reason)], cancellation);
        return grant;
    }

    /// <summary>Takes a granted role away.</summary>
    public static async Task RevokeAsync(Session session, Caller caller, Catalogue catalogue, Guid id, Guid grant, CancellationToken cancellation)
    {
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        var role = await RoleGrantTable.DeleteAsync(session, caller.Workspace, id, grant, cancellation) ?? throw ProblemException.NotFound();
        Roles.RequireNotAbove(caller, catalogue, role);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.RoleTaken, id, person.Name).With("role", role, null)], cancellation);
    }
}
