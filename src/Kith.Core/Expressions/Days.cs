namespace Kith.Core.Expressions;

/// <summary>Where the days of a time zone begin. Both back ends of the language and the periods use this one answer.</summary>
public static class Days
{
    /// <summary>The first instant there is: every zone has it in the first year of the calendar.</summary>
    public static readonly DateTime First = new(1, 1, 2, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>The instant behind the last one there is: every zone has those before it in the last year of the calendar.</summary>
    public static readonly DateTime Last = new(9999, 12, 31, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>
    /// The first instant whose local times are known: those before are read in UTC. .NET keeps offsets in whole minutes and where clocks jumped over the
    /// date line before this year it is a day wrong.
    /// </summary>
    public static readonly DateTime FirstLocal = new(1912, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    // More than there are in the calendar.
    private const decimal MostDays = 4_000_000;
    private const decimal MillisecondsPerDay = 86_400_000;

    /// <summary>The day on which an instant (UTC) falls.</summary>
    public static DateOnly Of(DateTime instant, TimeZoneInfo zone) => DateOnly.FromDateTime(Local(instant, zone));

    /// <summary>
    /// The first instant (UTC) of a day. Where the clocks are put forward over midnight that is the moment of the change, and where they are put
    /// back over midnight the first of the two midnights.
    /// </summary>
    public static DateTime Start(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc);
        // At the ends of the calendar there is no day before or after to look at, and no zone has rules.
        if (day.Year is 1 or 9999)
            return midnight;
        var (before, after) = (midnight.AddDays(-1), midnight.AddDays(1));
        var early = midnight - Offset(before, zone);
        var late = midnight - Offset(after, zone);
        if (early > late)
            (early, late) = (late, early);
        if (Local(early, zone) == midnight)
            return early;
        return Local(late, zone) == midnight ? late : FirstNotBefore(midnight, before, after, zone);
    }

    /// <summary>The first instant (UTC) behind a day; the end of time behind the last one.</summary>
    public static DateTime End(DateOnly day, TimeZoneInfo zone) =>
        day == DateOnly.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : Start(day.AddDays(1), zone);

    /// <summary>The last day that arithmetic reaches is the last of the calendar; what lies beyond is empty (null). A fraction of a day is dropped.</summary>
    public static DateOnly? After(DateOnly day, decimal days)
    {
        var number = day.DayNumber + decimal.Truncate(days);
        return number >= DateOnly.MinValue.DayNumber && number <= DateOnly.MaxValue.DayNumber ? DateOnly.FromDayNumber((int)number) : null;
    }

    /// <summary>The day some months after another, the last of its month where that has fewer days; null beyond the calendar.</summary>
    public static DateOnly? AfterMonths(DateOnly day, int months)
    {
        var month = (day.Year * 12) + day.Month - 1 + months;
        return month >= 12 && month < 120_000 ? day.AddMonths(months) : null;
    }

    /// <summary>The first day, from one on, on which another comes again, years later or that day itself; of 29 February in other years the 28th. Null beyond the calendar.</summary>
    public static DateOnly? Anniversary(DateOnly day, DateOnly from)
    {
        var years = Math.Max(0, from.Year - day.Year);
        return AfterMonths(day, years * 12) is { } same && same >= from ? same : AfterMonths(day, (years + 1) * 12);
    }

    /// <summary>1 for Monday to 7 for Sunday (ISO 8601).</summary>
    public static decimal Weekday(DateOnly day) => (day.DayNumber % 7) + 1;

    /// <summary>The hour of a zone's clocks at an instant, 0 to 23.</summary>
    public static decimal Hour(DateTime instant, TimeZoneInfo zone) => Local(instant, zone).Hour;

    /// <summary>The instant some days of 24 hours after another, counted to the millisecond; null beyond the calendar.</summary>
    public static DateTime? After(DateTime instant, decimal days)
    {
        if (Math.Abs(days) > MostDays)
            return null;
        var ticks = instant.Ticks + ((long)Numbers.Round(days * MillisecondsPerDay, 0) * TimeSpan.TicksPerMillisecond);
        return ticks >= First.Ticks && ticks < Last.Ticks ? new DateTime(ticks, DateTimeKind.Utc) : null;
    }

    /// <summary>The days of 24 hours from one instant to another, with ten decimals.</summary>
    public static decimal Between(DateTime until, DateTime from) =>
        Numbers.Round((until.Ticks - from.Ticks) / (decimal)TimeSpan.TicksPerDay, Numbers.Decimals);

    // Local midnight does not exist: the clocks skip it, so the local time jumps over it at one instant between the bounds.
    private static DateTime FirstNotBefore(DateTime midnight, DateTime from, DateTime until, TimeZoneInfo zone)
    {
        while (until.Ticks - from.Ticks > 1)
        {
            var middle = new DateTime(from.Ticks + ((until.Ticks - from.Ticks) / 2), DateTimeKind.Utc);
            if (Local(middle, zone) < midnight)
                from = middle;
            else
                until = middle;
        }
        return until;
    }

    private static TimeSpan Offset(DateTime instant, TimeZoneInfo zone) => instant < FirstLocal ? TimeSpan.Zero : zone.GetUtcOffset(instant);

    private static DateTime Local(DateTime instant, TimeZoneInfo zone)
    {
        var ticks = instant.Ticks + Offset(instant, zone).Ticks;
        return new DateTime(Math.Clamp(ticks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc);
    }
}
