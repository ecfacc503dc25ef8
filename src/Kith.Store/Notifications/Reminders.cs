using System.Globalization;
using Kith.Core.Modules;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>
/// Reminds people of what begins or is due, so many minutes before. Nothing is planned ahead: each round asks the records as they are which reminders lie between the round before and now, so whatever is moved,
/// cancelled or done meanwhile is right by itself, and what nobody was there for is told by the next round.
/// </summary>
public sealed class Reminders(KithStore store)
{
    // The longest time before, with a margin for days that begin elsewhere.
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    // A write may be saved a little after the moment it was begun at; what was told before is not told again.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(2);

    /// <summary>True where somebody is to be reminded; where nobody is, the round is over.</summary>
    /// <param name="session">In a transaction.</param>
    /// <param name="now">The present, in UTC.</param>
    public async Task<bool> AnyAsync(Session session, Guid workspace, DateTime now, CancellationToken cancellation)
    {
        var reached = await ReachedAsync(session, workspace, now, cancellation);
        foreach (var type in Types(store.Catalogues.BuiltIn))
        {
            if ((await FoundAsync(session, workspace, type, reached, now, 1, cancellation)).Count > 0)
                return true;
        }
        await session.ExecuteAsync(Reach(workspace, now), cancellation);
        return false;
    }

    /// <summary>Notes all reminders up to now, each once for a person, a record, its moment and the minutes before.</summary>
    /// <param name="session">In the transaction that ends the round.</param>
    public async Task TellAsync(Session session, Guid workspace, Catalogue catalogue, DateTime now, CancellationToken cancellation)
    {
        var reached = await ReachedAsync(session, workspace, now, cancellation);
        foreach (var type in Types(catalogue))
        {
            var found = await FoundAsync(session, workspace, type, reached, now, int.MaxValue, cancellation);
            await NotificationTable.AddAsync(session, workspace, store.Ids, await SeenAsync(session, workspace, catalogue, type, found, cancellation), cancellation);
        }
        await session.ExecuteAsync(Reach(workspace, now), cancellation);
    }

    private static IEnumerable<RecordType> Types(Catalogue catalogue) => catalogue.Types.Where(t => t.Behaviour.Reminding is not null);

    // Whoever comes second waits here for the first.
    private static async Task<DateTime> ReachedAsync(Session session, Guid workspace, DateTime now, CancellationToken cancellation)
    {
        await session.ExecuteAsync(SqlText.Of($"insert into reminder_round (workspace_id, reached) values ({workspace}, {now}) on conflict do nothing"), cancellation);
        return await session.FirstAsync(SqlText.Of($"select reached from reminder_round where workspace_id = {workspace} for update"), r => r.GetDateTime(0), cancellation);
    }

    private static SqlText Reach(Guid workspace, DateTime now) => SqlText.Of($"update reminder_round set reached = {now} where workspace_id = {workspace} and reached < {now}");

    private static async Task<List<Found>> FoundAsync(Session session, Guid workspace, RecordType type, DateTime reached, DateTime now, int most, CancellationToken cancellation)
    {
        var reminding = type.Behaviour.Reminding!;
        SqlText Column(string field) => Storages.Column(JoinScope.Root, type[field]);
        var (from, until) = (reached - Overlap, now + Ahead);
        var day = Column(reminding.Day);
        var near = SqlText.Join(SqlText.Of($" or "), [
            .. reminding.Moments.Select(m => SqlText.Of($"({Column(m)} > {from} and {Column(m)} < {until})")),
            SqlText.Of($"({day} > {DateOnly.FromDateTime(from).AddDays(-2)} and {day} < {DateOnly.FromDateTime(until)})")]);
        return await session.ListAsync(
            SqlText.Of($"""
                select t.id, q.id, v.at, m.minutes::integer, {day} is not null, {Column(reminding.Moments[0])} is not null
                from {SqlText.Name(type.Table)} t
                cross join lateral unnest({Column(reminding.Minutes)}) m(minutes)
                cross join lateral ({SqlText.Join(SqlText.Of($" union "), reminding.People.Select(p => Of(type[p])))}) q
                join person p on p.workspace_id = t.workspace_id and p.id = q.id
                join workspace w on w.id = t.workspace_id
                left join notification_day d on d.workspace_id = t.workspace_id and d.person_id = q.id
                cross join lateral (select coalesce({day}::timestamp at time zone coalesce(d.time_zone, w.time_zone), {SqlText.Join(SqlText.Of($", "), reminding.Moments.Select(Column))}) as at) v
                where t.workspace_id = {workspace} and t.deleted_at is null and ({near})
                    and v.at - m.minutes::integer * interval '1 minute' > {from} and v.at - m.minutes::integer * interval '1 minute' <= {now}
                order by v.at, t.id limit {SqlText.Literal(most)}
                """),
            r => new Found(r.GetGuid(0), r.GetGuid(1), r.GetDateTime(2), r.GetInt32(3), r.GetBoolean(4) ? reminding.Day : r.GetBoolean(5) ? reminding.Moments[0] : reminding.Moments[^1]), cancellation);

        static SqlText Of(Field people) => people.IsRelation
            ? SqlText.Of($"select x.to_id as id from link x where x.workspace_id = t.workspace_id and x.from_id = t.id and x.field = {SqlText.NameLiteral(people.Name)}")
            : SqlText.Of($"select {Storages.Column(JoinScope.Root, people)} as id");
    }

    // Only of what is still to be done, and only to people who may see it.
    private async Task<IReadOnlyList<NewNotice>> SeenAsync(Session session, Guid workspace, Catalogue catalogue, RecordType type, List<Found> found, CancellationToken cancellation)
    {
        Guid[] people = [.. found.Select(f => f.Person).Distinct()];
        if (people.Length == 0)
            return [];
        var callers = await ActingPerson.ManyAsync(session, store.Memberships, workspace, people, cancellation);
        var channels = await NotificationChoices.OfAsync(session, workspace, catalogue, people, cancellation);
        var notices = new List<NewNotice>();
        foreach (var of in found.GroupBy(f => f.Person).Where(g => callers.ContainsKey(g.Key) && !channels[(g.Key, Reminder.KindName)].Silent && store.Policy.Rights(callers[g.Key], type).Read))
        {
            Guid[] records = [.. of.Select(f => f.Record).Distinct()];
            var open = store.Reads.Ids(callers[of.Key], catalogue, type, type.Behaviour.Reminding!.Open);
            var seen = await session.ListAsync(SqlText.Of($"select o.id from ({open}) o(id) where o.id = any({records})"), r => r.GetGuid(0), cancellation);
            notices.AddRange(of.Where(f => seen.Contains(f.Record)).Select(f => Notice(f, channels[(of.Key, Reminder.KindName)])));
        }
        return notices;
    }

    private static NewNotice Notice(Found found, Channels channels) =>
        new(found.Person, Reminder.KindName, string.Create(CultureInfo.InvariantCulture, $"{found.Record} {found.Minutes} {found.At:O}"), null, found.At, channels, found.Record, null, [found.Field]);

    private sealed record Found(Guid Record, Guid Person, DateTime At, int Minutes, string Field);
}
