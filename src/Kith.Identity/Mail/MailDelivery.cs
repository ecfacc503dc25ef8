using Kith.Store.Accounts;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.Mail;

/// <summary>Sends what waits in the outbox: at once after it was put there, and again and again later where that failed. A mail leaves at least once.</summary>
public sealed partial class MailDelivery(Database database, IMailTransport transport, IdentitySettings settings, TimeProvider clock, ILogger<MailDelivery> log) : BackgroundService
{
    private const int MostAttempts = 12;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromHours(6);

    /// <summary>Tries one mail now. Whatever goes wrong is left for a later attempt, because the mail is safe in the outbox.</summary>
    public Task TryAsync(Guid id, CancellationToken cancellation) => SendAsync(id, cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            while (!stoppingToken.IsCancellationRequested && await SendAsync(null, stoppingToken))
            {
                // One after another until none is due.
            }
        }
    }

    private async Task<bool> SendAsync(Guid? only, CancellationToken cancellation)
    {
        MailRow? mail = null;
        try
        {
            var now = clock.Now();
            await using (var session = await database.OpenGlobalAsync(cancellation))
                mail = await MailTable.TakeAsync(session, only, now, now + Lease, cancellation);
            if (mail is null)
                return false;
            await transport.SendAsync(new OutgoingMail(mail.Id, mail.Recipient, mail.CreatedAt, MailText.Write(mail, settings.PublicUrl)), cancellation);
            await using (var session = await database.OpenGlobalAsync(cancellation))
                await MailTable.DeleteAsync(session, mail.Id, cancellation);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
#pragma warning disable CA1031 // The border of the worker: whatever the reason (disk full, database gone), a later attempt may succeed.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            Failed(log, mail?.Id, mail?.Attempts ?? 0, problem);
            return mail is not null && await PostponeAsync(mail, cancellation);
        }
    }

    private async Task<bool> PostponeAsync(MailRow mail, CancellationToken cancellation)
    {
        try
        {
            await using var session = await database.OpenGlobalAsync(cancellation);
            if (mail.Attempts >= MostAttempts)
            {
                GivenUp(log, mail.Id);
                await MailTable.DeleteAsync(session, mail.Id, cancellation);
                return true;
            }
            var delay = TimeSpan.FromMinutes(Math.Min(LongestDelay.TotalMinutes, Math.Pow(2, mail.Attempts)));
            await MailTable.PostponeAsync(session, mail.Id, clock.Now() + delay, cancellation);
            return true;
        }
        catch (Exception problem) when (problem is System.Data.Common.DbException or OperationCanceledException)
        {
            // The lease runs out by itself, and the mail is tried again then.
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Mail} could not be sent (attempt {Attempt})")]
    private static partial void Failed(ILogger log, Guid? mail, int attempt, Exception problem);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {Mail} is given up")]
    private static partial void GivenUp(ILogger log, Guid mail);
}
