using System.Buffers;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.SigningUp;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Identity.Keys;

/// <summary>People who stand for programs: they have a role and API keys, and no account ever. Endpoints let only those call this who manage people.</summary>
public sealed class ServicePeople(WritePath writes, IdSource ids)
{
    /// <summary>Makes a service person, with a role that is not above the caller's own.</summary>
    /// <param name="output">Takes the person's JSON.</param>
    /// <returns>The record's id and version.</returns>
    public async Task<(Guid Id, long? Version)> CreateAsync(Session session, Caller caller, Catalogue catalogue, string name, string role, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var called = InputChecks.Name("name", name, problems);
        problems.ThrowIfAny();
        var given = Roles.Given(caller, catalogue, role);
        var type = catalogue.Of<Person>();
        var request = new WriteRequest(WriteKind.Create, ids.Next());
        request.Values[type["name"]] = called;
        request.Values[type["role"]] = given.Name;
        request.Values[type["active"]] = true;
        request.Values[type["service"]] = true;
        var (_, version) = await writes.OneAsync(session, caller, catalogue, type, request, null, output, cancellation);
        return (request.Id, version);
    }
}
