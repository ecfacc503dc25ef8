using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.Mail;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Writes to the administrators of a workspace that many sign-ins fail at the same time: the mails and the end of the job commit together.</summary>
public sealed class LockoutWaveMailJobs(Database database, IdentitySettings settings, IdSource ids, JobOptions options, TimeProvider clock) : JobHandler
{
    public override string Kind => LockoutWave.JobKind;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, options.Lease, cancellation);
        var notice = await LockoutWave.FindAsync(session, job.Workspace, cancellation);
        var content = new MailContent(
            Messages.Text("mail.lockout_wave.subject", notice.Workspace), [Messages.Text("mail.lockout_wave.text")],
            new MailLink(Messages.Text("mail.lockout_wave.link"), new Uri(settings.PublicUrl, "settings/audit")), Messages.Text("mail.lockout_wave.note", notice.Workspace));
        foreach (var (address, name) in notice.Administrators)
            await MailTable.InsertAsync(session, job.Workspace, new MailRow(ids.Next(), address, name, content.Subject, content.ToPlainText(), content.ToHtml(), null, clock.Now()), cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }
}
