using System.Text.Json.Nodes;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Audit;

/// <summary>The SQL of events that are counted for a while and written into the stream as one, so that a wave of them does not flood it.</summary>
public static class GatheredTable
{
    /// <summary>Records that one event names; more make further events.</summary>
    private const int MostRecords = 1_000;

    /// <summary>Notes that an attempt to sign in to an account failed; of an address that nobody has, with the id of no account, at the same cost.</summary>
    public static Task NoteAsync(Session session, Guid account, SecurityEventKind kind, string? address, string? agent, DateTime now, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into account_note (account_id, kind, address, agent, at) values ({account}, {SqlText.Text(Naming.Snake(kind.ToString()))}, {SqlText.Text(address)}, {SqlText.Text(agent)}, {now})"), cancellation);

    /// <summary>Puts an event beside others like it, for the end of the minute. Each is a row of its own, so that nobody who notes waits for another.</summary>
    internal static SqlText Gather(SecurityEvent of, Guid workspace, IReadOnlyCollection<Guid> records) =>
        SqlText.Of($"insert into gathered_event (workspace_id, key, due_at, kind, by_id, via, subject_id, details, times, record_ids) values ({workspace}, gen_random_uuid()::text, date_trunc('minute', now()) + interval '1 minute', {SqlText.Text(Naming.Snake(of.Kind.ToString()))}, {SqlText.Parameter(of.By, NpgsqlDbType.Uuid)}, {SqlText.Text(of.Via)}, {of.Subject}, {SqlText.Parameter(of.Details.ToJsonString(), NpgsqlDbType.Jsonb)}, 1, {records.ToArray()})");

    /// <summary>Gives what was noted of accounts to the workspaces in which they may work.</summary>
    internal static Task SpreadAsync(Session session, CancellationToken cancellation) => session.ExecuteOutsideAsync(SqlText.Of($"select kith.spread_account_notes()"), cancellation);

    /// <summary>True where something has been gathered long enough.</summary>
    internal static Task<bool> HasDueAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select exists (select 1 from gathered_event where workspace_id = {workspace} and due_at <= now())"), r => r.GetBoolean(0), cancellation);

    /// <summary>Takes out what has been gathered long enough, the oldest first, what is alike as one.</summary>
    internal static async Task<IReadOnlyList<SecurityEvent>> TakeAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var taken = await session.ListAsync(
            SqlText.Of($"with g as (delete from gathered_event where workspace_id = {workspace} and due_at <= now() returning *) select g.kind, g.by_id, g.via, g.subject_id, coalesce(e.title, ''), g.details::text, g.times, g.record_ids from g left join entry e on e.workspace_id = {workspace} and e.id = g.subject_id order by g.due_at, g.key"),
            r => new Gathered(r.GetString(0), r.IsDBNull(1) ? null : r.GetGuid(1), r.GetString(2), r.GetGuid(3), r.GetString(4), r.GetString(5), r.GetInt64(6), r.GetFieldValue<Guid[]>(7)), cancellation);
        return [.. taken.GroupBy(g => (g.Kind, g.By, g.Via, g.Details, Subject: g.Records.Length > 0 ? workspace : g.Subject)).SelectMany(alike => Events([.. alike], workspace))];
    }

    private static IEnumerable<SecurityEvent> Events(IReadOnlyList<Gathered> alike, Guid workspace)
    {
        var (first, times, records) = (alike[0], alike.Sum(g => g.Times), alike.SelectMany(g => g.Records).Distinct().ToArray());
        // Several records are no one subject.
        var of = new SecurityEvent(SecurityEvent.KindOf(first.Kind), first.By, first.Via, records.Length > 1 ? workspace : first.Subject, records.Length > 1 ? "" : first.Title)
        {
            Details = JsonNode.Parse(first.Details)!.AsObject(),
        };
        of = times > 1 ? of.With("times", times) : of;
        return records.Length == 0 ? [of] : records.Chunk(MostRecords).Select(some => of.With("records", some));
    }

    private sealed record Gathered(string Kind, Guid? By, string Via, Guid Subject, string Title, string Details, long Times, Guid[] Records);
}
