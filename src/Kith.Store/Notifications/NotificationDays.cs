using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>A person whose day of notifications begins.</summary>
/// <param name="Day">The day in the person's time zone.</param>
public sealed record BegunDay(Guid Person, DateOnly Day, TimeZoneInfo Zone);

/// <summary>Begins the days of people: each once, at the hour that the person chose, in the person's time zone; the first is the day after the person was made.</summary>
public sealed class NotificationDays(KithStore store)
{
    // What has been due for longer was known long before anybody told of it.
    private const int OverdueDays = 7;

    private static readonly SqlText Zone = SqlText.Of($"coalesce(d.time_zone, w.time_zone)");

    /// <summary>The people whose day begins.</summary>
    /// <param name="now">The present, in UTC.</param>
    public static async Task<IReadOnlyList<BegunDay>> ListAsync(Session session, Guid workspace, DateTime now, int most, CancellationToken cancellation) => await session.ListAsync(
        SqlText.Of($"""
            select p.id, ({now} at time zone {Zone})::date, {Zone} from person p join workspace w on w.id = p.workspace_id left join notification_day d on d.workspace_id = p.workspace_id and d.person_id = p.id
            where p.workspace_id = {workspace} and p.deleted_at is null and p.active is true and p.role is not null
                and ({now} at time zone {Zone})::date > coalesce(d.done_on, (p.created_at at time zone {Zone})::date) and extract(hour from {now} at time zone {Zone}) >= coalesce(d.hour, 8)
            order by p.id limit {most}
            """),
        r => new BegunDay(r.GetGuid(0), r.GetFieldValue<DateOnly>(1), TimeZoneInfo.FindSystemTimeZoneById(r.GetString(2))), cancellation);

    /// <summary>Begins a person's day and notes what is due; false where the day has begun already, or the person has left.</summary>
    /// <param name="session">In a transaction.</param>
    public async Task<bool> BeginAsync(Session session, Guid workspace, BegunDay day, Catalogue catalogue, CancellationToken cancellation)
    {
        if (await session.ExecuteAsync(SqlText.Of($"insert into notification_day as d (workspace_id, person_id, done_on) values ({workspace}, {day.Person}, {day.Day}) on conflict (workspace_id, person_id) do update set done_on = excluded.done_on where d.done_on is null or d.done_on < excluded.done_on"), cancellation) == 0)
            return false;
        if ((await ActingPerson.ManyAsync(session, store.Memberships, workspace, [day.Person], cancellation)).GetValueOrDefault(day.Person)?.In(day.Zone) is not { } person)
            return false;
        var channels = (await NotificationChoices.OfAsync(session, workspace, catalogue, [day.Person], cancellation))[(day.Person, Due.KindName)];
        if (!channels.Silent)
            await NotificationTable.AddAsync(session, workspace, store.Ids, await DueAsync(session, person, catalogue, channels, day.Day, cancellation), cancellation);
        return true;
    }

    private async Task<IReadOnlyList<NewNotice>> DueAsync(Session session, Caller person, Catalogue catalogue, Channels channels, DateOnly day, CancellationToken cancellation)
    {
        var notices = new List<NewNotice>();
        var (from, before) = (Text(Start(day.AddDays(-OverdueDays), person.Zone)), Text(Start(day.AddDays(1), person.Zone)));
        foreach (var type in catalogue.Types.Where(t => t.Behaviour.Due is not null && t.Find("owner") is not null && store.Policy.Rights(person, t).Read))
        {
            var (field, open) = (type.Behaviour.Due!.Field, type.Behaviour.Due.Open);
            var due = store.Reads.Ids(person, catalogue, type, $"owner = me() and ({open}) and {field} >= \"{from}\" and {field} < \"{before}\"");
            notices.AddRange(await session.ListAsync(
                SqlText.Of($"select t.id, {Storages.Column(JoinScope.Root, type[field])} from {SqlText.Name(type.Table)} t where t.workspace_id = {person.Workspace} and t.id in ({due})"),
                r => Notice(person.Person!.Value, channels, r.GetGuid(0), r.GetDateTime(1), field), cancellation));
        }
        return notices;
    }

    // Once for a record and its due time: one that is put off is told again.
    private static NewNotice Notice(Guid person, Channels channels, Guid record, DateTime due, string field) =>
        new(person, Due.KindName, string.Create(CultureInfo.InvariantCulture, $"{record} {due:O}"), null, due, channels, record, null, [field]);

    private static string Text(DateTime instant) => instant.ToString("O", CultureInfo.InvariantCulture);

    private static DateTime Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        // Where clocks go forward at midnight the day begins later.
        while (zone.IsInvalidTime(midnight))
            midnight = midnight.AddMinutes(15);
        return TimeZoneInfo.ConvertTimeToUtc(midnight, zone);
    }
}
