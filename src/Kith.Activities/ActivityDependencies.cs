using Kith.Core.Modules;

namespace Kith.Activities;

/// <summary>Activities that wait for others.</summary>
internal static class ActivityDependencies
{
    // Longer chains than people plan; what would look further is refused.
    private const int Most = 500;

    /// <summary>What waits for others is not done before they are, and nothing waits for itself, whatever stands between. What is done is done to a hundred percent.</summary>
    public static async ValueTask AreDoneFirst(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var activity = (Activity)draft.Record;
            var ends = (draft.Changed("done_at") || draft.Changed("status")) && activity.DoneAt is not null;
            if (ends && activity.Progress is not null)
                activity.Progress = 100;
            if (activity.DependsOn is not { Length: > 0 } before)
                continue;
            if (draft.Changed("depends_on") && await ComesBackAsync(activity.Id, before, source, cancellation))
                draft.Problems.Add("depends_on", "activity.waits_for_itself");
            else if (ends && await OpenAsync(before, drafts, source, cancellation) is { Count: > 0 } open)
                draft.Problems.Add("status", "activity.waits_for", string.Join(", ", open.Select(a => a.Subject)));
        }
    }

    // What is done in the same write is done in time.
    private static async Task<IReadOnlyList<Activity>> OpenAsync(Guid[] before, IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var ending = drafts.Select(d => (Activity)d.Record).Where(a => a.DoneAt is not null).Select(a => a.Id).ToHashSet();
        return [.. (await source.FindAsync<Activity>($"{In(before)} and {ActivityStatus.Open}", Most, cancellation)).Where(a => !ending.Contains(a.Id))];
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
