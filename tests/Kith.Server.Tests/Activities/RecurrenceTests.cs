using System.Globalization;
using Kith.Activities.Recurrence;

namespace Kith.Server.Tests.Activities;

/// <summary>Rules of RFC 5545 mean what a library that nobody here wrote says they mean (tests/recurrence).</summary>
public sealed class RecurrenceTests
{
    private const int Most = 40;
    private static readonly string[] Zones = ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "UTC"];
    private static readonly string[] Days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

    [Fact]
    public async Task Random_rules_name_the_moments_that_dateutil_names()
    {
        var random = new Random(int.Parse(Environment.GetEnvironmentVariable("KITH_SEED") ?? "1", CultureInfo.InvariantCulture));
        var cases = Enumerable.Range(0, 1_500).Select(_ => Case(random)).ToList();
        var input = string.Concat(cases.Select(c => $"{c.First:yyyy-MM-dd'T'HH:mm:ss}|{c.Zone}|{c.Rule}\n"));
        var expected = (await Python.RunAsync("recurrence/dates.py", "dateutil", input)).Split('\n')[..cases.Count];
        var wrong = cases.Zip(expected).Where(p => Moments(p.First) != p.Second).Select(p => $"{p.First}\n  ours   {Moments(p.First)}\n  theirs {p.Second}").Take(5).ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.True(expected.Count(e => e.Length > 0) > 1_000);
    }

    [Theory]
    [InlineData("FREQ=WEEKLY;BYDAY=TU")]
    [InlineData("FREQ=MONTHLY;INTERVAL=2;UNTIL=20271224;BYDAY=-1FR")]
    [InlineData("FREQ=YEARLY;COUNT=3;BYMONTH=2;BYMONTHDAY=-1")]
    [InlineData("FREQ=MONTHLY;UNTIL=20271224T090000Z;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;WKST=SU")]
    public void Rules_are_written_as_they_were_read(string rule) => Assert.Equal(rule, RecurrenceRule.Parse("RRULE:" + rule)?.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("FREQ=HOURLY")]
    [InlineData("FREQ=1")]
    [InlineData("FREQ=WEEKLY;FREQ=DAILY")]
    [InlineData("FREQ=WEEKLY;INTERVAL=0")]
    [InlineData("FREQ=WEEKLY;BYDAY=2TU")]
    [InlineData("FREQ=WEEKLY;BYMONTHDAY=3")]
    [InlineData("FREQ=DAILY;COUNT=3;UNTIL=20261224")]
    [InlineData("FREQ=MONTHLY;BYSETPOS=1")]
    [InlineData("FREQ=DAILY;BYHOUR=10")]
    [InlineData("FREQ=MONTHLY;BYMONTHDAY=0")]
    public void What_cannot_be_followed_is_no_rule(string rule) => Assert.Null(RecurrenceRule.Parse(rule));

    [Fact]
    public void Days_that_do_not_come_are_looked_for_no_longer_than_it_takes() =>
        Assert.Empty(RecurrenceDays.From(RecurrenceRule.Parse("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")!, new DateOnly(2026, 1, 1), DateOnly.MaxValue, _ => false));

    private sealed record Occasion(DateTime First, string Zone, string Rule);

    private static Occasion Case(Random random)
    {
        var first = new DateTime(2026, 1, 1, random.Next(24), random.Next(2) * 30, 0, DateTimeKind.Unspecified).AddDays(random.Next(730));
        var frequency = random.Next(4);
        var parts = new List<string> { "FREQ=" + ((Frequency)frequency).ToString().ToUpperInvariant() };
        if (random.Next(2) == 0)
            parts.Add(FormattableString.Invariant($"INTERVAL={random.Next(1, 5)}"));
        var ends = random.Next(4);
        if (ends == 0)
            parts.Add(FormattableString.Invariant($"COUNT={random.Next(1, 30)}"));
        else if (ends == 1)
            parts.Add(FormattableString.Invariant($"UNTIL={first.AddDays(random.Next(1500)):yyyyMMdd}"));
        else if (ends == 2)
            parts.Add(FormattableString.Invariant($"UNTIL={first.AddDays(random.Next(1500)):yyyyMMdd'T'HHmmss'Z'}"));
        if (random.Next(4) == 0)
            parts.Add("BYMONTH=" + Some(random, () => FormattableString.Invariant($"{random.Next(1, 13)}")));
        var named = false;
        if (random.Next(2) == 0)
        {
            // A library takes days with and without a place together differently from the standard; people name one or the other.
            var places = frequency >= 2 && random.Next(2) == 0;
            parts.Add("BYDAY=" + Some(random, () => (places ? Place(random, frequency == 3 && !parts.Exists(p => p.StartsWith("BYMONTH", StringComparison.Ordinal)) ? 20 : 5) : "") + Days[random.Next(7)]));
            named = true;
        }
        else if (frequency != 1 && random.Next(2) == 0)
        {
            parts.Add("BYMONTHDAY=" + Some(random, () => Place(random, 31)));
            named = true;
        }
        // Of a week that begins before the rule does, libraries take places differently.
        if (named && frequency >= 2 && random.Next(3) == 0)
            parts.Add("BYSETPOS=" + Some(random, () => Place(random, 3)));
        if (random.Next(3) == 0)
            parts.Add("WKST=" + Days[random.Next(7)]);
        return new Occasion(first, Zones[random.Next(Zones.Length)], string.Join(';', parts));
    }

    private static string Place(Random random, int most) => FormattableString.Invariant($"{(random.Next(3) == 0 ? -1 : 1) * random.Next(1, most + 1)}");

    private static string Some(Random random, Func<string> one) => string.Join(',', Enumerable.Range(0, random.Next(1, 4)).Select(_ => one()).Distinct());

    private static string Moments(Occasion of)
    {
        var (rule, zone, time) = (RecurrenceRule.Parse(of.Rule)!, TimeZoneInfo.FindSystemTimeZoneById(of.Zone), TimeOnly.FromDateTime(of.First));
        var days = RecurrenceDays.From(rule, DateOnly.FromDateTime(of.First), new DateOnly(2045, 12, 31), d => d > rule.UntilDay || (rule.UntilMoment is { } until && RecurrenceDays.Instant(d, time, zone) > until));
        return string.Join(' ', days.Take(Most).Select(d => RecurrenceDays.Instant(d, time, zone).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)));
    }
}
