using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Security.Cryptography;

namespace Kith.Identity.SecondFactors;

/// <summary>Codes that follow from a secret and the time (RFC 6238 with HMAC-SHA1, six digits, steps of thirty seconds, which is what authenticator apps take).</summary>
public static class Totp
{
    /// <summary>Digits of a code.</summary>
    public const int Digits = 6;

    private const int Modulus = 1_000_000;
    private const int SecretBytes = 20;
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(30);

    /// <summary>A new secret in base 32.</summary>
    public static string NewSecret() => Base32.Encode(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The step that a moment falls into.</summary>
    public static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / (long)Step.TotalSeconds;

    /// <summary>The code of a step.</summary>
    /// <param name="secret">The secret's bytes.</param>
    public static string Code(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[HMACSHA1.HashSizeInBytes];
        // The standard's own, and the only one that all apps take; what weakens SHA-1 does not weaken it in HMAC.
#pragma warning disable CA5350
        HMACSHA1.HashData(secret, counter, mac);
#pragma warning restore CA5350
        var number = BinaryPrimitives.ReadUInt32BigEndian(mac[(mac[^1] & 0xF)..]) & int.MaxValue;
        return (number % Modulus).ToString(CultureInfo.InvariantCulture).PadLeft(Digits, '0');
    }

    /// <summary>The step, the present one or a neighbour of it, whose code this is; null for none. Clocks differ a little.</summary>
    public static long? Find(string secret, string code, DateTimeOffset now)
    {
        var key = Base32.Decode(secret);
        long? found = null;
        // All are compared whatever is found, so that time tells nothing.
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.ASCII.GetBytes(Code(key, step)), System.Text.Encoding.UTF8.GetBytes(code)))
                found = step;
        }
        return found;
    }

    /// <summary>What an authenticator app takes, as a link or in a QR code.</summary>
    public static string Uri(string issuer, string account, string secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString(issuer)}:{System.Uri.EscapeDataString(account)}?secret={secret}&issuer={System.Uri.EscapeDataString(issuer)}&algorithm=SHA1&digits={Digits.ToString(CultureInfo.InvariantCulture)}&period={((int)Step.TotalSeconds).ToString(CultureInfo.InvariantCulture)}";
}

/// <summary>Bytes in letters and digits that people do not mix up (RFC 4648, section 6), without padding.</summary>
public static class Base32
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Bits = 5;

    /// <summary>Bytes, a multiple of five, as text.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var number = new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
        var text = new char[bytes.Length * 8 / Bits];
        for (var i = text.Length - 1; i >= 0; i--, number >>= Bits)
            text[i] = Letters[(int)(number & (Letters.Length - 1))];
        return new string(text);
    }

    /// <summary>Text as bytes.</summary>
    /// <exception cref="FormatException">It holds another character.</exception>
    public static byte[] Decode(string text)
    {
        var number = BigInteger.Zero;
        foreach (var letter in text)
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            number = value < 0 ? throw new FormatException() : (number << Bits) | value;
        }
        var bytes = new byte[text.Length * Bits / 8];
        var written = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        written.CopyTo(bytes, bytes.Length - written.Length);
        return bytes;
    }
}
