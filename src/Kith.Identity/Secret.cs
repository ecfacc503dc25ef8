using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Identity;

/// <summary>Secrets of 256 random bits, which say nothing by themselves. Only their SHA-256 is stored; they have no pattern to guess, so no salt is needed.</summary>
public static class Secret
{
    private const int Bytes = 32;
    private const int Characters = 43;

    /// <summary>A new secret in base64url.</summary>
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>The SHA-256 of a secret as received.</summary>
    public static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>False for a text that cannot be one of our secrets, which saves asking the database.</summary>
    public static bool Plausible(string? secret) => secret is { Length: Characters } && Base64Url.IsValid(secret);
}
