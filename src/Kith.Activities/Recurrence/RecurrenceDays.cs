namespace Kith.Activities.Recurrence;

/// <summary>The days a rule names, one after the other.</summary>
public static class RecurrenceDays
{
    // The calendar repeats itself after 400 years: a rule that has named no day by then (30 February) names none.
    private const int Cycle = 146_097;

    /// <summary>The days from the first on, in order.</summary>
    /// <param name="first">The day the rule is counted from, which is one of its own only where the rule names it.</param>
    /// <param name="last">Days after it are not looked for.</param>
    /// <param name="isOver">True for a day on which the rule has come to its end.</param>
    public static IEnumerable<DateOnly> From(RecurrenceRule rule, DateOnly first, DateOnly last, Func<DateOnly, bool> isOver)
    {
        var (counted, latest) = (0, first);
        for (var period = 0L; ; period += rule.Interval)
        {
            if (Period(rule, first, period) is not { } days || days.Start > last || days.Start.DayNumber > latest.DayNumber + Cycle)
                yield break;
            foreach (var day in Chosen(rule, first, days).Where(d => d >= first))
            {
                if (day > last || isOver(day))
                    yield break;
                latest = day;
                yield return day;
                if (++counted == rule.Count)
                    yield break;
            }
        }
    }

    /// <summary>The instant at which a day's occurrence begins: in an hour that is skipped as much later, in one that comes twice the first time.</summary>
    public static DateTime Instant(DateOnly day, TimeOnly time, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(time);
        if (zone.IsInvalidTime(local))
            return DateTime.SpecifyKind(local - zone.GetUtcOffset(local.AddHours(-3)), DateTimeKind.Utc);
        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return DateTime.SpecifyKind(local - offset, DateTimeKind.Utc);
    }

    // Null once it lies beyond what a calendar has.
    private static (DateOnly Start, DateOnly End)? Period(RecurrenceRule rule, DateOnly first, long number)
    {
        switch (rule.Frequency)
        {
            case Frequency.Daily:
                return Days(first.DayNumber + number, 1);
            case Frequency.Weekly:
                return Days(first.DayNumber - (((int)first.DayOfWeek - (int)rule.WeekStart + 7) % 7) + (number * 7), 7);
            case Frequency.Monthly:
                var month = (first.Year * 12L) + first.Month - 1 + number;
                return month / 12 > 9999 ? null : Month((int)(month / 12), (int)(month % 12) + 1);
            default:
                return first.Year + number > 9999 ? null : (new DateOnly((int)(first.Year + number), 1, 1), new DateOnly((int)(first.Year + number), 12, 31));
        }
    }

    private static (DateOnly, DateOnly)? Days(long number, int length) =>
        number + length - 1 > DateOnly.MaxValue.DayNumber ? null : (DateOnly.FromDayNumber((int)Math.Max(0, number)), DateOnly.FromDayNumber((int)(number + length - 1)));

    private static (DateOnly Start, DateOnly End) Month(int year, int month) => (new DateOnly(year, month, 1), new DateOnly(year, month, DateTime.DaysInMonth(year, month)));

    private static IEnumerable<DateOnly> Chosen(RecurrenceRule rule, DateOnly first, (DateOnly Start, DateOnly End) period)
    {
        var days = new List<DateOnly>();
        for (var day = period.Start; ; day = day.AddDays(1))
        {
            if (IsNamed(rule, first, day))
                days.Add(day);
            if (day == period.End)
                break;
        }
        if (rule.Places.Count == 0)
            return days;
        return rule.Places.Select(p => p > 0 ? p - 1 : days.Count + p).Where(p => p >= 0 && p < days.Count).Distinct().Order().Select(p => days[p]);
    }

    private static bool IsNamed(RecurrenceRule rule, DateOnly first, DateOnly day)
    {
        if (rule.Months.Count > 0 && !rule.Months.Contains(day.Month))
            return false;
        if (rule.MonthDays.Count > 0 && !rule.MonthDays.Contains(day.Day) && !rule.MonthDays.Contains(day.Day - DateTime.DaysInMonth(day.Year, day.Month) - 1))
            return false;
        if (rule.Days.Count > 0)
            return rule.Days.Any(d => d.Day == day.DayOfWeek && (d.Place == 0 || IsAt(rule, day, d.Place)));
        // What the rule leaves open is as it is of the first day.
        return rule.MonthDays.Count > 0 || rule.Frequency switch
        {
            Frequency.Daily => true,
            Frequency.Weekly => day.DayOfWeek == first.DayOfWeek,
            Frequency.Monthly => day.Day == first.Day,
            _ => day.Day == first.Day && (rule.Months.Count > 0 || day.Month == first.Month),
        };
    }

    // Within the month, or the whole year of a yearly rule that names no months.
    private static bool IsAt(RecurrenceRule rule, DateOnly day, int place)
    {
        var (start, end) = rule.Frequency == Frequency.Yearly && rule.Months.Count == 0 ? (new DateOnly(day.Year, 1, 1), new DateOnly(day.Year, 12, 31)) : Month(day.Year, day.Month);
        return place > 0 ? ((day.DayNumber - start.DayNumber) / 7) + 1 == place : -((end.DayNumber - day.DayNumber) / 7) - 1 == place;
    }
}
