using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>Activities that wait for others.</summary>
internal static class ActivityDependencies
{
    // Longer chains than people plan; what would look further is refused.
    private const int Most = 500;

    /// <summary>Nothing waits for itself, whatever stands between. What is done is done to a hundred percent.</summary>
    public static async ValueTask LeadSomewhere(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var activity = (Activity)draft.Record;
            if ((draft.Changed("done_at") || draft.Changed("status")) && !draft.Changed("progress") && activity is { DoneAt: not null, Progress: not null })
                activity.Progress = 100;
            if (draft.Changed("depends_on") && activity.DependsOn is { Length: > 0 } before && await ComesBackAsync(activity.Id, before, source, cancellation))
                draft.Problems.Add("depends_on", "activity.waits_for_itself");
        }
    }

    /// <summary>Marks activities as done, but for those that wait for what is open and is not done with them.</summary>
    public static async ValueTask Complete(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var ending = drafts.Select(d => ((Activity)d.Record).Id).ToHashSet();
        foreach (var draft in drafts.Where(d => ((Activity)d.Record) is { DoneAt: null, DependsOn.Length: > 0 }))
        {
            var open = (await source.FindAsync<Activity>($"{In(((Activity)draft.Record).DependsOn!)} and {ActivityStatus.Open}", Most, cancellation)).Where(a => !ending.Contains(a.Id)).ToList();
            if (open.Count > 0)
                draft.Problems.Add("status", "activity.waits_for", string.Join(", ", open.Select(a => a.Subject)));
        }
        await ActivityStatus.Complete(drafts, input, source, cancellation);
    }

    private static async Task<bool> ComesBackAsync(Guid from, Guid[] before, IRecordSource source, CancellationToken cancellation)
    {
        var seen = new HashSet<Guid>();
        var next = before;
        while (next.Length > 0)
        {
            if (next.Contains(from) || seen.Count > Most)
                return true;
            seen.UnionWith(next);
            next = [.. (await source.FindAsync<Activity>(In(next), Most, cancellation)).SelectMany(a => a.DependsOn ?? []).Distinct().Where(id => !seen.Contains(id))];
        }
        return false;
    }

    private static string In(IEnumerable<Guid> ids) => $"id in ({string.Join(", ", ids.Select(id => $"\"{id:D}\""))})";
}
