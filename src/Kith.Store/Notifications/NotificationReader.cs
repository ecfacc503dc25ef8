using Kith.Core.Access;
using Kith.Core.Notifications;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Notifications;

/// <summary>Reads what people are told of, each time with the rights of that moment; what they may not see now is neither shown nor counted.</summary>
public sealed class NotificationReader(KithStore store)
{
    /// <summary>The most unread notifications that are counted.</summary>
    public const int MostCounted = 100;

    /// <summary>The caller's notifications, newest first.</summary>
    /// <param name="after">Where the page before ended.</param>
    public async Task<NotificationPage> ListAsync(Caller caller, Catalogue catalogue, bool unread, string? after, int limit, CancellationToken cancellation)
    {
        var where = SqlText.Of($"n.app{(unread ? SqlText.Of($" and n.read_at is null") : SqlText.Empty)}");
        if (after is not null)
        {
            var (at, id) = NewestCursor.Read(after);
            where = SqlText.Of($"{where} and (n.ready_at, n.id) < ({at}, {id})");
        }
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var zone = await ZoneAsync(session, caller, cancellation);
        var rows = await ReadAsync(session, caller, catalogue, zone, where, limit + 1, cancellation);
        return rows.Count > limit ? new NotificationPage(rows[..limit], NewestCursor.Of(rows[limit - 1].ReadyAt, rows[limit - 1].Id)) : new NotificationPage(rows, null);
    }

    /// <summary>How many the caller has not read, up to <see cref="MostCounted"/>.</summary>
    public async Task<long> CountAsync(Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await session.FirstAsync(
            SqlText.Of($"select count(*) from (select from notification n where {Own(caller)} and n.app and n.read_at is null and exists (select 1 from {Items(caller, catalogue)}) limit {MostCounted}) q"), r => r.GetInt64(0), cancellation);
    }

    /// <summary>The records that a notification is about, by their ids.</summary>
    /// <param name="after">The last one of the page before.</param>
    /// <exception cref="ProblemException">The caller has no such notification, or may see nothing of it any more.</exception>
    public async Task<IReadOnlyList<NotedRecord>> RecordsAsync(Caller caller, Catalogue catalogue, Guid id, Guid? after, int most, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await RequireAsync(session, caller, catalogue, id, cancellation);
        var beyond = after is { } last ? SqlText.Of($" and i.record_id > {last}") : SqlText.Empty;
        return await session.ListAsync(
            SqlText.Of($"select e.type, e.id, e.title from notification n cross join lateral (select e.type, e.id, e.title from {Items(caller, catalogue)}{beyond} order by i.record_id limit {most}) e where {Own(caller)} and n.app and n.id = {id}"),
            r => new NotedRecord(r.GetString(0), r.GetGuid(1), r.GetString(2)), cancellation);
    }

