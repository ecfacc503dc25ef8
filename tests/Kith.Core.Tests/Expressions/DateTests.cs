using Kith.Core.Access;
using Kith.Core.Expressions;

namespace Kith.Core.Tests.Expressions;

/// <summary>Days, instants and periods, on Friday, 20 November 2026 in Rome (UTC+1; UTC+2 in summer).</summary>
public sealed class DateTests
{
    [Theory]
    [InlineData("close_date = '2026-11-20'", "(close_date = 2026-11-20)")]
    [InlineData("close_date < today()", "(close_date < 2026-11-20)")]
    [InlineData("close_date <= today() + 30", "(close_date <= 2026-12-20)")]
    [InlineData("close_date > 7 + today()", "(close_date > 2026-11-27)")]
    [InlineData("close_date = date('2024-02-29') - 366", "(close_date = 2023-02-28)")]
    [InlineData("close_date + 10 < today()", "((close_date + 10):Date < 2026-11-20)")]
    [InlineData("today() - close_date > 30", "((2026-11-20 - close_date):Number > 30)")]
    [InlineData("close_date - '2026-01-01' = 1", "((close_date - 2026-01-01):Number = 1)")]
    [InlineData("close_date - date('2026-01-01') < date('2026-01-31') - date('2026-01-01')", "((close_date - 2026-01-01):Number < 30)")]
    [InlineData("year(close_date) = 2026", "(year(close_date):Date = 2026-01-01)")]
    [InlineData("year(close_date) in (2025, 2026)", "(year(close_date):Date in [2025-01-01, 2026-01-01])")]
    [InlineData("month(close_date) = month(today())", "(month(close_date):Date = month(2026-11-20):Date)")]
    public void Days_are_compared_and_counted(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("created_at > '2026-07-01T10:00:00+02:00'", "(created_at > 2026-07-01T08:00:00Z)")]
    [InlineData("created_at = '2026-07-01T10:00:00Z'", "(created_at = 2026-07-01T10:00:00Z)")]
    [InlineData("created_at >= '2026-07-01'", "(created_at >= 2026-06-30T22:00:00Z)")]
    [InlineData("created_at < '2026-07-01'", "(created_at < 2026-06-30T22:00:00Z)")]
    [InlineData("created_at > '2026-07-01'", "(created_at >= 2026-07-01T22:00:00Z)")]
    [InlineData("created_at <= '2026-07-01'", "(created_at < 2026-07-01T22:00:00Z)")]
    [InlineData("created_at = '2026-07-01'", "(created_at in 2026-06-30T22:00:00Z..2026-07-01T22:00:00Z)")]
    [InlineData("created_at != '2026-07-01'", "not (created_at in 2026-06-30T22:00:00Z..2026-07-01T22:00:00Z)")]
    [InlineData("created_at in ('2026-07-01', '2026-01-01')", "((created_at in 2026-06-30T22:00:00Z..2026-07-01T22:00:00Z) or (created_at in 2025-12-31T23:00:00Z..2026-01-01T23:00:00Z))")]
    [InlineData("created_at < today()", "(created_at < 2026-11-19T23:00:00Z)")]
    [InlineData("created_at = today()", "(created_at in 2026-11-19T23:00:00Z..2026-11-20T23:00:00Z)")]
    [InlineData("created_at >= now() - 0.5", "(created_at >= 2026-11-19T21:30:00Z)")]
    [InlineData("now() - created_at > 2", "((2026-11-20T09:30:00Z - created_at):Number > 2)")]
    [InlineData("today() - created_at > 2", "((2026-11-20 - day(created_at):Date):Number > 2)")]
    [InlineData("created_at > close_date", "(day(created_at):Date > close_date)")]
    [InlineData("close_date = created_at", "(close_date = day(created_at):Date)")]
    [InlineData("close_date < now()", "(close_date < 2026-11-20)")]
    [InlineData("day(created_at) = today()", "(day(created_at):Date = 2026-11-20)")]
    [InlineData("updated_at > created_at + 1", "(updated_at > (created_at + 1):Instant)")]
    public void Instants_meet_days_in_the_zone_of_the_caller(string text, string expected) => Assert.Equal(expected, Ask.Condition(text));

