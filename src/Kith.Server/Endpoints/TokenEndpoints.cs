using Kith.Core.Access;
using Kith.Identity.SignIns;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>Bearer tokens for programs. They and cookies do not mix: these calls do not look at a cookie and set none.</summary>
public static class TokenEndpoints
{
    /// <summary>A refresh token to be used up.</summary>
    public sealed record RefreshRequest(string RefreshToken);

    /// <summary>What to revoke; the token the call came with when nothing is named.</summary>
    /// <param name="RefreshToken">A refresh token, or</param>
    /// <param name="Token">a token of either kind.</param>
    public sealed record RevokeRequest(string? RefreshToken = null, string? Token = null);

    /// <summary>A pair of tokens.</summary>
    /// <param name="ExpiresIn">Seconds that the access token works.</param>
    /// <param name="RefreshExpiresIn">Seconds that the refresh token works.</param>
    public sealed record TokenResponse(string TokenType, string AccessToken, int ExpiresIn, string RefreshToken, int RefreshExpiresIn);

    public static void MapTokens(this IEndpointRouteBuilder routes)
    {
        routes.Map(Open("auth/tokens", "issue_tokens", "Sign a program in") with { Request = typeof(AuthEndpoints.LogInRequest), Response = typeof(TokenResponse) }, IssueAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(Open("auth/tokens/refresh", "refresh_tokens", "Take a fresh pair for a refresh token, which works once") with { Request = typeof(RefreshRequest), Response = typeof(TokenResponse) }, RefreshAsync).WithMetadata(CookieUse.Ignores);
        routes.Map(Open("auth/tokens/revoke", "revoke_tokens", "End a program's sign-in with all its tokens") with { BeforeProof = true, Request = typeof(RevokeRequest), Status = 204 }, RevokeAsync).WithMetadata(CookieUse.Ignores);
    }

    private static Operation Open(string path, string id, string summary) => new("POST", "/api/v1/" + path, id, summary) { Guard = Guard.Open, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> IssueAsync(HttpContext context, LogIn logIn, SignInLookup lookup, SignInLog audit, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<AuthEndpoints.LogInRequest>(context, cancellation);
        var pair = await logIn.ProgramAsync(new LogInInput(asked.Email, asked.Password) { Code = asked.Code, Workspace = asked.Workspace }, context.Origin(), cancellation);
        if ((await lookup.OfAccessTokenAsync(pair.AccessToken, cancellation)).SignIn is { } signIn)
            await audit.StartedAsync(signIn, Via.Api, context.Origin(), cancellation);
        return Answer(pair);
    }

    private static async Task<IResult> RefreshAsync(HttpContext context, ApiTokens tokens, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<RefreshRequest>(context, cancellation);
        return Answer(await tokens.RefreshAsync(asked.RefreshToken, cancellation));
    }

    private static async Task<IResult> RevokeAsync(HttpContext context, ApiTokens tokens, BrowserSessions sessions, CancellationToken cancellation)
    {
        var bytes = await Body.ReadBytesAsync(context, cancellation);
        var asked = bytes.Length == 0 ? new RevokeRequest() : Body.Read<RevokeRequest>(bytes);
        if ((asked.RefreshToken ?? asked.Token) is { } named)
            await tokens.RevokeAsync(named, cancellation);
        else if (context.FindSignIn() is { } present)
            await sessions.EndAsync(present.Session, cancellation);
        return Results.NoContent();
    }

    private static IResult Answer(TokenPair pair) => Results.Json(
        new TokenResponse("Bearer", pair.AccessToken, (int)ApiTokens.AccessLifetime.TotalSeconds, pair.RefreshToken, (int)ApiTokens.RefreshLifetime.TotalSeconds), Body.Json);
}
