using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>The statements over who watches what.</summary>
internal static class WatchTable
{
    public static SqlText Add(Guid workspace, Guid record, Guid person) =>
        SqlText.Of($"insert into watch (workspace_id, record_id, person_id, behind) select {workspace}, {record}, {person}, position from position where workspace_id = {workspace} on conflict do nothing");

    /// <summary>Ends it, also where what was watched was merged into the record.</summary>
    public static SqlText Remove(Guid workspace, Guid record, Guid person) =>
        SqlText.Of($"delete from watch where workspace_id = {workspace} and record_id = any(kith.with_merged({record})) and person_id = {person}");

    /// <summary>Who watches a record, or one that was merged into it, and works here.</summary>
    public static Task<List<NamedRecord>> OfAsync(Session session, Guid workspace, Guid record, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select distinct p.name, p.id from watch w join person p on p.workspace_id = w.workspace_id and p.id = w.person_id where w.workspace_id = {workspace} and w.record_id = any(kith.with_merged({record})) and p.deleted_at is null order by p.name, p.id"),
        r => new NamedRecord(r.GetGuid(1), r.GetString(0)), cancellation);

    /// <summary>Who watches each of some records, or what was merged into them, since which position.</summary>
    public static async Task<ILookup<Guid, (Guid Person, long Behind)>> OfAsync(Session session, Guid workspace, Guid[] records, CancellationToken cancellation) => (await session.ListAsync(
        SqlText.Of($"""
            select r.id, w.person_id, min(w.behind) from (
                select r.id, r.id as watched from unnest({records}) r(id)
                union select m.into_id, unnest(kith.with_merged(m.id)) from merged m where m.workspace_id = {workspace} and m.into_id = any({records})) r
            join watch w on w.workspace_id = {workspace} and w.record_id = r.watched group by r.id, w.person_id
            """),
        r => (Record: r.GetGuid(0), Person: r.GetGuid(1), Behind: r.GetInt64(2)), cancellation)).ToLookup(w => w.Record, w => (w.Person, w.Behind));
}
