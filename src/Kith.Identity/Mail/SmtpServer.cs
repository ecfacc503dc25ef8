using System.Security.Cryptography.X509Certificates;

namespace Kith.Identity.Mail;

/// <summary>How a connection to the mail server is protected.</summary>
public enum SmtpTls
{
    /// <summary>TLS from the first byte (RFC 8314).</summary>
    Implicit,
    /// <summary>STARTTLS (RFC 3207), without which nothing is sent.</summary>
    Required,
    /// <summary>None at all, for a server on the same machine or network.</summary>
    None,
}

/// <summary>The mail server that mails are handed to.</summary>
/// <param name="User">Null where the server asks for none.</param>
public sealed record SmtpServer(string Host, int Port, SmtpTls Tls, string? User, string? Password)
{
    /// <summary>Certificates that are trusted beside those of the system.</summary>
    public X509Certificate2Collection? Authorities { get; init; }

    /// <summary>How long the server may take for one step; the answer to the end of a mail may take <see cref="EndTime"/>.</summary>
    public TimeSpan StepTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the server may take to accept a mail that it has got in full. Long, because without the answer nobody knows what became of it.</summary>
    public TimeSpan EndTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Reads an address such as <c>smtps://user:password@host:465</c> or <c>smtp://host:587?tls=required</c>; a user's at sign and other marks are percent-encoded.</summary>
    /// <exception cref="FormatException">It is no such address; the message says why, and keeps the password to itself.</exception>
    public static SmtpServer Parse(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("smtp" or "smtps") || uri.Host.Length == 0 || uri.AbsolutePath is not ("" or "/"))
            throw new FormatException("it is not the address of a mail server, such as smtps://user:password@mail.example.com:465 or smtp://mail.example.com:587");
        var tls = (uri.Scheme, uri.Query) switch
        {
            ("smtps", "") => SmtpTls.Implicit,
            ("smtp", "" or "?tls=required") => SmtpTls.Required,
            ("smtp", "?tls=none") => SmtpTls.None,
            _ => throw new FormatException("behind smtp:// can stand tls=required or tls=none, and nothing behind smtps://"),
        };
        var parts = uri.UserInfo.Split(':', 2);
        var user = parts[0].Length > 0 ? Uri.UnescapeDataString(parts[0]) : null;
        if (user is not null && tls == SmtpTls.None && !uri.IsLoopback)
            throw new FormatException("without TLS the password would travel in the clear");
        return new SmtpServer(uri.DnsSafeHost, uri.Port > 0 ? uri.Port : tls == SmtpTls.Implicit ? 465 : 587, tls, user, user is not null && parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    /// <summary>Without the password, so that no log tells it.</summary>
    public override string ToString() => $"{Host}:{Port}";
}
