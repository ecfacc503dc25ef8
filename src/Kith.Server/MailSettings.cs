using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kith.Identity.Mail;

namespace Kith.Server;

/// <summary>What the environment says about mails that leave.</summary>
internal static class MailSettings
{
    /// <summary>The mail server, or null where none is named.</summary>
    /// <param name="value">The value of a setting by its name without prefix.</param>
    /// <exception cref="SettingException">A setting cannot be used.</exception>
    public static SmtpServer? ReadServer(Func<string, string?> value)
    {
        if (value("SMTP") is not { } address)
            return null;
        SmtpServer server;
        try
        {
            server = SmtpServer.Parse(address);
        }
        // The address may hold a password, so it is not told again.
        catch (FormatException reason)
        {
            throw new SettingException($"KITH_SMTP cannot be used: {reason.Message}.");
        }
        if (value("SMTP_PASSWORD_FILE") is { } password)
            server = server with { Password = Content("SMTP_PASSWORD_FILE", password).TrimEnd('\r', '\n') };
        return value("SMTP_CA_FILE") is { } authorities ? server with { Authorities = Certificates(authorities) } : server;
    }

    /// <summary>The address that mails come from, or null where none is named.</summary>
    public static string? ReadFrom(Func<string, string?> value) => value("MAIL_FROM") switch
    {
        null => null,
        var from when System.Text.Ascii.IsValid(from) && MailAddresses.IsSafe(from) && !from.StartsWith('@') && !from.EndsWith('@') => from,
        var from => throw new SettingException($"KITH_MAIL_FROM is “{from}”, which is not an address such as kith@example.com."),
    };

    private static string Content(string setting, string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new SettingException($"KITH_{setting} names {file}, which cannot be read: {trouble.Message}");
        }
    }

    private static X509Certificate2Collection Certificates(string file)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPem(Content("SMTP_CA_FILE", file));
        }
        catch (CryptographicException)
        {
        }
        return certificates.Count > 0 ? certificates : throw new SettingException($"KITH_SMTP_CA_FILE names {file}, in which no certificate (PEM) stands.");
    }
}
