using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>How far an activity is, in step with when it was done.</summary>
internal static class ActivityStatus
{
    private const string Planned = "planned";
    private const string Completed = "completed";
    private const string Cancelled = "cancelled";

    /// <summary>Condition of activities with which something is still to be done.</summary>
    public const string Open = $"done_at is empty and not (status = \"{Cancelled}\")";

    /// <summary>What is done is completed, and what is completed was done at some time; of both, what a write sets leads.</summary>
    public static ValueTask FollowsWhatIsDone(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            InStep((Activity)draft.Record, draft, source.Now);
        return ValueTask.CompletedTask;
    }

    /// <summary>Marks activities as done now; those that are done already keep their time.</summary>
    public static ValueTask Complete(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        Set(drafts, a => a.DoneAt ??= source.Now);

    /// <summary>Makes activities open again that were done or cancelled.</summary>
    public static ValueTask Reopen(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        Set(drafts, a => (a.DoneAt, a.Status) = (null, a.Status is Completed or Cancelled ? Planned : a.Status));

    /// <summary>Says that activities do not take place.</summary>
    public static ValueTask Cancel(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        Set(drafts, a => (a.DoneAt, a.Status) = (null, Cancelled));

    private static void InStep(Activity activity, Draft draft, DateTime now)
    {
        var (chosen, done) = (draft.Changed("status"), draft.Changed("done_at"));
        if (chosen && done && activity is { Status: Cancelled, DoneAt: not null })
            draft.Problems.Add("status", "activity.done_and_cancelled");
        else if (done && activity.DoneAt is not null)
            activity.Status = Completed;
        else if (chosen && activity.Status == Completed)
            activity.DoneAt ??= now;
        else if (chosen)
            activity.DoneAt = null;
        else if (done && activity.Status == Completed)
            activity.Status = Planned;
        if (draft.IsNew && activity.Kind != "note")
            activity.Status ??= Planned;
    }

    private static ValueTask Set(IReadOnlyList<Draft> drafts, Action<Activity> set)
    {
        foreach (var draft in drafts)
            set((Activity)draft.Record);
        return ValueTask.CompletedTask;
    }
}
