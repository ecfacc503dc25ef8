using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.People;

/// <summary>What follows when people leave a workspace or come back. Endpoints let only those call it who manage people.</summary>
public sealed class Leaving(WritePath writes, SignInCache cache)
{
    /// <summary>Lets somebody work here again who has left, in the role they had. What they held stays with whom it was given to.</summary>
    /// <param name="output">Takes the person's JSON.</param>
    /// <returns>The record's present version.</returns>
    public async Task<long?> ReactivateAsync(Session session, Caller caller, Catalogue catalogue, Guid id, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        if (person.Active)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "person.works_here"));
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Update, id);
        request.Values[type["active"]] = true;
        return (await writes.OneAsync(session, caller, catalogue, type, request, null, output, cancellation)).Version;
    }

    /// <summary>Forgets what is known of a person's rights, so that the next request looks again; called after the commit.</summary>
    public void Acted(Caller caller, Guid id) => cache.ForgetPerson(caller.Workspace, id);
}
