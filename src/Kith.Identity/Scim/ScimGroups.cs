using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Scim;
using Kith.Store.Sql;

namespace Kith.Identity.Scim;

/// <summary>Keeps the groups of a directory; what they stand for is given to their members at once.</summary>
public sealed class ScimGroups(ScimPeople people, IdSource ids, TimeProvider clock)
{
    /// <summary>Keeps a group as it was written, a new one or in the place of the one there is.</summary>
    public async Task<Guid> SaveAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimGroup? present, JsonObject written, CancellationToken cancellation)
    {
        var name = ScimResources.Text(written, "displayName") ?? throw ScimProblem.Value("displayName");
        var members = ScimResources.Members(written);
        var before = present?.Members.Select(m => m.Id).ToList() ?? [];
        foreach (var fresh in members.Except(before))
        {
            if ((await ScimPeopleTable.ListAsync(session, caller.Workspace, fresh, null, null, cancellation)).Count == 0)
                throw ScimProblem.Value("members");
        }
        var id = present?.Id ?? ids.Next();
        if (!await ScimPeopleTable.SaveGroupAsync(session, caller.Workspace, id, name, ScimResources.Text(written, "externalId"), members, clock.Now(), cancellation))
            throw ScimProblem.Taken(name);
        // Another name may stand for something else.
        var touched = name == present?.Name ? members.Except(before).Concat(before.Except(members)) : members.Concat(before);
        await people.FollowAsync(session, caller, catalogue, row, touched, cancellation);
        return id;
    }

    /// <summary>Takes a group away, and from its members what it stood for.</summary>
    public async Task RemoveAsync(Session session, Caller caller, Catalogue catalogue, ScimRow row, ScimGroup present, CancellationToken cancellation)
    {
        await ScimPeopleTable.DeleteGroupAsync(session, caller.Workspace, present.Id, cancellation);
        await people.FollowAsync(session, caller, catalogue, row, present.Members.Select(m => m.Id), cancellation);
    }
}
