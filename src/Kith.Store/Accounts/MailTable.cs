using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>A mail that waits to leave.</summary>
/// <param name="Body">Plain text.</param>
public sealed record MailRow(Guid Id, string Recipient, string? RecipientName, string Subject, string Body, DateTime CreatedAt, int Attempts);

/// <summary>The SQL of the outbox: mails are put there in the transaction that causes them, and leave afterwards.</summary>
public static class MailTable
{
    /// <summary>Puts a mail into the outbox.</summary>
    public static Task InsertAsync(Session session, MailRow mail, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into mail (id, recipient, recipient_name, subject, body, created_at, next_at) values ({mail.Id}, {SqlText.Text(mail.Recipient)}, {SqlText.Text(mail.RecipientName)}, {SqlText.Text(mail.Subject)}, {SqlText.Text(mail.Body)}, {mail.CreatedAt}, {mail.CreatedAt})"), cancellation);

    /// <summary>Takes one due mail, so that no other server sends it before <paramref name="lease"/>; null when there is none.</summary>
    /// <param name="only">One mail in particular, or null for any.</param>
    public static Task<MailRow?> TakeAsync(Session session, Guid? only, DateTime now, DateTime lease, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"update mail m set attempts = attempts + 1, next_at = {lease} where m.id = (select id from mail where next_at <= {now} and id = coalesce({only}, id) order by next_at limit 1 for update skip locked) returning id, recipient, recipient_name, subject, body, created_at, attempts"),
            Read, cancellation);

    private static MailRow Read(NpgsqlDataReader row) => new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetString(4), row.GetDateTime(5), row.GetInt32(6));

    /// <summary>Forgets a mail that has left or will never leave.</summary>
    public static Task DeleteAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"delete from mail where id = {id}"), cancellation);

    /// <summary>Tries a mail again later.</summary>
    public static Task PostponeAsync(Session session, Guid id, DateTime until, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update mail set next_at = {until} where id = {id}"), cancellation);
}