    [Theory]
    [InlineData("today", "2026-11-20", "2026-11-21")]
    [InlineData("yesterday", "2026-11-19", "2026-11-20")]
    [InlineData("tomorrow", "2026-11-21", "2026-11-22")]
    [InlineData("this_week", "2026-11-16", "2026-11-23")]
    [InlineData("last_week", "2026-11-09", "2026-11-16")]
    [InlineData("next_week", "2026-11-23", "2026-11-30")]
    [InlineData("this_month", "2026-11-01", "2026-12-01")]
    [InlineData("last_month", "2026-10-01", "2026-11-01")]
    [InlineData("next_month", "2026-12-01", "2027-01-01")]
    [InlineData("this_quarter", "2026-10-01", "2027-01-01")]
    [InlineData("last_quarter", "2026-07-01", "2026-10-01")]
    [InlineData("next_quarter", "2027-01-01", "2027-04-01")]
    [InlineData("this_year", "2026-01-01", "2027-01-01")]
    [InlineData("last_year", "2025-01-01", "2026-01-01")]
    [InlineData("next_year", "2027-01-01", "2028-01-01")]
    [InlineData("last_1_day", "2026-11-20", "2026-11-21")]
    [InlineData("last_30_days", "2026-10-22", "2026-11-21")]
    [InlineData("next_30_days", "2026-11-20", "2026-12-20")]
    [InlineData("last_2_weeks", "2026-11-07", "2026-11-21")]
    [InlineData("next_2_weeks", "2026-11-20", "2026-12-04")]
    [InlineData("last_3_months", "2026-08-21", "2026-11-21")]
    [InlineData("next_1_month", "2026-11-20", "2026-12-20")]
    [InlineData("last_2_quarters", "2026-05-21", "2026-11-21")]
    [InlineData("last_10_years", "2016-11-21", "2026-11-21")]
    [InlineData("next_100_years", "2026-11-20", "2126-11-20")]
    [InlineData("This_Quarter", "2026-10-01", "2027-01-01")]
    public void Periods_have_a_first_day_and_a_first_day_behind(string period, string from, string until)
    {
        Assert.Equal($"(close_date in {from}..{until})", Ask.Condition($"close_date in {period}"));
        Assert.Equal($"not (close_date in {from}..{until})", Ask.Condition($"close_date not in {period}"));
    }

    [Theory]
    [InlineData("2026-11-16", "2026-11-16")] // a Monday
    [InlineData("2026-11-22", "2026-11-16")] // a Sunday
    [InlineData("2027-01-01", "2026-12-28")]
    [InlineData("0001-01-01", "0001-01-01")]
    public void Weeks_begin_on_Monday(string day, string monday) =>
        Assert.Equal(DateOnly.Parse(monday, null), Periods.First("week", DateOnly.Parse(day, null)));

    // Today is Friday, 20 November 2026.
    [Theory]
    [InlineData("this_week", DayOfWeek.Sunday, 1, "2026-11-15", "2026-11-22")]
    [InlineData("last_week", DayOfWeek.Saturday, 1, "2026-11-07", "2026-11-14")]
    [InlineData("last_2_weeks", DayOfWeek.Sunday, 1, "2026-11-07", "2026-11-21")]
    [InlineData("this_fiscal_year", DayOfWeek.Monday, 1, "2026-01-01", "2027-01-01")]
    [InlineData("this_fiscal_year", DayOfWeek.Monday, 4, "2026-04-01", "2027-04-01")]
    [InlineData("last_fiscal_year", DayOfWeek.Monday, 12, "2024-12-01", "2025-12-01")]
    [InlineData("this_fiscal_quarter", DayOfWeek.Monday, 2, "2026-11-01", "2027-02-01")]
    [InlineData("next_fiscal_quarter", DayOfWeek.Monday, 6, "2026-12-01", "2027-03-01")]
    [InlineData("This_Year", DayOfWeek.Monday, 4, "2026-01-01", "2027-01-01")]
    [InlineData("last_quarter", DayOfWeek.Monday, 6, "2026-07-01", "2026-10-01")]
    public void Weeks_and_fiscal_periods_begin_as_the_workspace_says(string period, DayOfWeek weekStart, int fiscalMonth, string from, string until) =>
        Assert.Equal($"(close_date in {from}..{until})", Ask.Condition($"close_date in {period}", context: Ask.Context() with { Calendar = new WorkCalendar(weekStart, fiscalMonth) }));

    [Theory]
    [InlineData("week", 1, "2026-11-15", "2026-11-15")]
    [InlineData("week", 2, "2026-11-13", "2026-11-07")]
    [InlineData("week", 2, "0001-01-01", "0001-01-01")]
    [InlineData("year", 3, "2026-03-31", "2025-04-01")]
    [InlineData("year", 3, "2026-04-01", "2026-04-01")]
    [InlineData("year", 3, "0001-03-31", "0001-01-01")]
    [InlineData("quarter", 1, "2026-01-31", "2025-11-01")]
    [InlineData("quarter", 2, "9999-12-31", "9999-12-01")]
    public void Periods_that_are_shifted_begin_before_or_after_those_of_the_calendar(string unit, int shift, string day, string first) =>
        Assert.Equal(DateOnly.Parse(first, null), Periods.First(unit, DateOnly.Parse(day, null), shift));

    [Fact]
    public void A_fiscal_year_is_no_number() => Assert.Equal("expression.type", Assert.Single(Ask.Refusal(() => Ask.Condition("fiscal_year(close_date) = 2026"))).Code);

