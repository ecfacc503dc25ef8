using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>How it stands with seeing Kith as somebody else.</summary>
public enum ViewingState { Asked, Allowed, Refused, Ended }

/// <summary>Somebody who asked to see Kith as somebody else, or does.</summary>
/// <param name="Viewer">Who looks.</param>
/// <param name="Seen">As whom.</param>
/// <param name="Hours">For how long it was asked.</param>
/// <param name="Consented">False where the workspace does not ask the person.</param>
/// <param name="Until">When it ends by itself; null before it is allowed.</param>
/// <param name="StartedAt">When it was used first.</param>
public sealed record Viewing(
    Guid Id, Guid Viewer, string ViewerName, Guid Seen, string SeenName, string Reason, int Hours, ViewingState State, bool Consented,
    DateTime AskedAt, DateTime? AnsweredAt, DateTime? Until, DateTime? StartedAt);

/// <summary>The SQL of seeing Kith as somebody else.</summary>
public static class ViewingTable
{
    /// <summary>How long a question waits for an answer.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromDays(7);

    /// <summary>How long what is over is still shown.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>What a person asked or was asked, newest first.</summary>
    public static Task<List<Viewing>> ListAsync(Session session, Guid workspace, Guid person, int most, CancellationToken cancellation) =>
        session.ListAsync(Select(workspace, SqlText.Of($"(v.viewer_id = {person} or v.seen_id = {person}) order by v.id desc limit {most}")), Read, cancellation);

    /// <summary>One, for whoever has to do with it; locked until the transaction ends.</summary>
    public static Task<Viewing?> LockAsync(Session session, Guid workspace, Guid person, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(Select(workspace, SqlText.Of($"v.id = {id} and (v.viewer_id = {person} or v.seen_id = {person}) for update of v")), Read, cancellation);

    /// <summary>One, if there is one.</summary>
    public static Task<Viewing?> OfIdAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(Select(workspace, SqlText.Of($"v.id = {id}")), Read, cancellation);

    /// <summary>What a viewer has open with a person, locked.</summary>
    public static Task<List<Viewing>> OpenAsync(Session session, Guid workspace, Guid viewer, Guid seen, CancellationToken cancellation) =>
        session.ListAsync(Select(workspace, SqlText.Of($"v.viewer_id = {viewer} and v.seen_id = {seen} and v.state in ('asked', 'allowed') for update of v")), Read, cancellation);

    /// <summary>Those whose time is over though nobody ended them, locked.</summary>
    public static Task<List<Viewing>> PastAsync(Session session, Guid workspace, DateTime now, CancellationToken cancellation) =>
        session.ListAsync(Select(workspace, SqlText.Of($"v.state = 'allowed' and v.until <= {now} for update of v")), Read, cancellation);

    /// <summary>Whether there is something to tidy.</summary>
    public static Task<bool> HasPastAsync(Session session, Guid workspace, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select exists (select from viewing where workspace_id = {workspace} and state = 'allowed' and until <= {now})"), r => r.GetBoolean(0), cancellation);

    private static SqlText Select(Guid workspace, SqlText where) => SqlText.Of($"""
        select v.id, v.viewer_id, p.name, v.seen_id, q.name, v.reason, v.hours, v.state, v.consented, v.asked_at, v.answered_at, v.until, v.started_at
        from viewing v
        join person p on p.workspace_id = v.workspace_id and p.id = v.viewer_id
        join person q on q.workspace_id = v.workspace_id and q.id = v.seen_id
        where v.workspace_id = {workspace} and {where}
        """);

    private static Viewing Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.GetString(5), r.GetInt32(6), Enum.Parse<ViewingState>(r.GetString(7), ignoreCase: true), r.GetBoolean(8),
        r.GetDateTime(9), Instant(r, 10), Instant(r, 11), Instant(r, 12));

    /// <summary>Keeps a new one.</summary>
    public static SqlText Insert(Guid workspace, Viewing viewing) =>
        SqlText.Of($"insert into viewing (workspace_id, id, viewer_id, seen_id, reason, hours, state, consented, asked_at, answered_at, until) values ({workspace}, {viewing.Id}, {viewing.Viewer}, {viewing.Seen}, {SqlText.Text(viewing.Reason)}, {viewing.Hours}, {SqlText.Text(Naming.Snake(viewing.State.ToString()))}, {viewing.Consented}, {viewing.AskedAt}, {viewing.AnsweredAt}, {viewing.Until})");

    /// <summary>Keeps how it stands now.</summary>
    public static SqlText Update(Guid workspace, Viewing viewing) =>
        SqlText.Of($"update viewing set state = {SqlText.Text(Naming.Snake(viewing.State.ToString()))}, answered_at = {viewing.AnsweredAt}, until = {viewing.Until}, started_at = {viewing.StartedAt} where workspace_id = {workspace} and id = {viewing.Id}");

    /// <summary>Deletes what was asked before a moment.</summary>
    public static SqlText Forget(Guid workspace, DateTime before) =>
        SqlText.Of($"delete from viewing where workspace_id = {workspace} and asked_at < {before} and state <> 'allowed'");

    /// <summary>Makes the sign-in of a secret see Kith as somebody else, or not (any more).</summary>
    public static Task MarkAsync(Session session, byte[] secretHash, Guid? viewing, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update session set viewing = {viewing} where id = (select session_id from token where hash = {secretHash})"), cancellation);

    /// <summary>Whether people may be seen without their consent.</summary>
    public static Task<bool> FreelyAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select view_as_freely from workspace where id = {workspace}"), r => r.GetBoolean(0), cancellation);

    /// <summary>Sets whether people may be seen without their consent.</summary>
    public static SqlText SetFreely(Caller caller, bool freely) => SqlText.Of($"update workspace set view_as_freely = {freely} where id = {caller.Workspace}");

    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
