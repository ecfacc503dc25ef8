using System.Globalization;
using Kith.Core.Notifications;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.Mail;
using Kith.Store.Accounts;
using Kith.Store.Notifications;
using Kith.Store.Sql;

namespace Kith.Identity.Notifications;

/// <summary>Writes mails of what people are told of into the outbox.</summary>
public sealed class NotificationMails(NotificationOutbox outbox, IdentitySettings settings, IdSource ids, TimeProvider clock)
{
    /// <summary>Writes one mail of all that waits for a person; none where nothing does.</summary>
    /// <param name="session">In the transaction that ends its job.</param>
    public async Task WriteAsync(Session session, Guid workspace, Guid person, MailTiming timing, CancellationToken cancellation)
    {
        if (await outbox.TakeAsync(session, workspace, person, timing, cancellation) is not { } mail)
            return;
        var content = timing == MailTiming.Now && mail is { Told: [var one], More: false } ? OfOne(mail, one) : OfMany(mail, timing);
        await MailTable.InsertAsync(session, workspace, new MailRow(ids.Next(), mail.Address, mail.Name, content.Subject, content.ToPlainText(), content.ToHtml(), null, clock.Now()), cancellation);
    }

    private MailContent OfOne(NotificationMail mail, Notification one) => new(one.Text, [one.Text + ".", Detail(mail, one)], new MailLink(Messages.Text("mail.notification.open"), Address(mail, one)), Messages.Text("mail.notification.note", mail.Workspace))
    {
        Settings = Settings,
    };

    private MailContent OfMany(NotificationMail mail, MailTiming timing) => new(
        Messages.Text($"mail.notification.{NameOf(timing)}.subject", mail.Workspace), [Messages.Text($"mail.notification.{NameOf(timing)}.text"), .. mail.More ? [Messages.Text("mail.notification.more", mail.Told.Count)] : Array.Empty<string>()],
        new MailLink(Messages.Text("mail.notification.all"), new Uri(settings.PublicUrl, "notifications")), Messages.Text("mail.notification.note", mail.Workspace))
    {
        Lists = [.. mail.Catalogue.Notifications.Select(kind => new MailList(Messages.Text($"notification.{kind.Name}.label"), [.. mail.Told.Where(n => n.Kind == kind.Name).Select(n => new MailLine(n.Text, Detail(mail, n), Address(mail, n)))])).Where(l => l.Lines.Count > 0)],
        Settings = Settings,
    };

    private MailLink Settings => new(Messages.Text("mail.notification.settings"), new Uri(settings.PublicUrl, "settings/notifications"));

    private static string NameOf(MailTiming timing) => timing.ToString().ToLowerInvariant();

    private Uri Address(NotificationMail mail, Notification one) => new(
        settings.PublicUrl, one.Record is { } record && mail.Catalogue.Find(one.Type!) is { } type ? $"{type.Plural}/{record.Id}" : $"notifications/{one.Id}");

    // When it was done and through what.
    private static string Detail(NotificationMail mail, Notification one)
    {
        var at = TimeZoneInfo.ConvertTimeFromUtc(one.Cause?.At ?? one.ReadyAt, mail.Zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return one.Through is { } through ? $"{at}, {through}" : at;
    }
}
