using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.Providers;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>The sign-in provider of a workspace.</summary>
public static class ProviderEndpoints
{
    private const string Path = "/api/v1/workspace/provider";

    /// <summary>Whoever is in a group of the provider has this role.</summary>
    public sealed record GroupRoleBody(string Group, string Role);

    /// <summary>The provider as it is to be.</summary>
    /// <param name="Name">What people see on the button, such as “Example login”.</param>
    /// <param name="Issuer">The provider's address, under which it publishes <c>.well-known/openid-configuration</c>.</param>
    /// <param name="ClientSecret">Missing keeps the one there is, as long as the issuer stays; empty is for providers that ask for none. It is never told again.</param>
    /// <param name="Scopes">What is asked of the provider, separated by spaces; <c>openid email profile</c> when missing.</param>
    /// <param name="GroupsClaim">The claim that names a person's groups.</param>
    /// <param name="Groups">Which groups give which role; the first that fits counts, at every sign-in, for all but owners.</param>
    /// <param name="DefaultRole">The role of whoever no group gives one; missing lets them not in.</param>
    /// <param name="Joins">True lets whoever has an address of a verified domain join by signing in.</param>
    /// <param name="OnlyWay">True ends every other way to sign in, but for owners.</param>
    /// <param name="TrustsFactor">True takes a second factor that the provider says was used for one of ours.</param>
    public sealed record ProviderRequest(
        string Name, string Issuer, string ClientId, string? ClientSecret = null, string? Scopes = null, string? GroupsClaim = null, IReadOnlyList<GroupRoleBody>? Groups = null, string? DefaultRole = null,
        bool? Joins = null, bool? OnlyWay = null, bool? TrustsFactor = null, bool? Active = null);

    /// <summary>The provider as it is; everything but <c>back</c> and <c>sign_in</c> is null where there is none.</summary>
    /// <param name="Secret">True where a secret is kept.</param>
    /// <param name="Back">The address to register at the provider, where it sends browsers back to.</param>
    /// <param name="SignIn">The address that begins a sign-in through the provider, to put into a portal.</param>
    public sealed record ProviderResponse(
        string? Name, string? Issuer, string? ClientId, bool Secret, string? Scopes, string? GroupsClaim, IReadOnlyList<GroupRoleBody> Groups, string? DefaultRole, bool Joins, bool OnlyWay, bool TrustsFactor, bool Active,
        string Back, string SignIn);

    /// <summary>One step of trying the provider.</summary>
    /// <param name="Problem">Why it failed; null where it did not.</param>
    public sealed record ProviderStepResponse([property: AllowedValues("discovery", "keys", "client")] string Step, bool Ok, string? Problem);

    /// <summary>What became of each step, up to the first that failed.</summary>
    public sealed record ProviderTestResponse(bool Ok, IReadOnlyList<ProviderStepResponse> Steps);

    public static void MapProvider(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "get_provider", "The workspace's sign-in provider") with { Response = typeof(ProviderResponse) }, GetAsync);
        routes.Map(Operation("PUT", "", "set_provider", "Set the workspace's sign-in provider") with { Request = typeof(ProviderRequest), Response = typeof(ProviderResponse) }, SetAsync);
        routes.Map(Operation("DELETE", "", "delete_provider", "Take the sign-in provider away; sign-ins through it end") with { Status = 204 }, DeleteAsync);
        routes.Map(Operation("POST", "/test", "test_provider", "Try the provider and tell which step fails") with { Response = typeof(ProviderTestResponse), Cost = Cost.SignIn, Parameters = [OperationParameter.IdempotencyKey] }, TestAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Path + path, id, summary) { Guard = Guard.Has(Function.ManagePeople), Tag = "workspace" };

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, ProviderSignIn signIn, KithSettings settings, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Of(await ProviderTable.FindAsync(session, caller.Workspace, cancellation), caller, signIn, settings), Body.Json);
    }

    private static async Task<IResult> SetAsync(HttpContext context, KithStore store, ProviderConsole console, ProviderSignIn signIn, KithSettings settings, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ProviderRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var input = new ProviderInput(
            asked.Name, asked.Issuer, asked.ClientId, asked.ClientSecret, asked.Scopes, asked.GroupsClaim, [.. (asked.Groups ?? []).Select(g => new GroupRole(g.Group, g.Role))], asked.DefaultRole,
            asked.Joins ?? false, asked.OnlyWay ?? false, asked.TrustsFactor ?? false, asked.Active ?? true);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var provider = await console.SaveAsync(session, caller, catalogue, context.FindSignIn()!.Session, input, cancellation);
        console.Acted(caller, provider.Issuer);
        return Results.Json(Of(provider, caller, signIn, settings), Body.Json);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, KithStore store, ProviderConsole console, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        if (!await ProviderConsole.DeleteAsync(session, caller, cancellation))
            throw ProblemException.NotFound();
        console.Acted(caller, null);
        return Results.NoContent();
    }

    private static async Task TestAsync(HttpContext context, KithStore store, ProviderConsole console, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            var provider = await ProviderTable.FindAsync(session, caller.Workspace, cancellation) ?? throw ProblemException.NotFound();
            var steps = await console.TestAsync(caller, provider, cancellation);
            return Answer.Of(200, new ProviderTestResponse(steps.All(s => s.Problem is null), [.. steps.Select(s => new ProviderStepResponse(s.Name, s.Problem is null, s.Problem))]));
        }, cancellation);
    }

    private static ProviderResponse Of(ProviderRow? provider, Caller caller, ProviderSignIn signIn, KithSettings settings) => new(
        provider?.Name, provider?.Issuer, provider?.ClientId, provider?.ClientSecret is not null, provider?.Scopes, provider?.GroupsClaim, [.. (provider?.Groups ?? []).Select(g => new GroupRoleBody(g.Group, g.Role))], provider?.DefaultRole,
        provider?.Joins ?? false, provider?.OnlyWay ?? false, provider?.TrustsFactor ?? false, provider?.Active ?? false, signIn.Back.AbsoluteUri, new Uri(settings.Url, $"login?provider={caller.Workspace}").AbsoluteUri);
}
