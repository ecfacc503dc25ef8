using System.Globalization;
using System.Text.Json.Serialization;
using Kith.Core.Access;
using Kith.Core.Problems;

namespace Kith.Core.Types;

/// <summary>When a series of numbers begins anew.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SeriesReset>))]
public enum SeriesReset { Never, Year, FiscalYear, Month }

/// <summary>Numbers that Kith issues one after the other for the records of a type. Decision 4.</summary>
/// <param name="Pattern">A text with <c>{number}</c> in it once, and with <c>{year}</c>, <c>{fiscal_year}</c> and <c>{month}</c> where wanted, as in <c>INV-{year}-{number}</c>.</param>
/// <param name="Digits">Fewest digits of a number, 1 to 10; shorter ones have zeros in front.</param>
/// <param name="Start">The first number, of each period where it begins anew.</param>
public sealed record NumberSeries(string Pattern, int Digits, long Start, SeriesReset Reset)
{
    /// <summary>Room in the longest word of search for the number, too.</summary>
    private const int LongestPattern = 40;
    private const int MostDigits = 10;
    private const long LastStart = 999_999_999;

    private static readonly string[] Known = ["{number}", "{year}", "{fiscal_year}", "{month}"];

    /// <summary>Adds what is wrong with it. Periods must tell themselves apart in the text, so that none is issued twice.</summary>
    /// <param name="where">What stands in front of the names of its members.</param>
    public void Check(string where, ProblemList problems)
    {
        var rest = Known.Aggregate(Pattern, (text, known) => text.Replace(known, "", StringComparison.Ordinal));
        if (Pattern.Split("{number}").Length != 2 || rest.AsSpan().ContainsAny('{', '}') || rest.Any(char.IsControl) || Pattern.Length > LongestPattern || Pattern != Pattern.Trim())
            problems.Add(where + "pattern", "series.pattern", LongestPattern);
        string[] needed = Reset switch
        {
            SeriesReset.Never => [],
            SeriesReset.Year => ["{year}"],
            SeriesReset.FiscalYear => ["{fiscal_year}"],
            SeriesReset.Month => ["{year}", "{month}"],
            _ => throw new ArgumentOutOfRangeException(nameof(problems), Reset, null),
        };
        foreach (var missing in needed.Where(n => !Pattern.Contains(n, StringComparison.Ordinal)))
            problems.Add(where + "pattern", "series.period", missing);
        if (Digits is < 1 or > MostDigits)
            problems.Add(where + "digits", "out_of_range", "digits", 1, MostDigits);
        if (Start is < 0 or > LastStart)
            problems.Add(where + "start", "out_of_range", "start", 0, LastStart);
    }

    /// <summary>What stands before and behind the numbers that are issued on a day.</summary>
    public (string Before, string After) Around(DateOnly day, WorkCalendar calendar)
    {
        var parts = Pattern
            .Replace("{year}", Year(day.Year), StringComparison.Ordinal)
            .Replace("{fiscal_year}", Year(FiscalYear(day, calendar)), StringComparison.Ordinal)
            .Replace("{month}", day.Month.ToString("00", CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Split("{number}");
        return (parts[0], parts[1]);
    }

    /// <summary>The period that numbers of a day are counted in; empty where they are never counted anew.</summary>
    public string Period(DateOnly day, WorkCalendar calendar) => Reset switch
    {
        SeriesReset.Never => "",
        SeriesReset.Year => Year(day.Year),
        SeriesReset.FiscalYear => Year(FiscalYear(day, calendar)),
        SeriesReset.Month => day.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(day), Reset, null),
    };

    // A fiscal year bears the name of the year it ends in.
    private static int FiscalYear(DateOnly day, WorkCalendar calendar) => calendar.FiscalMonth > 1 && day.Month >= calendar.FiscalMonth ? day.Year + 1 : day.Year;

    private static string Year(int year) => year.ToString("0000", CultureInfo.InvariantCulture);
}
