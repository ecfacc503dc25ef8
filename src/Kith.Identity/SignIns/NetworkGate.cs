using System.Net;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Keeps out who comes from where a workspace is not to be reached.</summary>
public sealed class NetworkGate(Database database)
{
    /// <summary>Refuses a call from a network that the workspace does not allow, and tells the audit.</summary>
    /// <exception cref="ProblemException">The address is in none of the networks.</exception>
    public async Task RequireAsync(KnownSignIn signIn, Caller caller, IPAddress? address, CancellationToken cancellation)
    {
        if (WorkspaceNetworks.Allow(signIn.Networks, address))
            return;
        await using (var session = await database.OpenAsync(caller.Workspace, cancellation))
            await AllowedNetworkTable.RefusedAsync(session, caller, new Origin(address, null).Text ?? "", cancellation);
        throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "network.refused"));
    }
}
