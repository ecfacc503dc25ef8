using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Core.Expressions;

/// <summary>The named periods that <c>in</c> tests against. Weeks begin on Monday.</summary>
public static partial class Periods
{
    private static readonly string[] Units = ["week", "month", "quarter", "year"];

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
    public static (DateOnly From, DateOnly Until)? Of(string name, DateOnly today)
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
            var unit = whole.Groups["unit"].Value;
            var first = First(unit, today);
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

    /// <summary>The first day of the period a day lies in; the unit is day, week, month, quarter or year.</summary>
    public static DateOnly First(string unit, DateOnly day) => unit switch
    {
        "day" => day,
        // Day number 0 is a Monday. The first days of the calendar share their Monday with no other.
        "week" => DateOnly.FromDayNumber(day.DayNumber - (day.DayNumber % 7)),
        "month" => new DateOnly(day.Year, day.Month, 1),
        "quarter" => new DateOnly(day.Year, ((day.Month - 1) / 3 * 3) + 1, 1),
        "year" => new DateOnly(day.Year, 1, 1),
        _ => throw new ArgumentOutOfRangeException(nameof(unit)),
    };

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

    [GeneratedRegex("^(?<which>this|last|next)_(?<unit>week|month|quarter|year)\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Whole();

    [GeneratedRegex("^(?<which>last|next)_(?<count>[1-9][0-9]{0,4})_(?<unit>day|week|month|quarter|year)s?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Rolling();
}