    [Theory]
    [InlineData("2024-03-31", "last_1_month", "2024-03-01", "2024-04-01")]
    [InlineData("2024-02-29", "last_1_year", "2023-03-01", "2024-03-01")]
    [InlineData("2026-01-31", "next_1_month", "2026-01-31", "2026-02-28")]
    public void Periods_of_months_stop_at_the_end_of_short_months(string today, string period, string from, string until) =>
        Assert.Equal((DateOnly.Parse(from, null), DateOnly.Parse(until, null)), Periods.Of(period, DateOnly.Parse(today, null), WorkCalendar.Default));

    [Theory]
    [InlineData("last_0_days")]
    [InlineData("last_99999_days")]
    [InlineData("last_101_years")]
    [InlineData("last_1201_months")]
    [InlineData("this_30_days")]
    [InlineData("last_days")]
    [InlineData("last_007_days")]
    [InlineData("this_decade")]
    [InlineData("last_5_days\n")]
    public void Other_names_are_no_periods(string name) => Assert.Null(Periods.Of(name, new DateOnly(2026, 11, 20), WorkCalendar.Default));

    [Theory]
    [InlineData("this_month", "2026-10-31T23:00:00Z", "2026-11-30T23:00:00Z")]
    [InlineData("last_month", "2026-09-30T22:00:00Z", "2026-10-31T23:00:00Z")] // the clocks go back on 25 October
    [InlineData("this_year", "2025-12-31T23:00:00Z", "2026-12-31T23:00:00Z")]
    [InlineData("today", "2026-11-19T23:00:00Z", "2026-11-20T23:00:00Z")]
    public void Periods_of_instants_begin_and_end_at_local_midnight(string period, string from, string until) =>
        Assert.Equal($"(created_at in {from}..{until})", Ask.Condition($"created_at in {period}"));

    [Theory]
    [InlineData("Europe/Rome", "2026-03-29", "2026-03-28T23:00:00Z", 23)] // forward at 02:00
    [InlineData("Europe/Rome", "2026-10-25", "2026-10-24T22:00:00Z", 25)] // back at 03:00
    [InlineData("Asia/Kolkata", "2026-01-01", "2025-12-31T18:30:00Z", 24)]
    [InlineData("Africa/Cairo", "2026-04-24", "2026-04-23T22:00:00Z", 23)] // forward at midnight: there is none
    [InlineData("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z", 23)] // forward at midnight
    [InlineData("America/Havana", "2025-11-02", "2025-11-02T04:00:00Z", 25)] // back from 01:00 to midnight: there are two
    [InlineData("Africa/Cairo", "2025-10-30", "2025-10-29T21:00:00Z", 25)] // back from midnight to 23:00 of the same day
    [InlineData("Pacific/Auckland", "2026-04-05", "2026-04-04T11:00:00Z", 25)]
    [InlineData("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z", 24)]
    [InlineData("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z", 24)]
    [InlineData("UTC", "2026-01-01", "2026-01-01T00:00:00Z", 24)]
    public void Days_begin_where_the_clocks_say(string zone, string day, string start, int hours)
    {
        var (where, date) = (TimeZoneInfo.FindSystemTimeZoneById(zone), DateOnly.Parse(day, null));
        var begins = Days.Start(date, where);
        Assert.Equal(start, begins.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", null));
        Assert.Equal(DateTimeKind.Utc, begins.Kind);
        Assert.Equal(hours, (Days.End(date, where) - begins).TotalHours);
    }

    [Theory]
    [InlineData("Europe/Rome")]
    [InlineData("Africa/Cairo")]
    [InlineData("America/Havana")]
    [InlineData("America/Sao_Paulo")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Pacific/Kiritimati")]
    [InlineData("Pacific/Pago_Pago")]
    [InlineData("Australia/Lord_Howe")]
    public void Every_day_follows_the_one_before_and_its_first_instant_is_its_own(string zone)
    {
        var where = TimeZoneInfo.FindSystemTimeZoneById(zone);
        for (var day = new DateOnly(2015, 1, 1); day.Year < 2031; day = day.AddDays(1))
        {
            var start = Days.Start(day, where);
            Assert.Equal(day, Days.Of(start, where));
            Assert.True(Days.Of(start.AddTicks(-1), where) < day, $"{zone} {day}");
            Assert.InRange((Days.End(day, where) - start).TotalHours, 22.9, 25.1);
        }
    }

    [Fact]
    public void The_ends_of_the_calendar_can_be_named()
    {
        Assert.Equal("(close_date <= 9999-12-31)", Ask.Condition("close_date <= '9999-12-31'"));
        Assert.Equal("(created_at < 9999-12-31T23:59:59.999999Z)", Ask.Condition("created_at <= '9999-12-31'"));
        Assert.Equal("(created_at >= 0001-01-01T00:00:00Z)", Ask.Condition("created_at >= '0001-01-01'"));
    }
}
