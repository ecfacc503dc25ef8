using Kith.Core.Calendars;
using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Activities.Calendars;

/// <summary>Somebody's activities as a calendar that other programs read (RFC 5545).</summary>
/// <param name="address">Of Kith, to which events lead.</param>
/// <param name="details">False to tell only when somebody is busy.</param>
public sealed class ActivityCalendar(Uri address, string name, bool details)
{
    private const int DaysBack = 60;
    private const int DaysAhead = 400;

    /// <summary>Most activities of a calendar, the ones made last.</summary>
    public const int Most = 5_000;

    private sealed record Guest(string Name, string? Email);

    /// <summary>Writes what is planned for the one who asks: what is theirs and what they take part in, but for what was cancelled.</summary>
    /// <param name="hidden">Names of the fields that they may not read.</param>
    public async Task<string> WriteAsync(IRecordSource source, IReadOnlySet<string> hidden, CancellationToken cancellation)
    {
        var type = source.Names.Catalogue.Of<Activity>();
        var (from, to) = (source.Now.AddDays(-DaysBack), source.Now.AddDays(DaysAhead));
        var found = hidden.Overlaps(["starts_at", "due_at", "owner"]) ? [] : await source.FindAsync<Activity>(Condition(source.Today, from, to, hidden), Most, cancellation);
        var activities = found.OrderBy(a => a.StartsAt ?? a.DueAt).ThenBy(a => a.Id).ToList();
        var changed = await source.ValuesAsync(type.Name, [.. activities.Select(a => a.Id)], ["updated_at"], cancellation);
        var guests = await GuestsAsync(activities, source, hidden, cancellation);
        var text = new CalendarText();
        text.Part("VCALENDAR", () =>
        {
            text.Line("VERSION", "2.0");
            text.Line("PRODID", "-//Kith//Calendar//EN");
            text.Line("CALSCALE", "GREGORIAN");
            text.Line("METHOD", "PUBLISH");
            text.Text("NAME", name);
            text.Text("X-WR-CALNAME", name);
            text.Line("REFRESH-INTERVAL;VALUE=DURATION", "PT30M");
            text.Line("X-PUBLISHED-TTL", "PT30M");
            foreach (var zone in activities.Where(a => a.AllDay != true).Select(a => ZoneOf(a, source, hidden)).DistinctBy(z => z.Id).Where(z => z.Id != TimeZoneInfo.Utc.Id))
                CalendarZone.Write(text, zone, from.AddYears(-1).Date, to.AddYears(1).Date);
            foreach (var activity in activities)
                text.Part("VEVENT", () => Event(text, activity, changed.TryGetValue(activity.Id, out var values) && values[0] is DateTime at ? at : source.Now, guests, source, hidden));
        });
        return text.ToString();
    }

    private static string Condition(DateOnly today, DateTime from, DateTime to, IReadOnlySet<string> hidden)
    {
        var mine = hidden.Contains("participants") ? "owner = me()" : "(owner = me() or participants = me())";
        var open = hidden.Contains("status") ? "true" : "(status is empty or status != \"cancelled\")";
        var whole = hidden.Contains("starts_on") ? "" : $" or (starts_on >= \"{today.AddDays(-DaysBack):yyyy-MM-dd}\" and starts_on < \"{today.AddDays(DaysAhead):yyyy-MM-dd}\")";
        return $"{mine} and {open} and ((starts_at >= \"{from:yyyy-MM-ddTHH:mm:ssZ}\" and starts_at < \"{to:yyyy-MM-ddTHH:mm:ssZ}\"){whole} or (starts_at is empty and due_at >= \"{from:yyyy-MM-ddTHH:mm:ssZ}\" and due_at < \"{to:yyyy-MM-ddTHH:mm:ssZ}\"))";
    }

