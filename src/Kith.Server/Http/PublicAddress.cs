using System.Buffers.Text;

namespace Kith.Server.Http;

/// <summary>What an address that needs no sign-in names: one workspace, and the key of something in it.</summary>
/// <param name="Key">What is looked for there: the public key of a form, or a secret.</param>
public sealed record PublicAddress(Guid Workspace, Guid Key)
{
    private const int Length = 43;

    /// <summary>As it stands in addresses.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[32];
        Workspace.TryWriteBytes(bytes, bigEndian: true, out _);
        Key.TryWriteBytes(bytes[16..], bigEndian: true, out _);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>What a text names; null for a text that is no address.</summary>
    public static PublicAddress? Read(string text)
    {
        Span<byte> bytes = stackalloc byte[32];
        if (text.Length != Length || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var written) || written != bytes.Length)
            return null;
        var workspace = new Guid(bytes[..16], bigEndian: true);
        // The empty id is what lies outside all workspaces.
        return workspace == Guid.Empty ? null : new PublicAddress(workspace, new Guid(bytes[16..], bigEndian: true));
    }
}
