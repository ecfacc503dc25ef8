using Kith.Core.Problems;
using Kith.Identity;
using Kith.Identity.Providers;
using Kith.Identity.SignIns;
using Kith.Server.Http;

namespace Kith.Server.Endpoints;

/// <summary>Signing in through a provider: which there is, the way there, and the way back.</summary>
public static class ProviderSignInEndpoints
{
    /// <summary>Who would sign in.</summary>
    public sealed record ProvidersRequest(string Email);

    /// <summary>A provider to sign in through.</summary>
    public sealed record OfferedProviderResponse(Guid Id, string Name);

    /// <summary>The providers for an address, which say nothing of whether anybody has it.</summary>
    public sealed record ProvidersResponse(IReadOnlyList<OfferedProviderResponse> Data);

    /// <summary>Which provider to go to.</summary>
    /// <param name="Provider">Its id, which is that of its workspace.</param>
    /// <param name="Tie">True ties the account that is signed in to the provider.</param>
    public sealed record BeginRequest(string Provider, bool? Tie = null);

    /// <summary>Where the browser goes.</summary>
    public sealed record BeginResponse(string Url);

    /// <summary>What the provider sent the browser back with.</summary>
    /// <param name="Iss">Who says so, where the provider names itself.</param>
    /// <param name="Error">Why there is no code.</param>
    public sealed record FinishRequest(string State, string? Code = null, string? Iss = null, string? Error = null);

    public static void MapProviderSignIn(this IEndpointRouteBuilder routes)
    {
        routes.Map(Open("auth/providers", "list_offered_providers", "The sign-in providers for an e-mail address, by its domain") with { Request = typeof(ProvidersRequest), Response = typeof(ProvidersResponse) }, OfferedAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Open("auth/providers/begin", "begin_provider_sign_in", "Begin to sign in through a provider; the answer says where the browser goes") with { Request = typeof(BeginRequest), Response = typeof(BeginResponse), Refusals = [ProblemKind.Conflict] }, BeginAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Open("auth/providers/finish", "finish_provider_sign_in", "End a sign-in through a provider; sets the session cookie") with { Request = typeof(FinishRequest), Response = typeof(MeResponse), Refusals = [ProblemKind.Conflict, ProblemKind.Unauthenticated, ProblemKind.Forbidden] }, FinishAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Open(string path, string id, string summary) => new("POST", "/api/v1/" + path, id, summary) { Guard = Guard.Open, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> OfferedAsync(HttpContext context, ProviderSignIn providers, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ProvidersRequest>(context, cancellation);
        return Results.Json(new ProvidersResponse([.. (await providers.OfferedAsync(asked.Email, cancellation)).Select(p => new OfferedProviderResponse(p.Workspace, p.Name))]), Body.Json);
    }

    private static async Task<IResult> BeginAsync(HttpContext context, ProviderSignIn providers, SessionCookie cookie, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<BeginRequest>(context, cancellation);
        if (!Guid.TryParse(asked.Provider, out var workspace))
            throw new ProblemException(Problem.Field("provider", "bad_id", asked.Provider));
        // Sign-ins of several tabs go on beside each other.
        var browser = cookie.ReadBrowser(context) is { } held && Secret.Plausible(held) ? held : Secret.New();
        var account = asked.Tie == true ? context.FindSignIn()?.Account ?? throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "unauthenticated")) : (Guid?)null;
        var url = await providers.BeginAsync(workspace, browser, account, cancellation);
        cookie.SetBrowser(context, browser);
        return Results.Json(new BeginResponse(url.AbsoluteUri), Body.Json);
    }

    private static async Task<IResult> FinishAsync(HttpContext context, ProviderSignIn providers, BrowserSessions browsers, SessionCookie cookie, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<FinishRequest>(context, cancellation);
        var present = context.FindSignIn();
        var secret = await providers.FinishAsync(new ProviderReturn(asked.Code, asked.State, asked.Iss, asked.Error), cookie.ReadBrowser(context), present?.Account, cancellation);
        if (secret is null)
            return Results.Json(await me.OfAsync(present!.Caller, present.Known, cancellation), Body.Json);
        await AuthEndpoints.EndPresentAsync(context, browsers, cancellation);
        return Results.Json(await me.StartedAsync(context, secret, cancellation), Body.Json);
    }
}
