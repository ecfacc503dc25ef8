using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Identity.Protection;
using Kith.Store.Accounts;

namespace Kith.Identity.Providers;

/// <summary>What a provider says about somebody, proved by its signature.</summary>
/// <param name="EmailVerified">True where the provider itself says that it checked the address.</param>
/// <param name="Factors">How the provider made sure who it is (RFC 8176).</param>
public sealed record ProvedIdentity(string Issuer, string Subject, string? Email, bool EmailVerified, string? Name, IReadOnlyList<string> Groups, IReadOnlyList<string> Factors)
{
    // What RFC 8176 calls more than one factor or channel, or what nobody has who only knows a password or a PIN.
    private static readonly FrozenSet<string> MoreThanKnown = FrozenSet.Create("mfa", "mca", "otp", "hwk", "sc", "fpt", "face", "iris", "retina", "vbm");

    /// <summary>True where the provider says that it was shown more than a password.</summary>
    public bool SecondFactor => Factors.Any(MoreThanKnown.Contains);
}

/// <summary>Asks a provider's token endpoint, with the secret of the workspace.</summary>
public sealed class CodeExchange(IProviderTransport transport, ProviderDocuments documents, Vault vault, TimeProvider clock)
{
    /// <summary>What the secret of a workspace's provider is protected for.</summary>
    public static string Purpose(Guid workspace) => $"provider {workspace:N}";

    /// <summary>Exchanges a code for who signed in.</summary>
    /// <exception cref="ProblemException">The provider refuses the code, or what it answers cannot be trusted.</exception>
    internal async Task<ProvedIdentity> ExchangeAsync(Guid workspace, ProviderRow provider, ProviderMetadata metadata, string code, string verifier, string nonce, Uri back, CancellationToken cancellation)
    {
        var answer = await AskAsync(workspace, provider, metadata, code, verifier, back, cancellation);
        if (answer.Status != 200 || ProviderDocuments.Parse(answer.Body) is not { } tokens || Json.Text(tokens, "id_token") is not { } text)
            throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "provider.code_refused"));
        var access = Json.Text(tokens, "access_token");
        var token = IdToken.Parse(text);
        var subject = token.Check(await documents.KeysAsync(metadata, token, cancellation), new TokenExpectation(provider.Issuer, provider.ClientId, nonce, access, clock.GetUtcNow()));
        var more = await UserInfoAsync(provider, metadata, token.Claims, access, subject, cancellation);
        JsonElement Claims(string name) => token.Claims.TryGetProperty(name, out _) || more is null ? token.Claims : more.Value;
        return new ProvedIdentity(
            provider.Issuer, subject, Json.Text(Claims("email"), "email"), Verified(Claims("email"), "email_verified"), Json.Text(Claims("name"), "name"),
            provider.GroupsClaim is { } claim ? Json.Texts(Claims(claim), claim) : [], Json.Texts(token.Claims, "amr"));
    }

    /// <summary>Asks with a code that cannot be right: only who knows client and secret is told so.</summary>
    /// <returns>The error that the provider names, or null.</returns>
    internal async Task<string?> TryAsync(Guid workspace, ProviderRow provider, ProviderMetadata metadata, Uri back, CancellationToken cancellation)
    {
        var answer = await AskAsync(workspace, provider, metadata, "connection-test", Secret.New(), back, cancellation);
        return ProviderDocuments.Parse(answer.Body) is { } body ? Json.Text(body, "error") : null;
    }

    private async Task<ProviderAnswer> AskAsync(Guid workspace, ProviderRow provider, ProviderMetadata metadata, string code, string verifier, Uri back, CancellationToken cancellation)
    {
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = back.AbsoluteUri, ["code_verifier"] = verifier };
        string? authorization = null;
        var secret = provider.ClientSecret is { } kept ? vault.Unprotect(Purpose(workspace), kept) : null;
        if (secret is not null && !metadata.PostsSecret)
        {
            authorization = "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes($"{Uri.EscapeDataString(provider.ClientId)}:{Uri.EscapeDataString(secret)}"));
        }
        else
        {
            form["client_id"] = provider.ClientId;
            if (secret is not null)
                form["client_secret"] = secret;
        }
        try
        {
            return await transport.AskAsync(metadata.Token, form, authorization, cancellation);
        }
        catch (ProviderUnreachableException error)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.unreachable", metadata.Token.Host, error.Message));
        }
    }

    // Many providers put address and groups only here.
    private async Task<JsonElement?> UserInfoAsync(ProviderRow provider, ProviderMetadata metadata, JsonElement claims, string? access, string subject, CancellationToken cancellation)
    {
        var complete = claims.TryGetProperty("email", out _) && (provider.GroupsClaim is null || claims.TryGetProperty(provider.GroupsClaim, out _));
        if (complete || metadata.UserInfo is null || access is null)
            return null;
        var more = await documents.DocumentAsync(metadata.UserInfo, cancellation, "Bearer " + access);
        return Json.Text(more, "sub") == subject ? more : throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "provider.token_subject"));
    }

    private static bool Verified(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;
}
