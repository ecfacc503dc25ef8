using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;

namespace Kith.Identity.Protection;

/// <summary>Protects secrets that Kith must be able to read again, by the keys of the <see cref="KeyRing"/>. What can be kept as a hash is kept as one instead.</summary>
public sealed class Vault(IDataProtectionProvider provider)
{
    /// <summary>A secret as it may be stored.</summary>
    /// <param name="purpose">What the secret is for, with the id of what it belongs to; only by the same text can it be read again, so that it is of no use in another's place.</param>
    public string Protect(string purpose, string secret) => provider.CreateProtector(purpose).Protect(secret);

    /// <summary>The secret that was protected for a purpose.</summary>
    /// <exception cref="CryptographicException">It was protected for another purpose or by another installation, or changed since.</exception>
    public string Unprotect(string purpose, string kept) => provider.CreateProtector(purpose).Unprotect(kept);
}
