using System.Globalization;

namespace Kith.Identity.Mail;

/// <summary>Addresses as mail servers take them.</summary>
public static class MailAddresses
{
    /// <summary>What an installation is called in mails: its name, or its address as RFC 5321 writes one.</summary>
    public static string HostOf(Uri publicUrl) => publicUrl.HostNameType switch
    {
        UriHostNameType.IPv4 => $"[{publicUrl.Host}]",
        UriHostNameType.IPv6 => $"[IPv6:{publicUrl.Host.Trim('[', ']')}]",
        _ => publicUrl.IdnHost,
    };

    /// <summary>The address with its domain in ASCII (RFC 5891); what is before the at sign stays.</summary>
    public static string WithAsciiDomain(string address)
    {
        var at = address.LastIndexOf('@');
        try
        {
            return at < 0 ? address : address[..(at + 1)] + new IdnMapping().GetAscii(address[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            return address;
        }
    }

    /// <summary>True where an address can stand in a command without ending it.</summary>
    public static bool IsSafe(string address) => address.Contains('@', StringComparison.Ordinal) && address.All(c => !char.IsControl(c) && c is not ('<' or '>' or ' '));
}
