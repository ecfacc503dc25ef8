using System.Globalization;
using Kith.Core.Records;

namespace Kith.Activities.Recurrence;

/// <summary>What the occurrences of a repetition have in common: their time of day and the fields that say what they are.</summary>
internal static class Pattern
{
    /// <summary>A field that occurrences take from their repetition.</summary>
    /// <param name="Same">True where an activity has what the repetition says.</param>
    /// <param name="ToActivity">Gives the activity what the repetition says.</param>
    /// <param name="ToRepetition">Has the repetition say what the activity has.</param>
    private sealed record Shared(Func<Activity, Repetition, bool> Same, Action<Activity, Repetition> ToActivity, Action<Activity, Repetition> ToRepetition);

    private static readonly Shared[] Fields =
    [
        new((a, r) => a.Subject == r.Subject, (a, r) => a.Subject = r.Subject, (a, r) => r.Subject = a.Subject),
        new((a, r) => a.Kind == (r.Kind ?? "task"), (a, r) => a.Kind = r.Kind ?? "task", (a, r) => r.Kind = a.Kind),
        new((a, r) => a.Priority == r.Priority, (a, r) => a.Priority = r.Priority, (a, r) => r.Priority = a.Priority),
        new((a, r) => a.DurationMinutes == r.DurationMinutes, (a, r) => a.DurationMinutes = r.DurationMinutes, (a, r) => r.DurationMinutes = a.DurationMinutes),
        new((a, r) => a.Location == r.Location, (a, r) => a.Location = r.Location, (a, r) => r.Location = a.Location),
        new((a, r) => a.OnlineAddress == r.OnlineAddress, (a, r) => a.OnlineAddress = r.OnlineAddress, (a, r) => r.OnlineAddress = a.OnlineAddress),
        new((a, r) => Joined(a.Reminders) == r.Reminders, (a, r) => a.Reminders = r.Reminders?.Split(' '), (a, r) => r.Reminders = Joined(a.Reminders)),
        new((a, r) => a.Regarding?.Id == r.Regarding?.Id, (a, r) => a.Regarding = r.Regarding, (a, r) => r.Regarding = a.Regarding),
        new((a, r) => Alike(a.ParticipantIds, r.ParticipantIds), (a, r) => a.ParticipantIds = r.ParticipantIds, (a, r) => r.ParticipantIds = a.ParticipantIds),
        new((a, r) => a.OwnerId == r.OwnerId, (a, r) => a.OwnerId = r.OwnerId, (a, r) => r.OwnerId = a.OwnerId),
        new((a, r) => Alike(a.Tags, r.Tags), (a, r) => a.Tags = r.Tags, (a, r) => r.Tags = a.Tags),
        new((a, r) => a.Body == r.Body, (a, r) => a.Body = r.Body, (a, r) => r.Body = a.Body),
    ];

    /// <summary>The day and the time of day of an activity where it was planned; null for one without a time.</summary>
    public static (DateOnly Day, TimeOnly? Time)? PlaceOf(Activity activity, TimeZoneInfo zone)
    {
        if (activity.StartsOn is { } day)
            return (day, null);
        if ((activity.StartsAt ?? activity.DueAt) is not { } moment)
            return null;
        var local = TimeZoneInfo.ConvertTimeFromUtc(moment, zone);
        return (DateOnly.FromDateTime(local), new TimeOnly(local.Hour, local.Minute));
    }

    /// <summary>Has a repetition say what an activity is and at which time of day.</summary>
    public static void Take(Repetition repetition, Activity activity, TimeOnly? time)
    {
        foreach (var field in Fields)
            field.ToRepetition(activity, repetition);
        repetition.BeginsAt = time?.ToString("HH:mm", CultureInfo.InvariantCulture);
        repetition.Due = time is not null && activity.StartsAt is null ? true : null;
        repetition.Length = time is null
            ? (activity.EndsOn ?? activity.StartsOn!.Value).DayNumber - activity.StartsOn!.Value.DayNumber + 1
            : activity.StartsAt is { } start && activity.EndsAt is { } end ? (long)Math.Round((end - start).TotalMinutes) : null;
    }

    /// <summary>A new occurrence on a day.</summary>
    public static void Fill(Activity activity, Repetition repetition, DateOnly day)
    {
        foreach (var field in Fields)
            field.ToActivity(activity, repetition);
        (activity.RepetitionId, activity.OccursOn, activity.TimeZone) = (repetition.Id, day, repetition.TimeZone);
        Place(activity, repetition, day);
    }

    /// <summary>Puts an occurrence at the time of its repetition on a day.</summary>
    public static void Place(Activity activity, Repetition repetition, DateOnly day)
    {
        var (startsOn, endsOn, start, end, due) = Times(repetition, day);
        if (startsOn is not null || activity.AllDay is not null)
            activity.AllDay = startsOn is not null;
        (activity.StartsOn, activity.EndsOn) = (startsOn, endsOn);
        if (due is not null)
            activity.DueAt = due;
        else if (startsOn is null)
            (activity.StartsAt, activity.EndsAt) = (start, end);
    }

    /// <summary>True where an occurrence stands where its repetition puts it.</summary>
    public static bool IsInPlace(Activity activity, Repetition repetition)
    {
        if (activity.OccursOn is not { } day)
            return false;
        var (startsOn, endsOn, start, end, due) = Times(repetition, day);
        if (startsOn is not null)
            return activity.StartsOn == startsOn && activity.EndsOn == endsOn;
        return activity.StartsOn is null && (due is null ? activity.StartsAt == start && activity.EndsAt == end : activity.StartsAt is null && activity.DueAt == due);
    }

    /// <summary>True where nobody made an occurrence anything else than the others.</summary>
    public static bool IsPlain(Activity activity, Repetition repetition) => Array.TrueForAll(Fields, f => f.Same(activity, repetition)) && IsInPlace(activity, repetition);

    /// <summary>Gives an occurrence what is another now, but for what was made different on it.</summary>
    public static void Follow(Activity activity, Repetition before, Repetition after)
    {
        foreach (var field in Fields.Where(f => f.Same(activity, before)))
            field.ToActivity(activity, after);
    }

    /// <summary>The time of day; null for whole days.</summary>
    public static TimeOnly? TimeOf(Repetition repetition) =>
        TimeOnly.TryParseExact(repetition.BeginsAt, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    private static (DateOnly? StartsOn, DateOnly? EndsOn, DateTime? Start, DateTime? End, DateTime? Due) Times(Repetition repetition, DateOnly day)
    {
        if (TimeOf(repetition) is not { } time)
            return (day, day.AddDays((int)Math.Clamp((repetition.Length ?? 1) - 1, 0, 3660)), null, null, null);
        var start = RecurrenceDays.Instant(day, time, TimeZoneInfo.FindSystemTimeZoneById(repetition.TimeZone));
        return repetition.Due == true ? (null, null, null, null, start) : (null, null, start, repetition.Length is { } minutes ? start.AddMinutes(minutes) : null, null);
    }

    private static string? Joined(string[]? words) => words is null or [] ? null : string.Join(' ', words);

    private static bool Alike<T>(T[]? one, T[]? other) => (one ?? []).SequenceEqual(other ?? []);
}
