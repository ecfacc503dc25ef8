using System.Security.Cryptography;
using System.Text;
using Kith.Store.Accounts;

namespace Kith.Identity.Protection;

/// <summary>Encrypts the keys of the ring by AES-256-GCM, with a key that follows from the installation's secret.</summary>
internal sealed class RingCipher(byte[] secret)
{
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "kith key ring"u8.ToArray());

    /// <summary>Tells keys of this secret from those of another; says nothing of the secret.</summary>
    public string Mark { get; } = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 8, info: "kith key ring mark"u8.ToArray()));

    public RingKeyRow Encrypt(string name, byte[] plain)
    {
        var body = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(body.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(_key, TagBytes);
        aes.Encrypt(body.AsSpan(0, NonceBytes), plain, body.AsSpan(NonceBytes + TagBytes), body.AsSpan(NonceBytes, TagBytes), Encoding.UTF8.GetBytes(name));
        return new RingKeyRow(name, Mark, body);
    }

    /// <exception cref="CryptographicException">It was encrypted with another secret, or changed since.</exception>
    public byte[] Decrypt(RingKeyRow row)
    {
        if (row.Body.Length < NonceBytes + TagBytes)
            throw new CryptographicException("A key of the ring is cut off.");
        var plain = new byte[row.Body.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(_key, TagBytes);
        aes.Decrypt(row.Body.AsSpan(0, NonceBytes), row.Body.AsSpan(NonceBytes + TagBytes), row.Body.AsSpan(NonceBytes, TagBytes), plain, Encoding.UTF8.GetBytes(row.Name));
        return plain;
    }
}
