using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>A mail as administrators see it; never what it says, which may be a secret of its reader.</summary>
public sealed record MailEntry(Guid Id, string Recipient, string? Name, string Subject, MailState State, int Attempts, string? Problem, DateTime CreatedAt, DateTime? SentAt);

/// <summary>Mails, newest first, and where to go on.</summary>
public sealed record MailPage(IReadOnlyList<MailEntry> Mails, string? Next);

/// <summary>The outbox of a workspace for its administrators. Who may call this is for the endpoints to say.</summary>
public sealed class MailConsole(Database database)
{
    private static readonly SqlText Columns = SqlText.Of($"m.id, m.recipient, m.recipient_name, m.subject, m.state, m.attempts, m.problem, m.created_at, m.sent_at");

    /// <param name="states">Only mails in one of these; empty for all.</param>
    /// <param name="text">Stands in the recipient, the subject or the problem; null for all.</param>
    /// <param name="after">Where the page before ended.</param>
    public async Task<MailPage> ListAsync(Caller caller, IReadOnlyList<MailState> states, string? text, string? after, int limit, CancellationToken cancellation)
    {
        var where = SqlText.Of($"m.workspace_id = {caller.Workspace}");
        if (states.Count > 0)
            where = SqlText.Of($"{where} and m.state in ({SqlText.List(states.Select(MailTable.Name))})");
        if (text is not null)
            where = SqlText.Of($"{where} and position(lower({SqlText.Text(text)}) in lower(m.recipient || ' ' || coalesce(m.recipient_name, '') || ' ' || m.subject || ' ' || coalesce(m.problem, ''))) > 0");
        if (after is not null)
        {
            var (at, id) = NewestCursor.Read(after);
            where = SqlText.Of($"{where} and (m.created_at, m.id) < ({at}, {id})");
        }
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        session.PlanPerValue = true;
        var mails = await session.ListAsync(SqlText.Of($"select {Columns} from mail m where {where} order by m.created_at desc, m.id desc limit {(long)limit + 1}"), Read, cancellation);
        return mails.Count > limit ? new MailPage(mails[..limit], NewestCursor.Of(mails[limit - 1].CreatedAt, mails[limit - 1].Id)) : new MailPage(mails, null);
    }

    /// <summary>Sends a mail that did not leave, or of which nobody knows: the person who asks decides that it may arrive twice.</summary>
    public static Task<MailEntry> RetryAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var waits = await session.ExecuteAsync(MailTable.Wait(caller.Workspace, id), cancellation) == 1;
        var mail = await session.FirstAsync(SqlText.Of($"select {Columns} from mail m where m.workspace_id = {caller.Workspace} and m.id = {id}"), Read, cancellation) ?? throw ProblemException.NotFound();
        if (!waits)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "mail.cannot_retry"));
        await session.ExecuteAsync(MailTable.Enqueue(caller.Workspace, id, mail.Recipient), cancellation);
        return mail;
    }, cancellation);

    private static MailEntry Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetString(2), r.GetString(3), Enum.Parse<MailState>(r.GetString(4), ignoreCase: true), r.GetInt32(5),
        r.IsDBNull(6) ? null : r.GetString(6), r.GetDateTime(7), r.IsDBNull(8) ? null : r.GetDateTime(8));
}