    private void Event(CalendarText text, Activity activity, DateTime changed, IReadOnlyDictionary<Guid, Guest> guests, IRecordSource source, IReadOnlySet<string> hidden)
    {
        bool Sees(string field) => details && !hidden.Contains(field);
        text.Line("UID", $"{activity.Id:D}@kith");
        text.Line("DTSTAMP", CalendarText.Utc(changed));
        text.Line("LAST-MODIFIED", CalendarText.Utc(changed));
        Times(text, activity, ZoneOf(activity, source, hidden), hidden);
        text.Text("SUMMARY", Sees("subject") ? activity.Subject : Messages.Text("calendar.busy"));
        text.Line("TRANSP", activity.StartsAt is null && activity.AllDay != true ? "TRANSPARENT" : "OPAQUE");
        text.Line("CLASS", details ? "PUBLIC" : "PRIVATE");
        if (!details)
            return;
        text.Line("STATUS", "CONFIRMED");
        text.Line("URL", new Uri(address, $"/activities/{activity.Id:D}").AbsoluteUri);
        if (Sees("location"))
            text.Text("LOCATION", activity.Location ?? (Sees("online_address") ? activity.OnlineAddress : null));
        text.Text("DESCRIPTION", string.Join("\n\n", new[] { Sees("online_address") ? activity.OnlineAddress : null, Sees("body") ? activity.Body : null }.Where(t => t is not null)));
        if (activity.OwnerId is { } owner && guests.GetValueOrDefault(owner) is { Email: { } organiser } of)
            text.Line($"ORGANIZER;CN={CalendarText.Quoted(of.Name)}", $"mailto:{organiser}");
        foreach (var guest in (Sees("participants") ? activity.ParticipantIds : null) ?? [])
        {
            if (guests.GetValueOrDefault(guest) is { Email: { } email } one)
                text.Line($"ATTENDEE;CN={CalendarText.Quoted(one.Name)};ROLE=REQ-PARTICIPANT", $"mailto:{email}");
        }
        foreach (var minutes in (Sees("reminders") ? activity.Reminders : null) ?? [])
        {
            text.Part("VALARM", () =>
            {
                text.Line("ACTION", "DISPLAY");
                text.Line("TRIGGER", $"-PT{minutes}M");
                text.Text("DESCRIPTION", Sees("subject") ? activity.Subject : Messages.Text("calendar.busy"));
            });
        }
    }

    // What lasts whole days is dates, with the day behind the last as its end; everything else is what the clocks show where it was planned.
    private static void Times(CalendarText text, Activity activity, TimeZoneInfo zone, IReadOnlySet<string> hidden)
    {
        if (activity is { AllDay: true, StartsOn: { } first } && !hidden.Contains("starts_on"))
        {
            text.Line("DTSTART;VALUE=DATE", CalendarText.Day(first));
            text.Line("DTEND;VALUE=DATE", CalendarText.Day((activity.EndsOn is { } last && last >= first && !hidden.Contains("ends_on") ? last : first).AddDays(1)));
            return;
        }
        var start = (activity.StartsAt ?? activity.DueAt)!.Value;
        At("DTSTART", start);
        var end = activity.StartsAt is null ? null
            : activity.EndsAt is { } until && !hidden.Contains("ends_at") ? until
            : activity.DurationMinutes is { } minutes && !hidden.Contains("duration_minutes") ? start.AddMinutes(minutes) : (DateTime?)null;
        if (end > start)
            At("DTEND", end.Value);

        void At(string name, DateTime instant)
        {
            if (zone.Id == TimeZoneInfo.Utc.Id)
                text.Line(name, CalendarText.Utc(instant));
            else
                text.Line($"{name};TZID={zone.Id}", CalendarText.Local(TimeZoneInfo.ConvertTimeFromUtc(instant, zone)));
        }
    }

    private static TimeZoneInfo ZoneOf(Activity activity, IRecordSource source, IReadOnlySet<string> hidden) =>
        activity.TimeZone is { } zone && !hidden.Contains("time_zone") && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var known) ? known : source.Zone;

    private async Task<IReadOnlyDictionary<Guid, Guest>> GuestsAsync(IReadOnlyList<Activity> activities, IRecordSource source, IReadOnlySet<string> hidden, CancellationToken cancellation)
    {
        var guests = new Dictionary<Guid, Guest>();
        if (!details)
            return guests;
        Guid[] ids = [.. activities.SelectMany(a => ((hidden.Contains("participants") ? null : a.ParticipantIds) ?? []).Concat(a.OwnerId is { } owner ? [owner] : [])).Distinct()];
        foreach (var (type, email) in new[] { ("person", "email"), ("contact", "email") })
        {
            if (ids.Length == 0 || source.Names.Catalogue.Find(type) is not { } of)
                continue;
            foreach (var (id, values) in await source.ValuesAsync(type, ids, [of.Title.Name, email], cancellation))
                guests[id] = new Guest(values[0] as string ?? "", values[1] as string);
        }
        return guests;
    }
}
