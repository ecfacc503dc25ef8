using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.Mail;

/// <summary>
/// Sends mails, each at most once unless a person asks for more: before its end is sent the mail is marked, and a marked one is never sent again by itself
/// (docs/decisions/0017-mails-never-twice.md).
/// </summary>
public sealed partial class MailJobs(Database database, IMailTransport transport, IdentitySettings settings, JobOptions options, ILogger<MailJobs> log) : JobHandler
{
    public override string Kind => MailTable.JobKind;

    /// <summary>Over about two days, as mail servers themselves do.</summary>
    public override JobRetries Retries { get; } = new(18, TimeSpan.FromSeconds(30), TimeSpan.FromHours(6));

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        if (await TakeAsync(job, cancellation) is not { } mail)
            return;
        try
        {
            await transport.SendAsync(OutgoingMails.Of(mail, settings), () => MarkAsync(job, cancellation), cancellation);
        }
        catch (MailRefusedException refusal)
        {
            Refused(log, mail.Id, refusal.ForGood);
            await NotSentAsync(job, refusal);
            return;
        }
        catch (MailUncertainException doubt)
        {
            Uncertain(log, mail.Id);
            await EndAsync(job, MailTable.Uncertain(job.Workspace, job.Id, doubt.Message));
            return;
        }
        await EndAsync(job, MailTable.Sent(job));
    }

    /// <summary>The mail, now being sent; null when it is not to be sent, and its job is gone.</summary>
    private async Task<MailRow?> TakeAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var mail = await MailTable.TakeAsync(session, job, cancellation);
        if (mail is null)
            await session.ExecuteAsync([MailTable.Uncertain(job.Workspace, job.Id, Messages.Text("mail.interrupted")), JobQueue.End(job)], cancellation);
        await session.CommitAsync(cancellation);
        return mail;
    }

    // Whoever does not hold the job any more must not send: the connection is dropped before the end of the mail.
    private async Task MarkAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        if (await session.ExecuteAsync(MailTable.Ending(job), cancellation) != 1)
            throw new LeaseLostException();
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation, gotOn: false);
        await session.CommitAsync(cancellation);
    }

    private async Task NotSentAsync(Job job, MailRefusedException refusal)
    {
        if (refusal.ForGood)
        {
            await EndAsync(job, MailTable.NotSent(job.Workspace, job.Id, MailState.Failed, refusal.Message));
            return;
        }
        await using (var session = await database.OpenAsync(job.Workspace, CancellationToken.None))
            await session.ExecuteAsync(MailTable.NotSent(job.Workspace, job.Id, MailState.Waiting, refusal.Message), CancellationToken.None);
        throw new JobFailedException(refusal.Message);
    }

    // What is known of the mail is noted also when this process stops or no longer holds the job.
    private async Task EndAsync(Job job, SqlText outcome)
    {
        await using var session = await database.OpenAsync(job.Workspace, CancellationToken.None);
        await session.BeginAsync(CancellationToken.None);
        await session.ExecuteAsync([outcome, JobQueue.End(job)], CancellationToken.None);
        await session.CommitAsync(CancellationToken.None);
    }

    public override async Task GiveUpAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.ExecuteAsync([MailTable.Uncertain(job.Workspace, job.Id, Messages.Text("mail.interrupted")), MailTable.NotSent(job.Workspace, job.Id, MailState.Parked, Messages.Text("mail.gave_up"))], cancellation);
    }

    public override Task RetryAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(MailTable.Wait(workspace, id), cancellation);

    public override Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync([MailTable.Uncertain(workspace, id, Messages.Text("mail.interrupted")), MailTable.NotSent(workspace, id, MailState.Failed, Messages.Text("mail.cancelled"))], cancellation);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Mail} was not taken (for good: {ForGood})")]
    private static partial void Refused(ILogger log, Guid mail, bool forGood);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Nobody knows whether mail {Mail} was taken; a person has to decide")]
    private static partial void Uncertain(ILogger log, Guid mail);
}
