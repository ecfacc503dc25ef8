using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Kith.Core.Problems;

namespace Kith.Identity.Providers;

/// <summary>What a token of a provider is held to.</summary>
/// <param name="Nonce">What this sign-in sent along.</param>
/// <param name="AccessToken">What came with the token, if anything did.</param>
internal sealed record TokenExpectation(string Issuer, string ClientId, string Nonce, string? AccessToken, DateTimeOffset Now);

/// <summary>An ID token as it came: signed by nobody yet.</summary>
internal sealed class IdToken
{
    private const int Longest = 64 * 1024;
    private const int LongestSubject = 255;
    // Clocks of servers differ by so much.
    private const double Skew = 60;

    private readonly byte[] _signed;
    private readonly byte[] _signature;

    private IdToken(JsonElement header, JsonElement claims, byte[] signed, byte[] signature) => (Header, Claims, _signed, _signature) = (header, claims, signed, signature);

    /// <summary>What the token says. Only after <see cref="Check"/> is any of it true.</summary>
    public JsonElement Claims { get; }

    /// <summary>Which key it says it is signed with; null where it says nothing.</summary>
    public string? KeyId => Json.Text(Header, "kid");

    private JsonElement Header { get; }

    private string Algorithm => Json.Text(Header, "alg") ?? "";

    /// <summary>Takes a compact token apart (RFC 7515).</summary>
    /// <exception cref="ProblemException">It is none, or signed in a way that proves nothing.</exception>
    public static IdToken Parse(string text)
    {
        var parts = text.Split('.');
        if (text.Length > Longest || parts.Length != 3 || !parts.All(p => Base64Url.IsValid(p)))
            throw Refused("provider.token_malformed");
        try
        {
            var token = new IdToken(Object(parts[0]), Object(parts[1]), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]));
            // Extensions that must be understood are not (RFC 7515, 4.1.11).
            if (!SigningKey.Knows(token.Algorithm) || token.Header.TryGetProperty("crit", out _))
                throw Refused("provider.token_algorithm");
            return token;
        }
        catch (JsonException)
        {
            throw Refused("provider.token_malformed");
        }
    }

    private static JsonElement Object(string part)
    {
        using var document = JsonDocument.Parse(Base64Url.DecodeFromChars(part), new JsonDocumentOptions { AllowDuplicateProperties = false });
        return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw Refused("provider.token_malformed");
    }

    /// <summary>True where one of the keys could have signed it by the name it gives.</summary>
    public bool NamesOneOf(IReadOnlyList<SigningKey> keys) => Candidates(keys).Any();

    private IEnumerable<SigningKey> Candidates(IReadOnlyList<SigningKey> keys) => keys.Where(k => KeyId is null || k.Id == KeyId);

    /// <summary>Holds the token to what OpenID Connect Core 3.1.3.7 asks.</summary>
    /// <returns>Who it is about at the issuer.</returns>
    /// <exception cref="ProblemException">Something is wrong; the code says what.</exception>
    public string Check(IReadOnlyList<SigningKey> keys, TokenExpectation expected)
    {
        if (!Candidates(keys).Any(k => k.Verifies(Algorithm, _signed, _signature)))
            throw Refused("provider.token_signature");
        if (Json.Text(Claims, "iss") != expected.Issuer)
            throw Refused("provider.token_issuer");
        var audience = Json.Texts(Claims, "aud");
        var party = Json.Text(Claims, "azp");
        if (!audience.Contains(expected.ClientId) || (party is null ? audience.Count > 1 : party != expected.ClientId))
            throw Refused("provider.token_audience");
        CheckTimes(expected.Now.ToUnixTimeMilliseconds() / 1000d);
        if (Json.Text(Claims, "nonce") is not { } nonce || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(nonce), Encoding.UTF8.GetBytes(expected.Nonce)))
            throw Refused("provider.token_nonce");
        if (Json.Text(Claims, "at_hash") is { } hash && expected.AccessToken is { } access && hash != HalfHash(access))
            throw Refused("provider.token_access");
        return Json.Text(Claims, "sub") is { Length: > 0 and <= LongestSubject } subject && !subject.Any(char.IsControl) ? subject : throw Refused("provider.token_subject");
    }

    private void CheckTimes(double now)
    {
        if (Json.Number(Claims, "exp") is not { } expires || expires + Skew <= now || Json.Number(Claims, "iat") is not { } issued || issued - Skew > now || Json.Number(Claims, "nbf") - Skew > now)
            throw Refused("provider.token_time");
    }

    private string HalfHash(string access)
    {
        var hash = CryptographicOperations.HashData(SigningKey.Hash(Algorithm), Encoding.ASCII.GetBytes(access));
        return Base64Url.EncodeToString(hash.AsSpan(0, hash.Length / 2));
    }

    private static ProblemException Refused(string code) => new(Problem.Of(ProblemKind.Unauthenticated, code));
}