    /// <summary>Marks one as read.</summary>
    /// <exception cref="ProblemException">The caller has no such notification, or may see nothing of it any more.</exception>
    public Task<bool> ReadAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        await RequireAsync(session, caller, catalogue, id, cancellation);
        await session.ExecuteAsync([NotificationTable.ReadOne(caller.Workspace, caller.Person!.Value, id), NotificationTable.Tell(caller.Workspace, caller.Person.Value)], cancellation);
        return true;
    }, cancellation);

    /// <summary>Marks all as read that are no newer than one.</summary>
    /// <param name="through">Null for all.</param>
    /// <exception cref="ProblemException">The caller has no such notification, or may see nothing of it any more.</exception>
    public Task<bool> ReadAllAsync(Session session, Caller caller, Catalogue catalogue, Guid? through, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (through is { } last)
            await RequireAsync(session, caller, catalogue, last, cancellation);
        await session.ExecuteAsync([NotificationTable.Read(caller.Workspace, caller.Person!.Value, through), NotificationTable.Tell(caller.Workspace, caller.Person.Value)], cancellation);
        return true;
    }, cancellation);

    /// <summary>What waits for a mail, of what the person wants by mail by now.</summary>
    internal async Task<List<Notification>> ToMailAsync(Session session, Caller person, Catalogue catalogue, MailTiming timing, int most, CancellationToken cancellation)
    {
        var choice = await NotificationChoices.OfAsync(session, person.Workspace, catalogue, person.Person!.Value, cancellation);
        string[] wanted = [.. choice.Kinds.Where(k => k.Value.Mail != MailTiming.Off).Select(k => k.Key)];
        return await ReadAsync(
            session, person, catalogue, person.Zone, SqlText.Of($"n.mail = {SqlText.Text(NotificationTable.Name(timing))} and n.mailed_at is null and n.read_at is null and n.kind = any({wanted})"), most, cancellation);
    }

    private static SqlText Own(Caller caller) => SqlText.Of($"n.workspace_id = {caller.Workspace} and n.person_id = {caller.Person} and n.ready_at is not null");

    private NotificationSight Sight(Caller caller, Catalogue catalogue) => new(store.Changes.Rights(caller, catalogue), catalogue);

    private SqlText Items(Caller caller, Catalogue catalogue) =>
        SqlText.Of($"notification_item i join entry e on e.workspace_id = i.workspace_id and e.id = i.record_id where i.workspace_id = n.workspace_id and i.notification_id = n.id and {Sight(caller, catalogue).Item()}");

    private async Task RequireAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        if (!await session.FirstAsync(SqlText.Of($"select 1 from notification n where {Own(caller)} and n.app and n.id = {id} and exists (select 1 from {Items(caller, catalogue)})"), _ => true, cancellation))
            throw ProblemException.NotFound();
    }

    private static async Task<TimeZoneInfo> ZoneAsync(Session session, Caller caller, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select time_zone from notification_day where workspace_id = {caller.Workspace} and person_id = {caller.Person} and time_zone is not null"), r => r.GetString(0), cancellation) is { } zone
            ? TimeZoneInfo.FindSystemTimeZoneById(zone) : caller.Zone;

    private Task<List<Notification>> ReadAsync(Session session, Caller caller, Catalogue catalogue, TimeZoneInfo zone, SqlText where, int most, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"""
            select n.id, n.kind, n.ready_at, n.read_at is not null, v.count, v.type, v.record_id, v.title, v.fields, n.due_at, c.position, c.at, p.id, p.name, c.via, n.changeset, s.name, c.kind
            from notification n
            cross join lateral (
                select count(*), case when count(distinct e.type) = 1 then min(e.type) end as type, (array_agg(e.id))[1] as record_id, min(e.title) as title, min(array_to_string(i.fields, ',')) as fields, min(i.position) as position
                from {Items(caller, catalogue)}) v
            left join change c on c.workspace_id = n.workspace_id and c.position = v.position
            left join person p on p.workspace_id = n.workspace_id and p.id = coalesce(c.by_id, c.behalf_id)
            left join changeset s on s.workspace_id = n.workspace_id and s.id = n.changeset
            where {Own(caller)} and v.count > 0 and {where}
            order by n.ready_at desc, n.id desc limit {most}
            """),
        r => Read(r, catalogue, Sight(caller, catalogue), zone), cancellation);

    private static Notification Read(NpgsqlDataReader r, Catalogue catalogue, NotificationSight sight, TimeZoneInfo zone)
    {
        var (kind, count, type) = (r.GetString(1), r.GetInt64(4), r.IsDBNull(5) ? null : catalogue.Find(r.GetString(5)));
        var (title, due) = (r.GetString(7), r.IsDBNull(9) ? (DateTime?)null : r.GetDateTime(9));
        List<Field> seen = type is null ? [] : [.. r.GetString(8).Split(',').Except(sight.Hidden(type)).Select(type.Find).OfType<Field>()];
        string[] fields = [.. seen.Select(f => f.Label)];
        // What lasts whole days is told by its date.
        var whole = seen is [{ Kind.ValueType: Core.Types.ValueType.Date }];
        var by = r.IsDBNull(12) ? null : new NamedRecord(r.GetGuid(12), r.GetString(13));
        var cause = r.IsDBNull(10) ? null : new NotificationCause(r.GetInt64(10), r.GetDateTime(11), by, r.GetString(14), r.IsDBNull(15) ? null : r.GetGuid(15));
        return new Notification(
            r.GetGuid(0), kind, r.GetDateTime(2), r.GetBoolean(3), count, type?.Name, count == 1 ? new NamedRecord(r.GetGuid(6), title) : null, due, cause,
            NotificationText.Of(kind, r.IsDBNull(17) ? null : r.GetString(17), by?.Title, count, type, title, fields, due is { } at ? TimeZoneInfo.ConvertTimeFromUtc(at, zone) : null, whole),
            NotificationText.Through(cause?.Via, r.IsDBNull(16) ? null : r.GetString(16)));
    }
}
