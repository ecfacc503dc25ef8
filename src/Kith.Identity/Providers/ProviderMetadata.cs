using System.Text.Json;
using Kith.Core.Problems;

namespace Kith.Identity.Providers;

/// <summary>What a provider publishes about itself, as far as signing in needs it.</summary>
/// <param name="PostsSecret">True where the secret goes into the form, because the provider takes it in no header.</param>
/// <param name="NamesItself">True where its answers to a browser name their issuer, which then must be there (RFC 9207).</param>
internal sealed record ProviderMetadata(string Issuer, Uri Authorization, Uri Token, Uri Keys, Uri? UserInfo, bool PostsSecret, bool NamesItself)
{
    /// <summary>Where an issuer publishes it.</summary>
    public static Uri Address(string issuer) => new(issuer.TrimEnd('/') + "/.well-known/openid-configuration");

    /// <summary>Reads a discovery document.</summary>
    /// <exception cref="ProblemException">It is not one of the issuer, or lacks what signing in needs.</exception>
    public static ProviderMetadata Read(string issuer, JsonElement document)
    {
        var named = Json.Text(document, "issuer");
        // Exactly as it was configured: a document of another issuer would hand everything that follows to that one.
        if (named != issuer)
            throw Refused("provider.other_issuer", named ?? "", issuer);
        if (Json.Texts(document, "response_types_supported") is { Count: > 0 } types && !types.Contains("code"))
            throw Refused("provider.no_code_flow");
        if (Json.Texts(document, "code_challenge_methods_supported") is { Count: > 0 } challenges && !challenges.Contains("S256"))
            throw Refused("provider.no_pkce");
        var methods = Json.Texts(document, "token_endpoint_auth_methods_supported");
        return new ProviderMetadata(
            issuer, Endpoint(document, "authorization_endpoint"), Endpoint(document, "token_endpoint"), Endpoint(document, "jwks_uri"),
            Json.Text(document, "userinfo_endpoint") is null ? null : Endpoint(document, "userinfo_endpoint"),
            methods.Count > 0 && !methods.Contains("client_secret_basic"),
            document.TryGetProperty("authorization_response_iss_parameter_supported", out var iss) && iss.ValueKind == JsonValueKind.True);
    }

    private static Uri Endpoint(JsonElement document, string name) =>
        Uri.TryCreate(Json.Text(document, name), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri : throw Refused("provider.no_endpoint", name);

    private static ProblemException Refused(string code, params object[] args) => new(Problem.Of(ProblemKind.Conflict, code, args));
}

/// <summary>Reads members that may be missing or of another kind.</summary>
internal static class Json
{
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A text or a list of texts; what is neither is passed over.</summary>
    public static IReadOnlyList<string> Texts(JsonElement element, string name) =>
        element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Where(v => v.ValueKind == JsonValueKind.String).Select(v => v.GetString()!)] : [];

    public static double? Number(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : null;
}
