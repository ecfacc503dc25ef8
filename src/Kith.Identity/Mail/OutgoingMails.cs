using Kith.Store.Accounts;

namespace Kith.Identity.Mail;

/// <summary>Addresses mails as this installation sends them.</summary>
internal static class OutgoingMails
{
    /// <summary>The mail as it leaves.</summary>
    public static OutgoingMail Of(MailRow mail, IdentitySettings settings)
    {
        var host = MailAddresses.HostOf(settings.PublicUrl);
        var sender = settings.MailFrom ?? $"kith@{host}";
        var wire = mail with { Recipient = MailAddresses.WithAsciiDomain(mail.Recipient) };
        return new OutgoingMail(mail.Id, wire.Recipient, mail.CreatedAt, MailText.Write(wire, sender, host), sender, host);
    }
}
