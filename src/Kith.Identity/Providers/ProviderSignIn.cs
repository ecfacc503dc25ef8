using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.Providers;

/// <summary>What a provider sent a browser back with.</summary>
/// <param name="Issuer">Who says so, where the provider names itself.</param>
/// <param name="Error">Why there is no code.</param>
public sealed record ProviderReturn(string? Code, string State, string? Issuer, string? Error);

/// <summary>Signs browsers in through the provider of a workspace: the code flow with PKCE, each sign-in once and only in the browser that began it.</summary>
public sealed class ProviderSignIn(Database database, IdentitySettings settings, ProviderDocuments documents, CodeExchange exchange, ProviderAdmission admission, TimeProvider clock)
{
    /// <summary>How long a sign-in may be under way.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Where providers send browsers back to.</summary>
    public Uri Back => new(settings.PublicUrl, "login/callback");

    /// <summary>The providers offered to somebody with an address; says nothing of whether anybody has it.</summary>
    public async Task<IReadOnlyList<OfferedProvider>> OfferedAsync(string email, CancellationToken cancellation)
    {
        if (Credentials.Normalise(email) is not { } address)
            return [];
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await ProviderTable.OfDomainAsync(session, ProviderAdmission.DomainOf(address), cancellation);
    }

    /// <summary>Begins a sign-in and answers where the browser goes.</summary>
    /// <param name="browser">The secret in the browser's cookie, to which the sign-in is bound.</param>
    /// <param name="account">Who ties an account to the provider; null where somebody signs in.</param>
    public async Task<Uri> BeginAsync(Guid workspace, string browser, Guid? account, CancellationToken cancellation)
    {
        var provider = await RequireAsync(workspace, cancellation);
        var metadata = await documents.MetadataAsync(provider.Issuer, cancellation);
        var state = Secret.New();
        await using (var session = await database.OpenGlobalAsync(cancellation))
            await ProviderSignInTable.BeginAsync(session, Secret.Hash(state), Secret.Hash(browser), new ProviderFlowRow(workspace, account), clock.Now() + Lifetime, cancellation);
        var challenge = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(Bound(browser, state, "verifier"))));
        var parameters = new (string Name, string Value)[]
        {
            ("response_type", "code"), ("client_id", provider.ClientId), ("redirect_uri", Back.AbsoluteUri), ("scope", provider.Scopes), ("state", state),
            ("nonce", Bound(browser, state, "nonce")), ("code_challenge", challenge), ("code_challenge_method", "S256"),
        };
        var query = string.Join('&', parameters.Select(p => $"{p.Name}={Uri.EscapeDataString(p.Value)}"));
        return new UriBuilder(metadata.Authorization) { Query = metadata.Authorization.Query.Length > 1 ? $"{metadata.Authorization.Query[1..]}&{query}" : query }.Uri;
    }

    /// <summary>Ends a sign-in and answers the cookie of the session it starts; null where an account was tied.</summary>
    /// <param name="present">The account the browser is signed in with, if it is.</param>
    /// <exception cref="ProblemException">It is not one this browser began, or was ended before; or the provider's answer cannot be trusted; or whoever it is may not come in.</exception>
    public async Task<string?> FinishAsync(ProviderReturn answer, string? browser, Guid? present, CancellationToken cancellation)
    {
        if (!Secret.Plausible(browser) || !Secret.Plausible(answer.State))
            throw NotBegun();
        ProviderFlowRow flow;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            flow = await ProviderSignInTable.TakeAsync(session, Secret.Hash(answer.State), Secret.Hash(browser!), clock.Now(), cancellation) ?? throw NotBegun();
        // Whoever ties an account must still be the one who began.
        if (flow.Account is { } own && own != present)
            throw NotBegun();
        var provider = await RequireAsync(flow.Workspace, cancellation);
        var metadata = await documents.MetadataAsync(provider.Issuer, cancellation);
        if (answer.Issuer is null ? metadata.NamesItself : answer.Issuer != provider.Issuer)
            throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "provider.token_issuer"));
        if (answer.Error is not null || string.IsNullOrEmpty(answer.Code))
            throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "provider.denied"));
        var identity = await exchange.ExchangeAsync(flow.Workspace, provider, metadata, answer.Code, Bound(browser!, answer.State, "verifier"), Bound(browser!, answer.State, "nonce"), Back, cancellation);
        if (flow.Account is { } account)
        {
            await admission.TieAsync(flow.Workspace, account, identity, cancellation);
            return null;
        }
        return await admission.EnterAsync(flow.Workspace, provider, identity, cancellation);
    }

    private async Task<ProviderRow> RequireAsync(Guid workspace, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await ProviderTable.FindAsync(session, workspace, cancellation) is { Active: true } provider ? provider : throw new ProblemException(Problem.Field("provider", "provider.unknown"));
    }

    // Nonce and verifier follow from what only this browser holds, so that neither is stored.
    private static string Bound(string browser, string state, string use) => Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.ASCII.GetBytes(browser), Encoding.ASCII.GetBytes($"{use} {state}")));

    private static ProblemException NotBegun() => new(Problem.Of(ProblemKind.Unauthenticated, "provider.not_begun"));
}
