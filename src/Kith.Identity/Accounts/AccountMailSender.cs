using System.Security.Cryptography;
using System.Text;
using Kith.Identity.Mail;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.Accounts;

/// <summary>
/// Writes and sends mails about accounts, where this process does work in the background. A secret is made when its mail is written and is kept nowhere else. A mail that may
/// have left is not sent again by itself (docs/decisions/0017-mails-never-twice.md); who misses one asks for another.
/// </summary>
public sealed partial class AccountMailSender(
    Database database, AccountMails mails, AccountMailContents contents, IMailTransport transport, IdentitySettings settings, JobOptions options, TimeProvider clock,
    ILogger<AccountMailSender> log) : BackgroundService
{
    /// <summary>How often one address is written to because somebody named it.</summary>
    public static readonly FailureLimit Asking = new(3, TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1));

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1), Lease = TimeSpan.FromMinutes(15), FirstPause = TimeSpan.FromSeconds(10), LongestPause = TimeSpan.FromMinutes(30), GivenUpAfter = TimeSpan.FromHours(12);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0)
            return;
        // The start of the server must not wait for the database.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await TakeAsync(stoppingToken) is { } mail)
                    await SendAsync(mail, stoppingToken);
                else
                    await mails.WaitAsync(Poll, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception problem) when (problem is System.Data.Common.DbException or TimeoutException or IOException)
            {
                Failed(log, problem.GetType().Name);
                await Task.Delay(Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<AccountMailRow?> TakeAsync(CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await AccountMailTable.TakeAsync(session, clock.Now(), Lease, cancellation);
    }

    private async Task SendAsync(AccountMailRow mail, CancellationToken cancellation)
    {
        try
        {
            if (await WriteAsync(mail, cancellation) is { } outgoing)
                await transport.SendAsync(outgoing, () => MarkAsync(mail, cancellation), cancellation);
        }
        catch (MailRefusedException refusal) when (!refusal.ForGood && clock.Now() < mail.CreatedAt + GivenUpAfter)
        {
            var pause = FirstPause * Math.Pow(2, Math.Min(mail.Attempts, 10));
            await using var again = await database.OpenGlobalAsync(CancellationToken.None);
            await AccountMailTable.PostponeAsync(again, mail, clock.Now() + (pause < LongestPause ? pause : LongestPause), CancellationToken.None);
            return;
        }
        catch (Exception end) when (end is MailRefusedException or MailUncertainException)
        {
            NotSent(log, mail.Id, mail.Kind, end.GetType().Name);
        }
        await using var session = await database.OpenGlobalAsync(CancellationToken.None);
        await AccountMailTable.DeleteAsync(session, mail.Id, CancellationToken.None);
    }

    // Null where there is nothing to send: nobody has the address, it was proved meanwhile, or somebody asks too often.
    private async Task<OutgoingMail?> WriteAsync(AccountMailRow mail, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        if (mail.Kind == AccountMailKind.Deleted)
            return Outgoing(mail, new Account(Guid.Empty, mail.Recipient, mail.Recipient, "", null, null), "", null);
        var account = mail.Account is { } id ? await AccountTable.OfIdAsync(session, id, cancellation) : await AccountTable.FindAsync(session, mail.Recipient, cancellation);
        var now = clock.Now();
        if (account is null || (mail.Kind == AccountMailKind.Verify && account.VerifiedAt is not null) || (mail is { Account: null, Attempts: 1 } && await FailureTable.CountAsync(session, Key(mail), Asking, now, cancellation) is not null))
            return null;
        var change = mail.Kind is AccountMailKind.OldAddress or AccountMailKind.NewAddress ? await EmailChangeTable.FindAsync(session, account.Id, now, cancellation) : null;
        if (mail.Kind is AccountMailKind.OldAddress or AccountMailKind.NewAddress && change is null || mail.Kind is AccountMailKind.NewAddress && change?.Email != mail.Recipient)
            return null;
        var secret = "";
        var taken = mail.Kind is AccountMailKind.NewAddress && await AccountTable.FindAsync(session, mail.Recipient.ToLowerInvariant(), cancellation) is not null;
        if (!taken && AccountMailContents.LinkOf(mail.Kind) is var (purpose, lifetime))
        {
            secret = Secret.New();
            await AccountLinkTable.PutAsync(session, Secret.Hash(secret), purpose, new AccountLink(account.Id, mail.Kind is AccountMailKind.NewAddress ? mail.Recipient : account.Email), now + lifetime, cancellation);
        }
        await session.CommitAsync(cancellation);
        return Outgoing(mail, account, secret, change);
    }

    private OutgoingMail Outgoing(AccountMailRow mail, Account account, string secret, EmailChange? change)
    {
        var content = contents.Of(mail.Kind, account, secret, clock.Now(), change);
        var recipient = mail.Account is null ? account.Email : mail.Recipient;
        return OutgoingMails.Of(new MailRow(mail.Id, recipient, account.Name, content.Subject, content.ToPlainText(), content.ToHtml(), null, mail.CreatedAt), settings);
    }

    private async Task MarkAsync(AccountMailRow mail, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (!await AccountMailTable.EndingAsync(session, mail, clock.Now(), cancellation))
            throw new MailUncertainException("taken by another process");
    }

    private static byte[] Key(AccountMailRow mail) => SHA256.HashData(Encoding.UTF8.GetBytes($"{mail.Kind}\n{mail.Recipient}"));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Mail} about an account ({Kind}) did not leave, or nobody knows: {Error}")]
    private static partial void NotSent(ILogger log, Guid mail, AccountMailKind kind, string error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mails about accounts cannot be sent now ({Error}); they are tried again")]
    private static partial void Failed(ILogger log, string error);
}
