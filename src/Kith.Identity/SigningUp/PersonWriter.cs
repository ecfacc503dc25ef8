using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.SigningUp;

/// <summary>Makes the person of an account in a workspace, as a record like any other, and ties the two together.</summary>
public sealed class PersonWriter(WritePath writes, IdSource ids)
{
    /// <summary>A new person with a role.</summary>
    public async Task<Guid> CreateAsync(Session session, Caller caller, Catalogue catalogue, Guid account, string name, string email, string role, CancellationToken cancellation)
    {
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Create, ids.Next());
        request.Values[type["name"]] = name;
        request.Values[type["email"]] = email;
        request.Values[type["role"]] = role;
        request.Values[type["active"]] = true;
        await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        await PersonTable.AttachAsync(session, caller.Workspace, request.Id, account, cancellation);
        return request.Id;
    }

    /// <summary>Gives a person another role.</summary>
    public async Task SetRoleAsync(Session session, Caller caller, Catalogue catalogue, Guid person, string role, CancellationToken cancellation)
    {
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Update, person);
        request.Values[type["role"]] = role;
        await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
    }

    /// <summary>Lets a person who stands in the workspace already work there: out of the trash, active, with a role and the account.</summary>
    public async Task AdmitAsync(Session session, Caller caller, Catalogue catalogue, PersonRow person, Guid account, string role, CancellationToken cancellation)
    {
        var type = catalogue.Of<Person>();
        if (person.Deleted)
            await writes.OneAsync(session, caller, catalogue, type, new WriteRequest(WriteKind.Restore, person.Id), null, null, cancellation);
        var request = new WriteRequest(WriteKind.Update, person.Id);
        // Who works here already is not lowered by an invitation to a lesser role.
        if (!(person is { Active: true, Deleted: false, Account: not null, Role: { } present } && IsLesser(role, present, catalogue)))
            request.Values[type["role"]] = role;
        request.Values[type["active"]] = true;
        await writes.OneAsync(session, caller, catalogue, type, request, null, null, cancellation);
        await PersonTable.AttachAsync(session, caller.Workspace, person.Id, account, cancellation);
    }

    private static bool IsLesser(string role, string than, Catalogue catalogue) =>
        catalogue.Role(role) is not { } given || PersonAccess.Within(given, PersonAccess.Of(Membership.Alone(Guid.Empty, than), catalogue), catalogue);
}
