using System.Globalization;

namespace Kith.Core.Calendars;

/// <summary>Time zones in iCalendar (RFC 5545, 3.6.5): each change of the clocks within some years stands for itself, so whatever rules a country has had are told as they were.</summary>
public static class CalendarZone
{
    /// <summary>Writes a zone under its IANA name.</summary>
    /// <param name="from">The first instant that is looked at.</param>
    /// <param name="to">The last.</param>
    public static void Write(CalendarText text, TimeZoneInfo zone, DateTime from, DateTime to) => text.Part("VTIMEZONE", () =>
    {
        text.Line("TZID", zone.Id);
        var first = zone.GetUtcOffset(from);
        Observance(text, zone.IsDaylightSavingTime(from), from + first, first, first);
        foreach (var (at, before, after) in Changes(zone, from, to))
            Observance(text, zone.IsDaylightSavingTime(at), at + before, before, after);
    });

    // The clock that is left tells when the other begins.
    private static void Observance(CalendarText text, bool summer, DateTime local, TimeSpan before, TimeSpan after) => text.Part(summer ? "DAYLIGHT" : "STANDARD", () =>
    {
        text.Line("DTSTART", CalendarText.Local(local));
        text.Line("TZOFFSETFROM", Offset(before));
        text.Line("TZOFFSETTO", Offset(after));
    });

    private static IEnumerable<(DateTime At, TimeSpan Before, TimeSpan After)> Changes(TimeZoneInfo zone, DateTime from, DateTime to)
    {
        for (var day = from; day < to; day = day.AddDays(1))
        {
            var (before, after) = (zone.GetUtcOffset(day), zone.GetUtcOffset(day.AddDays(1)));
            if (before == after)
                continue;
            var (low, high) = (day, day.AddDays(1));
            while (high - low > TimeSpan.FromMinutes(1))
            {
                var middle = low + TimeSpan.FromMinutes(Math.Floor((high - low).TotalMinutes / 2));
                if (zone.GetUtcOffset(middle) == before)
                    low = middle;
                else
                    high = middle;
            }
            yield return (high, before, after);
        }
    }

    private static string Offset(TimeSpan offset) => string.Create(CultureInfo.InvariantCulture, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hhmm}");
}
