using System.Globalization;
using Kith.Store.Jobs;

namespace Kith.Store.Tests.Jobs;

/// <summary>Cron expressions as clocks in a time zone show them.</summary>
public sealed class CronTests
{
    private static List<string> Moments(string cron, string zone, string after, int count)
    {
        var schedule = new CronSchedule(cron);
        var at = DateTime.Parse(after, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal);
        var moments = new List<string>();
        for (var i = 0; i < count; i++)
        {
            at = schedule.Next(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
            Assert.Equal(DateTimeKind.Utc, at.Kind);
            moments.Add(at.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture));
        }
        return moments;
    }

    [Fact]
    public void An_hour_is_that_of_the_workspaces_clocks() =>
        Assert.Equal(["01-10 05:30:00", "01-11 05:30:00"], Moments("0 30 6 * * ?", "Europe/Rome", "2026-01-09T06:00:00Z", 2));

    [Fact]
    public void A_daily_moment_that_clocks_leave_out_comes_once_all_the_same() =>
        // On 29 March clocks in Rome go from 02:00 to 03:00; 01:00 UTC is 03:00 there.
        Assert.Equal(["03-28 01:30:00", "03-29 01:00:00", "03-30 00:30:00"], Moments("0 30 2 * * ?", "Europe/Rome", "2026-03-27T12:00:00Z", 3));

    [Fact]
    public void A_daily_moment_that_clocks_show_twice_comes_once() =>
        // On 25 October clocks in Rome go from 03:00 back to 02:00.
        Assert.Equal(["10-24 00:30:00", "10-25 00:30:00", "10-26 01:30:00"], Moments("0 30 2 * * ?", "Europe/Rome", "2026-10-23T12:00:00Z", 3));

    [Fact]
    public void What_comes_every_half_hour_comes_every_half_hour_while_clocks_change()
    {
        Assert.Equal(["10-25 00:00:00", "10-25 00:30:00", "10-25 01:00:00", "10-25 01:30:00", "10-25 02:00:00"], Moments("0 0/30 * * * ?", "Europe/Rome", "2026-10-24T23:45:00Z", 5));
        Assert.Equal(["03-29 00:30:00", "03-29 01:00:00", "03-29 01:30:00", "03-29 02:00:00"], Moments("0 0/30 * * * ?", "Europe/Rome", "2026-03-29T00:15:00Z", 4));
    }

    [Fact]
    public void Clocks_of_the_south_and_of_half_hours_are_right_too()
    {
        Assert.Equal(["10-03 15:30:00", "10-04 14:30:00"], Moments("0 30 1 * * ?", "Australia/Sydney", "2026-10-03T00:00:00Z", 2));
        Assert.Equal(["06-01 18:30:00"], Moments("0 0 0 * * ?", "Asia/Kolkata", "2026-06-01T12:00:00Z", 1));
    }

    [Fact]
    public void What_is_no_cron_expression_is_refused() => Assert.Throws<FormatException>(() => new CronSchedule("every day"));
}
