using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.People;

/// <summary>Changes what people may do. Endpoints let only those call it who manage people; the database holds the same rules for every other door.</summary>
public sealed class PeopleRights(WritePath writes, SignInCache cache)
{
    /// <summary>Gives a person another role, never above the caller's own and never taking the last owner. It acts at once, when <see cref="Acted"/> is called after the commit.</summary>
    /// <param name="output">Takes the person's JSON.</param>
    /// <returns>The record's present version.</returns>
    public async Task<long?> SetRoleAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string role, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var given = Roles.Require(role);
        var type = catalogue.Of<Person>();
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        if (given > caller.Role || (person.Role is { } present && Roles.Parse(present) > caller.Role))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "person.above_you"));
        var request = new WriteRequest(WriteKind.Update, id);
        request.Values[type["role"]] = Roles.Name(given);
        var (_, version) = await writes.OneAsync(session, caller, catalogue, type, request, null, output, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.RoleGiven, id, person.Name).With("role", person.Role, Roles.Name(given))], cancellation);
        return version;
    }

    /// <summary>Forgets what is known of a person's rights, so that the next request looks again.</summary>
    public void Acted(Caller caller, Guid id) => cache.ForgetPerson(caller.Workspace, id);
}
