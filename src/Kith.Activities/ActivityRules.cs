using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>What always holds for activities.</summary>
internal static class ActivityRules
{
    /// <summary>An activity without a subject is called by the first line of its text, so that a note is written in one box.</summary>
    public static ValueTask SubjectFromBody(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var activity = (Activity)draft.Record;
            if (activity.Subject.Length > 0 || activity.Body is not { } body)
                continue;
            activity.Subject = FirstLine.Of(body);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Nothing ends before it starts.</summary>
    public static void EndsAfterItStarts(Activity activity, Draft draft)
    {
        if (activity.EndsOn < activity.StartsOn)
            draft.Problems.Add("ends_on", "activity.ends_before_start");
        else if (activity.EndsAt < activity.StartsAt)
            draft.Problems.Add("ends_at", "activity.ends_before_start");
    }
}
