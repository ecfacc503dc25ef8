using Kith.Core.Access;
using Kith.Core.Notifications;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Notifications;

/// <summary>What a person wants to be told of, and how.</summary>
/// <param name="Hour">When the person's day of notifications begins: what is due is told, and mails of the day leave.</param>
/// <param name="Zone">The person's time zone; null for the workspace's own.</param>
/// <param name="Kinds">By the name of each kind.</param>
public sealed record NotificationChoice(int Hour, string? Zone, IReadOnlyDictionary<string, Channels> Kinds);

/// <summary>The choices of people.</summary>
public static class NotificationChoices
{
    private const int Standard = 8;

    /// <summary>Everything a person has chosen, with the standards of what it has not.</summary>
    public static async Task<NotificationChoice> OfAsync(Session session, Guid workspace, Catalogue catalogue, Guid person, CancellationToken cancellation)
    {
        var (hour, zone) = await session.FirstAsync(SqlText.Of($"select hour, time_zone from notification_day where workspace_id = {workspace} and person_id = {person}"), r => ((int?)r.GetInt32(0), r.IsDBNull(1) ? null : r.GetString(1)), cancellation);
        var chosen = await OfAsync(session, workspace, catalogue, [person], cancellation);
        return new NotificationChoice(hour ?? Standard, zone, catalogue.Notifications.ToDictionary(k => k.Name, k => chosen[(person, k.Name)]));
    }

    /// <summary>The channels of some people for every kind.</summary>
    internal static async Task<IReadOnlyDictionary<(Guid Person, string Kind), Channels>> OfAsync(Session session, Guid workspace, Catalogue catalogue, Guid[] people, CancellationToken cancellation)
    {
        var channels = people.SelectMany(person => catalogue.Notifications.Select(kind => (person, kind))).ToDictionary(c => (c.person, c.kind.Name), c => c.kind.Standard);
        foreach (var (person, kind, chosen) in await session.ListAsync(
            SqlText.Of($"select person_id, kind, app, mail from notification_preference where workspace_id = {workspace} and person_id = any({people})"),
            r => (r.GetGuid(0), r.GetString(1), new Channels(r.GetBoolean(2), Enum.Parse<MailTiming>(r.GetString(3), ignoreCase: true))), cancellation))
            channels[(person, kind)] = chosen;
        return channels;
    }

    /// <summary>Keeps what a person chooses.</summary>
    /// <exception cref="ProblemException">There is no such kind, hour or time zone.</exception>
    public static async Task SaveAsync(Session session, Caller caller, Catalogue catalogue, NotificationChoice choice, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        if (choice.Hour is < 0 or > 23)
            problems.Add("hour", "out_of_range", Naming.Label("hour"), 0, 23);
        foreach (var unknown in choice.Kinds.Keys.Where(k => catalogue.Notifications.All(n => n.Always || n.Name != k)))
            problems.Add("kinds", "notification.unknown_kind", unknown, string.Join(", ", catalogue.Notifications.Where(n => !n.Always).Select(n => n.Name)));
        // The database reckons with it as well, and knows fewer names than this process.
        if (choice.Zone is { } zone && !await session.FirstAsync(SqlText.Of($"select 1 from pg_timezone_names where name = {SqlText.Text(zone)}"), _ => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var _), cancellation))
            problems.Add("time_zone", "unknown_time_zone", zone);
        problems.ThrowIfAny();
        var (workspace, person) = (caller.Workspace, caller.Person!.Value);
        await session.ExecuteAsync(
        [
            SqlText.Of($"insert into notification_day (workspace_id, person_id, hour, time_zone) values ({workspace}, {person}, {choice.Hour}, {SqlText.Text(choice.Zone)}) on conflict (workspace_id, person_id) do update set hour = excluded.hour, time_zone = excluded.time_zone"),
            SqlText.Of($"insert into notification_preference (workspace_id, person_id, kind, app, mail) select {workspace}, {person}, v.kind, v.app, v.mail from unnest({choice.Kinds.Keys.ToArray()}, {NotificationTable.Array(choice.Kinds.Values.Select(c => c.App), NpgsqlDbType.Boolean)}, {choice.Kinds.Values.Select(c => NotificationTable.Name(c.Mail)).ToArray()}) v(kind, app, mail) on conflict (workspace_id, person_id, kind) do update set app = excluded.app, mail = excluded.mail"),
        ], cancellation);
    }
}
