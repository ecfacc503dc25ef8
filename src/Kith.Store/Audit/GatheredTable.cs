using System.Text.Json.Nodes;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>The SQL of events that are counted for a while and written into the stream as one, so that a wave of them does not flood it.</summary>
public static class GatheredTable
{
    /// <summary>Notes that an attempt to sign in to an account failed; of an address that nobody has, with the id of no account, at the same cost.</summary>
    public static Task NoteAsync(Session session, Guid account, SecurityEventKind kind, string? address, string? agent, DateTime now, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into account_note (account_id, kind, address, agent, at) values ({account}, {SqlText.Text(Naming.Snake(kind.ToString()))}, {SqlText.Text(address)}, {SqlText.Text(agent)}, {now})"), cancellation);

    /// <summary>Gives what was noted of accounts to the workspaces in which they may work.</summary>
    internal static Task SpreadAsync(Session session, CancellationToken cancellation) => session.ExecuteOutsideAsync(SqlText.Of($"select kith.spread_account_notes()"), cancellation);

    /// <summary>True where something has been gathered long enough.</summary>
    internal static Task<bool> HasDueAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select exists (select 1 from gathered_event where workspace_id = {workspace} and due_at <= now())"), r => r.GetBoolean(0), cancellation);

    /// <summary>Takes out what has been gathered long enough, the oldest first.</summary>
    internal static async Task<IReadOnlyList<SecurityEvent>> TakeAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var taken = await session.ListAsync(
            SqlText.Of($"with g as (delete from gathered_event where workspace_id = {workspace} and due_at <= now() returning *) select g.kind, g.by_id, g.via, g.subject_id, coalesce(e.title, ''), g.details::text, g.times, g.record_ids from g left join entry e on e.workspace_id = {workspace} and e.id = g.subject_id order by g.due_at, g.key"),
            r => (Event: new SecurityEvent(SecurityEvent.KindOf(r.GetString(0)), r.IsDBNull(1) ? null : r.GetGuid(1), r.GetString(2), r.GetGuid(3), r.GetString(4)) { Details = JsonNode.Parse(r.GetString(5))!.AsObject() }, Times: r.GetInt64(6), Records: r.GetFieldValue<Guid[]>(7)), cancellation);
        return [.. taken.Select(t => (t.Times > 1 ? t.Event.With("times", t.Times) : t.Event).With("records", t.Records.Length > 0 ? t.Records : null))];
    }
}
