namespace Kith.Store.Webhooks;

/// <summary>When a delivery that was not taken is sent again, as Standard Webhooks suggests: ten tries over three days.</summary>
internal static class WebhookRetries
{
    /// <summary>A webhook that has taken nothing for this long is switched off.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromDays(4);

    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private static readonly IReadOnlyList<TimeSpan> Waits =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>A receiver that asks to be left alone is heeded for this long at most.</summary>
    public static readonly TimeSpan LongestAsked = TimeSpan.FromDays(1);

    /// <summary>How long to wait after so many tries of a delivery, a fifth of it by chance; null when it is given up.</summary>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan? After(int attempts, double chance) => attempts > Waits.Count ? null : Waits[attempts - 1] * (0.9 + (chance / 5));

    /// <summary>How long a webhook that failed so often in a row takes nothing at all, so that a receiver that is down is not asked for each of its deliveries.</summary>
    public static TimeSpan Pause(int failures, double chance)
    {
        var seconds = 5 * Math.Pow(2, Math.Min(failures, 20) - 1) * (0.9 + (chance / 5));
        return TimeSpan.FromSeconds(Math.Min(seconds, LongestPause.TotalSeconds));
    }

    /// <summary>How long the receiver asks to be left alone; only who is too busy (429) or away for a while (503) may ask.</summary>
    public static TimeSpan Asked(WebhookAnswer? answer)
    {
        if (answer is not { Status: 429 or 503, RetryAfter: { } asked })
            return TimeSpan.Zero;
        return asked < LongestAsked ? asked : LongestAsked;
    }
}
