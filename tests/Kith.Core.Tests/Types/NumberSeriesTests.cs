using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Core.Tests.Types;

public sealed class NumberSeriesTests
{
    private static readonly WorkCalendar FromJuly = WorkCalendar.Default with { FiscalMonth = 7 };

    [Theory]
    [InlineData("INV-{year}-{number}", SeriesReset.Year, "2026-06-30", "INV-2026-", "", "2026")]
    [InlineData("{number}/{month}.{year}", SeriesReset.Month, "2026-06-30", "", "/06.2026", "2026-06")]
    [InlineData("FY{fiscal_year} {number}", SeriesReset.FiscalYear, "2026-06-30", "FY2026 ", "", "2026")]
    [InlineData("FY{fiscal_year} {number}", SeriesReset.FiscalYear, "2026-07-01", "FY2027 ", "", "2027")]
    [InlineData("T{number}", SeriesReset.Never, "2026-07-01", "T", "", "")]
    public void What_stands_around_a_number_and_when_it_is_counted_anew_follows_from_the_day(string pattern, SeriesReset reset, string day, string before, string after, string period)
    {
        var series = new NumberSeries(pattern, 1, 1, reset);
        Assert.Equal((before, after), series.Around(DateOnly.Parse(day, null), FromJuly));
        Assert.Equal(period, series.Period(DateOnly.Parse(day, null), FromJuly));
    }

    [Fact]
    public void A_fiscal_year_that_begins_in_January_is_that_of_the_calendar() =>
        Assert.Equal("2026", new NumberSeries("{fiscal_year}-{number}", 1, 1, SeriesReset.FiscalYear).Period(new DateOnly(2026, 12, 31), WorkCalendar.Default));

    [Theory]
    [InlineData("INV", 4, 1, SeriesReset.Never, "pattern:series.pattern")]
    [InlineData("{number}{number}", 4, 1, SeriesReset.Never, "pattern:series.pattern")]
    [InlineData("{number} {day}", 4, 1, SeriesReset.Never, "pattern:series.pattern")]
    [InlineData(" {number}", 4, 1, SeriesReset.Never, "pattern:series.pattern")]
    [InlineData("0123456789012345678901234567890123{number}", 4, 1, SeriesReset.Never, "pattern:series.pattern")]
    [InlineData("{number}", 4, 1, SeriesReset.Year, "pattern:series.period")]
    [InlineData("{year}-{number}", 4, 1, SeriesReset.Month, "pattern:series.period")]
    [InlineData("{number}", 0, -1, SeriesReset.Never, "digits:out_of_range", "start:out_of_range")]
    [InlineData("{number}", 11, 1_000_000_000, SeriesReset.Never, "digits:out_of_range", "start:out_of_range")]
    [InlineData("{year}{month}-{number}", 10, 0, SeriesReset.Month)]
    public void A_series_that_could_issue_a_number_twice_or_none_is_refused(string pattern, int digits, long start, SeriesReset reset, params string[] reasons)
    {
        var problems = new ProblemList();
        new NumberSeries(pattern, digits, start, reset).Check("", problems);
        Assert.Equal(reasons, problems.Errors.Select(e => $"{e.Field}:{e.Code}"));
    }
}
