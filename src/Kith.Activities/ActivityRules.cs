using Kith.Core.Modules;
using Kith.Core.Notifications;

namespace Kith.Activities;

/// <summary>What always holds for activities.</summary>
internal static class ActivityRules
{
    private const int LongestSubject = 80;

    /// <summary>An activity without a subject is called by the first line of its text, so that a note is written in one box.</summary>
    public static ValueTask SubjectFromBody(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var activity = (Activity)draft.Record;
            if (activity.Subject.Length > 0 || activity.Body is not { } body)
                continue;
            var line = Mentions.Plain(body.Split('\n', 2)[0]).Trim().TrimStart('#', '-', '*', '>', ' ');
            activity.Subject = line.Length <= LongestSubject ? line : line[..(LongestSubject - 1)].TrimEnd() + "…";
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
