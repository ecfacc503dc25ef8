using System.Globalization;
using Kith.Core.Problems;
using Kith.Identity.Mail;
using Kith.Store.Accounts;

namespace Kith.Identity.Accounts;

/// <summary>What mails about accounts say.</summary>
public sealed class AccountMailContents(IdentitySettings settings)
{
    /// <summary>How long the link works that proves an address.</summary>
    public static readonly TimeSpan VerifyLifetime = TimeSpan.FromDays(7);
    /// <summary>How long the link works that sets a new password.</summary>
    public static readonly TimeSpan ResetLifetime = TimeSpan.FromHours(1);

    /// <summary>The purpose of the link that a kind of mail brings, and how long it works; null for mails that only tell something.</summary>
    public static (LinkPurpose Purpose, TimeSpan Lifetime)? LinkOf(AccountMailKind kind) => kind switch
    {
        AccountMailKind.Verify => (LinkPurpose.Verify, VerifyLifetime),
        AccountMailKind.Reset => (LinkPurpose.Reset, ResetLifetime),
        AccountMailKind.OldAddress => (LinkPurpose.OldAddress, EmailChanges.Lifetime),
        AccountMailKind.NewAddress => (LinkPurpose.NewAddress, EmailChanges.Lifetime),
        AccountMailKind.EmailChanged or AccountMailKind.PasswordChanged or AccountMailKind.UnusualSignIn or AccountMailKind.TokenReused or AccountMailKind.SecondFactorChanged or AccountMailKind.Deleted => null,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>Writes a mail.</summary>
    /// <param name="secret">Of its link; empty where it has none.</param>
    /// <param name="now">From when on the link works.</param>
    /// <param name="change">The new address that the account waits for; null where it waits for none.</param>
    public MailContent Of(AccountMailKind kind, Account account, string secret, DateTime now, EmailChange? change) => kind switch
    {
        AccountMailKind.OldAddress => Write("old_address", account, new Uri(settings.PublicUrl, $"verify/{secret}?change=old"), Until(change!.ExpiresAt), change.Email),
        AccountMailKind.NewAddress when secret.Length == 0 => Write("taken_address", account, new Uri(settings.PublicUrl, "login"), Until(now), change!.Email),
        AccountMailKind.NewAddress => Write("new_address", account, new Uri(settings.PublicUrl, $"verify/{secret}?change=new"), Until(change!.ExpiresAt), change.Email),
        AccountMailKind.EmailChanged => Write("email_changed", account, new Uri(settings.PublicUrl, "login"), Until(now)),
        AccountMailKind.Verify => Write("verify", account, new Uri(settings.PublicUrl, "verify/" + secret), Until(now + VerifyLifetime)),
        AccountMailKind.Reset => Write("reset", account, new Uri(settings.PublicUrl, "reset/" + secret), Until(now + ResetLifetime)),
        AccountMailKind.PasswordChanged => Write("password_changed", account, new Uri(settings.PublicUrl, "forgot"), Until(now)),
        AccountMailKind.UnusualSignIn => Write("unusual_sign_in", account, new Uri(settings.PublicUrl, "settings/security"), Until(now)),
        AccountMailKind.TokenReused => Write("token_reused", account, new Uri(settings.PublicUrl, "settings/security"), Until(now)),
        AccountMailKind.Deleted => Write("account_deleted", account, new Uri(settings.PublicUrl, "signup"), Until(now)),
        AccountMailKind.SecondFactorChanged => Write("second_factor_changed", account, new Uri(settings.PublicUrl, "settings/security"), Until(now)),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static MailContent Write(string text, Account account, Uri link, string at, string? email = null) => new(
        Messages.Text($"mail.{text}.subject"), [Messages.Text("mail.account.greeting", account.Name), Messages.Text($"mail.{text}.text", account.Email, email ?? "")],
        new MailLink(Messages.Text($"mail.{text}.link"), link), Messages.Text($"mail.{text}.note", at));

    // An account belongs to no workspace, so there is no zone but everybody's.
    private static string Until(DateTime at) => at.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
