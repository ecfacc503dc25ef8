using Kith.Store.Jobs;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>What became of a mail.</summary>
public enum MailState
{
    /// <summary>It waits to leave, or to be tried again.</summary>
    Waiting,
    /// <summary>A process is handing it over.</summary>
    Sending,
    /// <summary>The mail server took it.</summary>
    Sent,
    /// <summary>The mail server refused it for good.</summary>
    Failed,
    /// <summary>It was handed over in full, but the answer was never seen.</summary>
    Uncertain,
    /// <summary>It was tried too often.</summary>
    Parked,
}

/// <summary>A mail that waits to leave.</summary>
/// <param name="Body">Plain text.</param>
/// <param name="Html">The same as HTML; null where there is none.</param>
/// <param name="Unsubscribe">Where one click ends mails of its kind; null where that makes no sense.</param>
public sealed record MailRow(Guid Id, string Recipient, string? RecipientName, string Subject, string Body, string? Html, string? Unsubscribe, DateTime CreatedAt);

/// <summary>The SQL of the outbox: mails are put there in the transaction that causes them, with the job that sends them.</summary>
public static class MailTable
{
    /// <summary>The kind of the jobs that send mails.</summary>
    public const string JobKind = "mail";

    /// <summary>Puts a mail into the outbox.</summary>
    public static Task InsertAsync(Session session, Guid workspace, MailRow mail, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            SqlText.Of($"insert into mail (workspace_id, id, recipient, recipient_name, subject, body, html, unsubscribe, created_at) values ({workspace}, {mail.Id}, {SqlText.Text(mail.Recipient)}, {SqlText.Text(mail.RecipientName)}, {SqlText.Text(mail.Subject)}, {SqlText.Text(mail.Body)}, {SqlText.Text(mail.Html)}, {SqlText.Text(mail.Unsubscribe)}, {mail.CreatedAt})"),
            .. Enqueue(workspace, mail.Id, mail.Recipient),
        ], cancellation);

    internal static IReadOnlyList<SqlText> Enqueue(Guid workspace, Guid id, string recipient) =>
        JobQueue.Enqueue(new NewJob(workspace, JobKind, id) { Priority = JobPriority.High, Title = recipient });

    /// <summary>Begins to hand a mail over; null when it is not to be: it is gone, has left, was refused, or may have left.</summary>
    public static Task<MailRow?> TakeAsync(Session session, Job job, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"update mail set state = 'sending', attempts = attempts + 1 where {Same(job)} and body is not null and (state = 'waiting' or (state = 'sending' and ending_at is null)) returning id, recipient, recipient_name, subject, body, html, unsubscribe, created_at"),
            r => new MailRow(r.GetGuid(0), r.GetString(1), Text(r, 2), r.GetString(3), r.GetString(4), Text(r, 5), Text(r, 6), r.GetDateTime(7)), cancellation);

    /// <summary>Notes that the end of a mail is about to be sent.</summary>
    public static SqlText Ending(Job job) => SqlText.Of($"update mail set ending_at = now() where {Same(job)} and state = 'sending'");

    /// <summary>The mail server took it. Whoever else may have looked meanwhile could only say that this was uncertain.</summary>
    public static SqlText Sent(Job job) => SqlText.Of($"update mail set state = 'sent', sent_at = now(), problem = null, body = null, html = null where {Same(job)} and state in ('sending', 'uncertain')");

    /// <summary>It has not left.</summary>
    /// <param name="state">What becomes of it.</param>
    /// <param name="problem">Why.</param>
    public static SqlText NotSent(Guid workspace, Guid id, MailState state, string problem) =>
        SqlText.Of($"update mail set state = {Name(state)}, problem = {SqlText.Text(problem)}, ending_at = null where workspace_id = {workspace} and id = {id} and state in ('waiting', 'sending')");

    /// <summary>A process ended between the end of the mail and the answer.</summary>
    public static SqlText Uncertain(Guid workspace, Guid id, string problem) =>
        SqlText.Of($"update mail set state = 'uncertain', problem = {SqlText.Text(problem)} where workspace_id = {workspace} and id = {id} and state = 'sending' and ending_at is not null");

    /// <summary>A person has it tried again.</summary>
    public static SqlText Wait(Guid workspace, Guid id) =>
        SqlText.Of($"update mail set state = 'waiting', ending_at = null, problem = null where workspace_id = {workspace} and id = {id} and body is not null and state in ('waiting', 'failed', 'uncertain', 'parked')");

    /// <summary>Deletes mails of which nothing is to be done any more.</summary>
    internal static SqlText Forget(Guid workspace, DateTime before, int most) =>
        SqlText.Of($"delete from mail where ctid = any(array(select ctid from mail where workspace_id = {workspace} and created_at < {before} and state not in ('waiting', 'sending') limit {most}))");

    internal static SqlText Name(MailState state) => SqlText.Text(state.ToString().ToLowerInvariant());

    private static SqlText Same(Job job) => SqlText.Of($"workspace_id = {job.Workspace} and id = {job.Id}");

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
