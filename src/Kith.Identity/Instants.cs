namespace Kith.Identity;

/// <summary>Reads the clock as PostgreSQL keeps time.</summary>
internal static class Instants
{
    /// <summary>The present in UTC, in whole microseconds, so that what is answered equals what is read later.</summary>
    public static DateTime Now(this TimeProvider clock) => new(clock.GetUtcNow().UtcTicks / 10 * 10, DateTimeKind.Utc);
}
