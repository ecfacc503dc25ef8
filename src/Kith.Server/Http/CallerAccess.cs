using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.SignIns;

namespace Kith.Server.Http;

/// <summary>Who is behind a request: set once by the authentication, read by endpoints.</summary>
/// <param name="AccountId">Null behind an API key.</param>
/// <param name="Session">Id of the sign-in, or of the API key.</param>
/// <param name="TokenExpiresAt">When the token of the request ends; null for a cookie, which is followed by others.</param>
public sealed record SignIn(Caller Caller, Guid? AccountId, long CatalogueVersion, bool ByCookie, Guid Session, DateTime? TokenExpiresAt)
{
    /// <summary>What the sign-in was found to be.</summary>
    public required KnownSignIn Known { get; init; }

    /// <summary>The account behind an operation that is for people only.</summary>
    public Guid Account => AccountId ?? throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "people_only"));
}

/// <summary>Takes the caller out of a request.</summary>
public static class CallerAccess
{
    /// <summary>The sign-in of the request, or null.</summary>
    public static SignIn? FindSignIn(this HttpContext context) => context.Features.Get<SignIn>();

    /// <summary>Where a request comes from, for the audit.</summary>
    public static Origin Origin(this HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        return new Origin(context.Connection.RemoteIpAddress, agent.Length == 0 ? null : agent[..Math.Min(agent.Length, Kith.Identity.SignIns.Origin.LongestAgent)]);
    }

    /// <summary>The caller of a request behind a guard that demands one.</summary>
    public static Caller Caller(this HttpContext context) =>
        context.FindSignIn()?.Caller ?? throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "unauthenticated"));
}
