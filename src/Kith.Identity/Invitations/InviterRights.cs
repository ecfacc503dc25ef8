using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Access;

namespace Kith.Identity.Invitations;

/// <summary>Whether who invited somebody may still do so: an invitation gives nothing that its inviter could not give at the moment it is accepted.</summary>
public sealed class InviterRights(Memberships memberships)
{
    /// <summary>True while the inviter works here, manages people and may give the role.</summary>
    /// <param name="accessVersion">Version of the workspace's memberships, as new as the question.</param>
    public async Task<bool> HoldAsync(Guid workspace, Guid inviter, string role, Catalogue catalogue, long accessVersion, CancellationToken cancellation) =>
        catalogue.Role(role) is { } given
        && await memberships.OfAsync(workspace, inviter, accessVersion, catalogue.Version, cancellation) is { } access
        && access.Functions.Contains(Function.ManagePeople) && PersonAccess.Within(given, access, catalogue);
}
