namespace Kith.Identity.Mail;

/// <summary>A mail ready to leave.</summary>
/// <param name="Recipient">The address it goes to; its domain in ASCII.</param>
/// <param name="Text">The whole message as RFC 5322 has it.</param>
/// <param name="Sender">The address it comes from, to which the mail server returns what cannot be delivered.</param>
/// <param name="Host">What this installation is called in public.</param>
public sealed record OutgoingMail(Guid Id, string Recipient, DateTime CreatedAt, byte[] Text, string Sender, string Host);

/// <summary>The border over which mails leave the process.</summary>
public interface IMailTransport
{
    /// <summary>Hands a mail over. It may be called again for the same mail unless <paramref name="ending"/> was.</summary>
    /// <param name="ending">Called before the step after which the mail may have left although nobody knows; not called by a transport that can repeat itself.</param>
    /// <exception cref="MailRefusedException">It has not left.</exception>
    /// <exception cref="MailUncertainException">It may have left.</exception>
    Task SendAsync(OutgoingMail mail, Func<Task> ending, CancellationToken cancellation);
}

/// <summary>Puts mails as files into a folder, for installations without a mail server.</summary>
public sealed class OutboxFolder(IdentitySettings settings) : IMailTransport
{
    /// <summary>Writes <c>{time}-{id}.eml</c>; the same mail lands in the same file.</summary>
    public async Task SendAsync(OutgoingMail mail, Func<Task> ending, CancellationToken cancellation)
    {
        Directory.CreateDirectory(settings.OutboxDirectory);
        var file = Path.Combine(settings.OutboxDirectory, $"{mail.CreatedAt:yyyyMMdd'T'HHmmss}-{mail.Id:N}.eml");
        var unfinished = file + ".part";
        // Mails hold links that sign in, so only the account that runs Kith may read them.
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(unfinished, options))
            await stream.WriteAsync(mail.Text, cancellation);
        File.Move(unfinished, file, overwrite: true);
    }
}
