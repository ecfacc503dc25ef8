using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace Kith.Identity.Providers;

/// <summary>A key that a provider publishes (RFC 7517), to check signatures with.</summary>
/// <param name="Id">Null where the provider gives it no name.</param>
/// <param name="Algorithm">The only one it is for; null where the provider does not say.</param>
internal sealed record SigningKey(string? Id, string? Algorithm, RSAParameters? Rsa, ECParameters? Curve)
{
    private const int FewestRsaBits = 2048;

    /// <summary>The keys of a published set that signatures can be checked with; others are passed over.</summary>
    public static IReadOnlyList<SigningKey> ReadAll(JsonElement set) =>
        set.ValueKind == JsonValueKind.Object && set.TryGetProperty("keys", out var keys) && keys.ValueKind == JsonValueKind.Array ? [.. keys.EnumerateArray().Select(Read).OfType<SigningKey>()] : [];

    private static SigningKey? Read(JsonElement key)
    {
        if (Json.Text(key, "use") is not (null or "sig"))
            return null;
        var (id, algorithm) = (Json.Text(key, "kid"), Json.Text(key, "alg"));
        return Json.Text(key, "kty") switch
        {
            "RSA" when Bytes(key, "n") is { } n && Bytes(key, "e") is { } e && n.Length * 8 >= FewestRsaBits => new SigningKey(id, algorithm, new RSAParameters { Modulus = n, Exponent = e }, null),
            "EC" when CurveOf(Json.Text(key, "crv")) is { } curve && Bytes(key, "x") is { } x && Bytes(key, "y") is { } y => new SigningKey(id, algorithm, null, new ECParameters { Curve = curve, Q = new ECPoint { X = x, Y = y } }),
            _ => null,
        };
    }

    /// <summary>True where the key made the signature, by an algorithm that it is for.</summary>
    /// <param name="algorithm">Of RFC 7518; all that are not signatures by a private key (<c>none</c>, <c>HS256</c>) verify nothing.</param>
    public bool Verifies(string algorithm, byte[] signed, byte[] signature)
    {
        if (Algorithm is not null && Algorithm != algorithm)
            return false;
        try
        {
            return algorithm switch
            {
                "RS256" or "RS384" or "RS512" when Rsa is { } key => WithRsa(key, signed, signature, Hash(algorithm), RSASignaturePadding.Pkcs1),
                "PS256" or "PS384" or "PS512" when Rsa is { } key => WithRsa(key, signed, signature, Hash(algorithm), RSASignaturePadding.Pss),
                "ES256" when IsOn(ECCurve.NamedCurves.nistP256) => WithCurve(signed, signature, Hash(algorithm)),
                "ES384" when IsOn(ECCurve.NamedCurves.nistP384) => WithCurve(signed, signature, Hash(algorithm)),
                "ES512" when IsOn(ECCurve.NamedCurves.nistP521) => WithCurve(signed, signature, Hash(algorithm)),
                _ => false,
            };
        }
        // Numbers that are no key of their kind.
        catch (CryptographicException)
        {
            return false;
        }
    }

    /// <summary>The algorithms that tokens may be signed by.</summary>
    public static bool Knows(string algorithm) => algorithm is "RS256" or "RS384" or "RS512" or "PS256" or "PS384" or "PS512" or "ES256" or "ES384" or "ES512";

    /// <summary>The hash that goes with an algorithm.</summary>
    public static HashAlgorithmName Hash(string algorithm) => algorithm[2..] switch
    {
        "256" => HashAlgorithmName.SHA256,
        "384" => HashAlgorithmName.SHA384,
        _ => HashAlgorithmName.SHA512,
    };

    private static bool WithRsa(RSAParameters key, byte[] signed, byte[] signature, HashAlgorithmName hash, RSASignaturePadding padding)
    {
        using var rsa = RSA.Create(key);
        return rsa.VerifyData(signed, signature, hash, padding);
    }

    private bool WithCurve(byte[] signed, byte[] signature, HashAlgorithmName hash)
    {
        using var curve = ECDsa.Create(Curve!.Value);
        return curve.VerifyData(signed, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private bool IsOn(ECCurve curve) => Curve?.Curve.Oid.Value == curve.Oid.Value;

    private static ECCurve? CurveOf(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[]? Bytes(JsonElement key, string name) => Json.Text(key, name) is { Length: > 0 } text && Base64Url.IsValid(text) ? Base64Url.DecodeFromChars(text) : null;
}
