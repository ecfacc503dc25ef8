using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>Notes at the top of the page of what they are about.</summary>
internal static class PinnedNotes
{
    private const string Note = "note";

    /// <summary>What is no note any more is not pinned any more.</summary>
    public static void OnlyNotes(Activity activity, Draft draft)
    {
        if (activity.Kind != Note)
            activity.PinnedAt = null;
    }

    /// <summary>Pins notes; those that are pinned already keep their place.</summary>
    public static ValueTask Pin(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var note = (Activity)draft.Record;
            if (note.Kind != Note)
                draft.Problems.Add("kind", "activity.only_notes_are_pinned");
            else
                note.PinnedAt ??= source.Now;
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Gives pinned notes back to the timeline alone.</summary>
    public static ValueTask Unpin(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            ((Activity)draft.Record).PinnedAt = null;
        return ValueTask.CompletedTask;
    }
}
