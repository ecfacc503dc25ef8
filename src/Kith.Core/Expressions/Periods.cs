using System.Globalization;
using System.Text.RegularExpressions;
using Kith.Core.Access;

namespace Kith.Core.Expressions;

/// <summary>The named periods that <c>in</c> tests against.</summary>
public static partial class Periods
{
    private static readonly string[] Units = ["week", "month", "quarter", "year", "fiscal_quarter", "fiscal_year"];

    /// <summary>The names without a number, and one of each pattern with one, as suggestions.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "today", "yesterday", "tomorrow",
        .. Units.SelectMany(u => new[] { "this_" + u, "last_" + u, "next_" + u }),
        "last_7_days", "last_30_days", "last_90_days", "last_12_months", "next_7_days", "next_30_days", "next_90_days", "next_12_months",
    ];

    /// <summary>
    /// The first day of a period and the first day behind it; null when the name is none. <c>last_N_days</c> are N days of which the last is today,
    /// <c>next_N_days</c> are N days of which the first is today; likewise for weeks, months, quarters and years, at most a hundred years.
    /// </summary>
    public static (DateOnly From, DateOnly Until)? Of(string name, DateOnly today, WorkCalendar calendar)
    {
        name = name.ToLowerInvariant();
        switch (name)
        {
            case "today": return (today, today.AddDays(1));
            case "yesterday": return (today.AddDays(-1), today);
            case "tomorrow": return (today.AddDays(1), today.AddDays(2));
        }
        if (Whole().Match(name) is { Success: true } whole)
        {
            var (unit, shift) = Shifted(whole.Groups["unit"].Value, calendar);
            var first = First(unit, today, shift);
            var from = whole.Groups["which"].Value switch { "last" => Add(first, -1, unit), "next" => Add(first, 1, unit), _ => first };
            return (from, Add(from, 1, unit));
        }
        if (Rolling().Match(name) is not { Success: true } rolling)
            return null;
        var (count, each) = (int.Parse(rolling.Groups["count"].ValueSpan, CultureInfo.InvariantCulture), rolling.Groups["unit"].Value);
        if (count > Most(each))
            return null;
        return rolling.Groups["which"].Value == "last" ? (Add(today, -count, each).AddDays(1), today.AddDays(1)) : (today, Add(today, count, each));
    }

    /// <summary>A unit as a workspace counts it: one of the calendar, and what it is shifted by.</summary>
    public static (string Unit, int Shift) Shifted(string unit, WorkCalendar calendar) => unit switch
    {
        "week" => (unit, calendar.WeekShift),
        "fiscal_quarter" => ("quarter", calendar.FiscalShift % 3),
        "fiscal_year" => ("year", calendar.FiscalShift),
        _ => (unit, 0),
    };

    /// <summary>The first day of the period a day lies in, the first of the calendar where the period begins before; the unit is day, week, month, quarter or year.</summary>
    /// <param name="shift">How many days before Monday a week begins, or how many months after those of the calendar a quarter or year does.</param>
    public static DateOnly First(string unit, DateOnly day, int shift = 0) => unit switch
    {
        "day" => day,
        // Day number 0 is a Monday.
        "week" => DateOnly.FromDayNumber(Math.Max(0, day.DayNumber - ((day.DayNumber + shift) % 7))),
        "month" => FirstOf(1, day, shift),
        "quarter" => FirstOf(3, day, shift),
        "year" => FirstOf(12, day, shift),
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    private static DateOnly FirstOf(int months, DateOnly day, int shift)
    {
        var month = (day.Year * 12) + day.Month - 1;
        var first = month - ((month - shift) % months);
        return first < 12 ? DateOnly.MinValue : new DateOnly(first / 12, (first % 12) + 1, 1);
    }

    private static DateOnly Add(DateOnly day, int count, string unit) => unit switch
    {
        "day" => day.AddDays(count),
        "week" => day.AddDays(7 * count),
        "month" => day.AddMonths(count),
        "quarter" => day.AddMonths(3 * count),
        "year" => day.AddYears(count),
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

    private static int Most(string unit) => unit switch { "day" => 36_525, "week" => 5_217, "month" => 1_200, "quarter" => 400, _ => 100 };

    [GeneratedRegex("^(?<which>this|last|next)_(?<unit>week|month|(fiscal_)?(quarter|year))\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex("^(?<which>last|next)_(?<count>[1-9][0-9]{0,4})_(?<unit>day|week|month|quarter|year)s?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Rolling();
}
