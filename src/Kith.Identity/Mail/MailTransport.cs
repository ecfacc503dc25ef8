namespace Kith.Identity.Mail;

/// <summary>A mail ready to leave.</summary>
/// <param name="Text">The whole message as RFC 5322 has it.</param>
public sealed record OutgoingMail(Guid Id, string Recipient, DateTime CreatedAt, byte[] Text);

/// <summary>The border over which mails leave the process.</summary>
public interface IMailTransport
{
    /// <summary>Hands a mail over. It may be called again for the same mail after a failure or a crash.</summary>
    Task SendAsync(OutgoingMail mail, CancellationToken cancellation);
}

/// <summary>Puts mails as files into a folder, for installations without a mail server.</summary>
public sealed class OutboxFolder(IdentitySettings settings) : IMailTransport
{
    /// <summary>Writes <c>{time}-{id}.eml</c>; the same mail lands in the same file.</summary>
    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellation)
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
