using Kith.Core.Access;
using Kith.Store.Access;

namespace Kith.Identity.SignIns;

/// <summary>Finds out as whom a sign-in calls: as its own person, or as the one whom it sees Kith as, for as long as it may.</summary>
public sealed class SignInCallers(Memberships memberships)
{
    /// <summary>The caller with the rights of this moment; null when the person may not work here any more. Where seeing as somebody else is over, it has no <see cref="Caller.Viewer"/>.</summary>
    public async Task<Caller?> OfAsync(KnownSignIn signIn, Via via, CancellationToken cancellation)
    {
        if (signIn.Viewing?.Seen is { } seen && await memberships.SeenAsync(signIn.Workspace, signIn.Person, seen, signIn.AccessVersion, signIn.SchemaVersion, cancellation) is { } other)
            return signIn.ToCaller(other, via) with { Viewer = signIn.Person };
        return await memberships.OfAsync(signIn.Workspace, signIn.Person, signIn.AccessVersion, signIn.SchemaVersion, cancellation) is { } access ? signIn.ToCaller(access, via) : null;
    }
}
