using Kith.Core.Expressions;
using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>When an activity is: at a moment, or on whole days, which are dates and no moments (ADR 37).</summary>
internal static class ActivityTimes
{
    /// <summary>The zone of an activity is one that there is.</summary>
    public static void ZoneIsKnown(Activity activity, Draft draft)
    {
        if (activity.TimeZone is { } zone && draft.Changed("time_zone") && !IsKnown(zone))
            draft.Problems.Add("time_zone", "unknown_time_zone", zone);
    }

    /// <summary>What lasts whole days has dates, and the moments at which they begin and are over; of both, what a write sets leads.</summary>
    public static ValueTask WholeDays(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            InStep((Activity)draft.Record, draft, source.Zone);
        return ValueTask.CompletedTask;
    }

    private static void InStep(Activity activity, Draft draft, TimeZoneInfo standard)
    {
        if (!draft.Changed("all_day") && ((draft.Changed("starts_on") && activity.StartsOn is not null) || (draft.Changed("ends_on") && activity.EndsOn is not null)))
            activity.AllDay = true;
        if (activity.AllDay != true)
        {
            (activity.StartsOn, activity.EndsOn) = (null, null);
            return;
        }
        var zone = ZoneOf(activity.TimeZone, standard);
        if (draft.Changed("starts_on") || draft.Changed("ends_on"))
            FromDays(activity, zone);
        else if (draft.Changed("starts_at") || draft.Changed("ends_at") || draft.Changed("all_day"))
            FromMoments(activity, zone);
    }

    private static void FromDays(Activity activity, TimeZoneInfo zone)
    {
        activity.StartsOn ??= activity.EndsOn;
        activity.EndsOn ??= activity.StartsOn;
        // Moments that say those days already stay as they were written.
        if (activity.StartsAt is not { } start || DayOf(start, zone) != activity.StartsOn)
            activity.StartsAt = activity.StartsOn is { } first ? Days.Start(first, zone) : null;
        if (activity.EndsAt is not { } end || Last(end, zone) != activity.EndsOn)
            activity.EndsAt = activity.EndsOn is { } last ? Days.Start(last.AddDays(1), zone) : null;
    }

    private static void FromMoments(Activity activity, TimeZoneInfo zone)
    {
        activity.StartsOn = activity.StartsAt is { } start ? DayOf(start, zone) : null;
        // The end is the moment after the last day; an end at the start means that one day.
        activity.EndsOn = activity.EndsAt is { } end && activity.StartsAt < end ? Last(end, zone) : activity.StartsOn;
        if (activity.EndsOn < activity.StartsOn)
            activity.EndsOn = activity.StartsOn;
    }

    // Other programs write whole days as midnight in UTC, wherever they are.
    private static DateOnly DayOf(DateTime moment, TimeZoneInfo zone) => moment.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(moment) : Days.Of(moment, zone);

    private static DateOnly Last(DateTime end, TimeZoneInfo zone) => end.TimeOfDay == TimeSpan.Zero ? DateOnly.FromDateTime(end).AddDays(-1) : Days.Of(end.AddTicks(-1), zone);

    /// <summary>The zone of a name, or the standard one where there is none of that name.</summary>
    internal static TimeZoneInfo ZoneOf(string? name, TimeZoneInfo standard) => name is not null && IsKnown(name) ? TimeZoneInfo.FindSystemTimeZoneById(name) : standard;

    internal static bool IsKnown(string zone) => zone.Contains('/', StringComparison.Ordinal) ? TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) : zone == "UTC";
}
