using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.Mail;
using Kith.Store.Accounts;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Webhooks;

namespace Kith.Identity.Webhooks;

/// <summary>Writes to the administrators when Kith has switched a webhook off: the mails and the end of the job commit together.</summary>
public sealed class WebhookMailJobs(Database database, IdentitySettings settings, IdSource ids, JobOptions options, TimeProvider clock) : JobHandler
{
    public override string Kind => WebhookNotices.JobKind;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        if (await WebhookNotices.FindAsync(session, job.Workspace, job.Id, cancellation) is { } notice)
        {
            var content = Content(notice, job.Id);
            foreach (var (address, name) in notice.Administrators)
                await MailTable.InsertAsync(session, job.Workspace, new MailRow(ids.Next(), address, name, content.Subject, content.ToPlainText(), content.ToHtml(), null, clock.Now()), cancellation);
        }
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    private MailContent Content(WebhookNotice notice, Guid hook) => new(
        Messages.Text("mail.webhook_off.subject", notice.Workspace), [Messages.Text("mail.webhook_off.text", notice.Url), notice.Reason],
        new MailLink(Messages.Text("mail.webhook_off.link"), new Uri(settings.PublicUrl, $"settings/webhooks/{hook}")), Messages.Text("mail.webhook_off.note", notice.Workspace));
}
