using Quartz;

namespace Kith.Store.Jobs;

/// <summary>Moments that come again and again, by a cron expression: second, minute, hour, day of the month, month, day of the week, such as <c>0 30 2 * * ?</c>.</summary>
public sealed class CronSchedule
{
    /// <exception cref="FormatException">The text is no cron expression.</exception>
    public CronSchedule(string text) => Text = new CronExpression(text, TimeZoneInfo.Utc).CronExpressionString;

    /// <summary>The expression.</summary>
    public string Text { get; }

    /// <summary>The first moment after another, in UTC, as clocks in the time zone show it.</summary>
    /// <param name="after">In UTC.</param>
    /// <exception cref="InvalidOperationException">There is none any more.</exception>
    public DateTime Next(DateTime after, TimeZoneInfo zone) =>
        new CronExpression(Text, zone).GetNextValidTimeAfter(new DateTimeOffset(after, TimeSpan.Zero))?.UtcDateTime ?? throw new InvalidOperationException($"“{Text}” does not come again.");
}
