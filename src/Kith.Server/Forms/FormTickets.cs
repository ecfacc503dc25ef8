using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Kith.Sales.Forms;

namespace Kith.Server.Forms;

/// <summary>Tells pages that Kith gave out from those that it did not, and how long ago. A ticket is a moment and a random number, signed for one form; nothing is kept of it until it is used.</summary>
public sealed class FormTickets(KithSettings settings, TimeProvider clock)
{
    private const int Signed = 16, Signature = 16;
    private readonly byte[] _key = Derive(settings.Secret, "kith form ticket");
    private readonly byte[]? _former = settings.FormerSecret is { } former ? Derive(former, "kith form ticket") : null;
    private readonly byte[] _hashes = Derive(settings.Secret, "kith form receipt");

    /// <summary>A ticket for a form, from now on.</summary>
    public string Make(Guid form)
    {
        var bytes = new byte[Signed + Signature];
        BinaryPrimitives.WriteInt64BigEndian(bytes, clock.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(bytes.AsSpan(8, 8));
        Sign(_key, form, bytes.AsSpan(0, Signed)).CopyTo(bytes.AsSpan(Signed));
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a ticket is worth, and its age.</summary>
    public (FormTicketState State, TimeSpan? Age) Read(Guid form, string ticket)
    {
        if (ticket.Length == 0)
            return (FormTicketState.Missing, null);
        var bytes = new byte[Signed + Signature];
        if (ticket.Length != Base64Url.GetEncodedLength(bytes.Length) || !Base64Url.IsValid(ticket) || !Base64Url.TryDecodeFromChars(ticket, bytes, out _) || !new[] { _key, _former }.OfType<byte[]>().Any(k => CryptographicOperations.FixedTimeEquals(Sign(k, form, bytes.AsSpan(0, Signed)), bytes.AsSpan(Signed))))
            return (FormTicketState.Forged, null);
        return (FormTicketState.Genuine, clock.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BinaryPrimitives.ReadInt64BigEndian(bytes)));
    }

    /// <summary>By what a text is known again, without saying what it was.</summary>
    public byte[] Hash(string text) => HMACSHA256.HashData(_hashes, Encoding.UTF8.GetBytes(text));

    private static byte[] Sign(byte[] key, Guid form, ReadOnlySpan<byte> what) => HMACSHA256.HashData(key, (byte[])[.. form.ToByteArray(), .. what])[..Signature];

    private static byte[] Derive(byte[] secret, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(purpose));
}
