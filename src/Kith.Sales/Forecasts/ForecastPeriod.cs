using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Problems;

namespace Kith.Sales.Forecasts;

/// <summary>What deals count as in a forecast, by the names that stages and deals keep.</summary>
public static class ForecastCategories
{
    public const string Pipeline = "pipeline";
    public const string BestCase = "best_case";
    public const string Commit = "commit";
    public const string Omitted = "omitted";
    public const string Closed = "closed";
}

/// <summary>A month, quarter or year of the workspace's fiscal calendar.</summary>
/// <param name="Unit"><c>month</c>, <c>quarter</c> or <c>year</c>.</param>
/// <param name="From">Its first day.</param>
/// <param name="Until">The first day behind it.</param>
/// <param name="FiscalYear">The year of the calendar in which its fiscal year ends.</param>
/// <param name="Number">Which of its fiscal year it is, from 1.</param>
public sealed record ForecastPeriod(string Unit, DateOnly From, DateOnly Until, int FiscalYear, int Number, bool OfCalendar)
{
    public const string Month = "month";
    public const string Quarter = "quarter";
    public const string Year = "year";

    // Periods begin and end within what the calendar holds.
    private const int FirstYear = 1000, LastYear = 9000;

    /// <summary>The units, short ones first.</summary>
    public static IReadOnlyList<string> Units { get; } = [Month, Quarter, Year];

    /// <summary>True for days around which there are periods.</summary>
    public static bool Knows(DateOnly day) => day.Year is >= FirstYear and <= LastYear;

    /// <summary>The period of a unit that a day lies in.</summary>
    /// <param name="unit">One of <see cref="Units"/>.</param>
    /// <param name="day">A day that <see cref="Knows"/>.</param>
    public static ForecastPeriod Of(string unit, DateOnly day, WorkCalendar calendar)
    {
        var months = MonthsOf(unit);
        var year = Periods.First(Year, day, calendar.FiscalShift);
        var passed = ((day.Year - year.Year) * 12) + day.Month - year.Month;
        var from = year.AddMonths(passed / months * months);
        return new ForecastPeriod(unit, from, from.AddMonths(months), year.AddMonths(11).Year, 1 + (passed / months), calendar.FiscalShift == 0);
    }

    /// <summary>The period so many after this one, or before it.</summary>
    public ForecastPeriod Moved(int by, WorkCalendar calendar) => Of(Unit, From.AddMonths(by * MonthsOf(Unit)), calendar);

    /// <summary>The periods of the next shorter unit that make it up; none of a month.</summary>
    public IReadOnlyList<ForecastPeriod> Parts(WorkCalendar calendar)
    {
        if (Unit == Month)
            return [];
        var (unit, count) = Unit == Year ? (Quarter, 4) : (Month, 3);
        return [.. Enumerable.Range(0, count).Select(n => Of(unit, From.AddMonths(n * MonthsOf(unit)), calendar))];
    }

    /// <summary>Days that tell how it came about, from its first one: each third day of a month, each week of a quarter, each month of a year; last the present moment, as null, or its own last day where that is past.</summary>
    public IReadOnlyList<DateOnly?> Moments(DateOnly today)
    {
        var moments = new List<DateOnly?>();
        for (var (step, day) = (1, From); day < Until.AddDays(-1) && day < today; step++)
        {
            moments.Add(day);
            day = Unit == Year ? From.AddMonths(step) : From.AddDays(step * (Unit == Month ? 3 : 7));
        }
        return [.. moments, today < Until ? null : Until.AddDays(-1)];
    }

    /// <summary>What it is called, such as “Q4 2026” or, where fiscal years are not those of the calendar, “Q2 FY2027”.</summary>
    public string Name => Messages.Text((Unit, OfCalendar) switch
    {
        (Month, _) => "forecast.month",
        (Quarter, true) => "forecast.quarter",
        (Quarter, false) => "forecast.fiscal_quarter",
        (_, true) => "forecast.year",
        _ => "forecast.fiscal_year",
    }, FiscalYear, Number, From);

    /// <summary>What is said of somebody's period is called after both; after somebody alone where a day or unit is missing.</summary>
    public static string Title(string whose, string unit, DateOnly? day, WorkCalendar calendar) => day is { } of && Units.Contains(unit) ? $"{whose} – {Of(unit, of, calendar).Name}" : whose;

    /// <summary>Condition that a day lies in it.</summary>
    /// <param name="field">Path of a field that holds a day.</param>
    public string Holds(string field) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{field} >= \"{From:yyyy-MM-dd}\" and {field} < \"{Until:yyyy-MM-dd}\"");

    private static int MonthsOf(string unit) => unit switch { Month => 1, Quarter => 3, Year => 12, _ => throw new ArgumentOutOfRangeException(nameof(unit)) };
}
