using Kith.Identity.Mail;

namespace Kith.Identity;

/// <summary>What identity needs to know of the installation.</summary>
public sealed record IdentitySettings
{
    /// <summary>The public address: links in mails begin with it, and only its own pages may change anything with a cookie.</summary>
    public required Uri PublicUrl { get; init; }

    /// <summary>The installation's secret, at least 32 bytes: the keys that protect other secrets are encrypted with it.</summary>
    public required byte[] Secret { get; init; }

    /// <summary>The secret before, while it is being changed; null otherwise.</summary>
    public byte[]? FormerSecret { get; init; }

    /// <summary>Where mails go as files while no mail server is set up.</summary>
    public required string OutboxDirectory { get; init; }

    /// <summary>The mail server that mails are handed to; null writes them as files.</summary>
    public SmtpServer? MailServer { get; init; }

    /// <summary>The address that mails come from; null for one at the public address.</summary>
    public string? MailFrom { get; init; }

    /// <summary>Rounds of PBKDF2-HMAC-SHA512 for a password. Fewer than 220,000 are for tests only.</summary>
    public int PasswordIterations { get; init; } = 220_000;

    /// <summary>How many passwords are worked on at a time. They cost a processor each, and those that give way still make others wait, so some must be left for everybody else.</summary>
    public int PasswordsAtOnce { get; init; } = Math.Clamp(Environment.ProcessorCount / 2, 1, 2);
}
