using System.Net;
using Kith.Core.Access;
using Kith.Store.Accounts;

namespace Kith.Identity.SignIns;

/// <summary>A sign-in that is valid now.</summary>
/// <param name="Session">Id of the sign-in, or of the API key.</param>
/// <param name="Account">Null behind an API key, which stands for a person alone.</param>
/// <param name="SchemaVersion">Version of the workspace's own types and roles.</param>
/// <param name="AccessVersion">Version of what its people's rights depend on beside the roles.</param>
/// <param name="TokenExpiresAt">When the secret it was found by ends.</param>
public sealed record KnownSignIn(Guid Session, Guid? Account, Guid Workspace, Guid Person, string Currency, TimeZoneInfo Zone, WorkCalendar Calendar, long SchemaVersion, long AccessVersion, DateTime TokenExpiresAt)
{
    /// <summary>What it still has to show; null behind an API key, which is its own proof.</summary>
    public SignInStanding? Standing { get; init; }

    /// <summary>From where its workspace may be reached; from everywhere when empty.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; init; } = [];

    /// <summary>What an API key lets through; null for everything.</summary>
    public KeyScope? Scope { get; init; }

    /// <summary>As whom it sees Kith; null where as itself.</summary>
    public SignInViewing? Viewing { get; init; }

    /// <summary>The person behind it as a caller, with what it may do now.</summary>
    public Caller ToCaller(PersonAccess access, Via via) => Caller.Of(Workspace, access, via, Currency, Zone) with { Calendar = Calendar, Scope = Scope };
}

/// <summary>What a secret turned out to be.</summary>
/// <param name="SignIn">Null when it is not valid.</param>
/// <param name="Ended">True when Kith ended the sign-in because an old copy of it was used: its user should be told.</param>
/// <param name="NewCookie">The cookie that follows this one; null when it is not time yet.</param>
/// <param name="Fresh">The database was asked, and not what is remembered of a moment ago.</param>
public readonly record struct SignInAnswer(KnownSignIn? SignIn, bool Ended = false, string? NewCookie = null, bool Fresh = false);
