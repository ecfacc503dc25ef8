using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Configuring;

/// <summary>Says in the stream what became of a workspace's configuration.</summary>
internal static class ConfigurationLog
{
    private const int MostDifferences = 200;

    /// <summary>Appends what is other than before, by its place in the configuration; nothing where nothing is.</summary>
    public static Task AppendAsync(Session session, Caller caller, JsonObject before, JsonObject after, CancellationToken cancellation)
    {
        var found = ConfigurationDifference.Between(before, after);
        if (found.Count == 0)
            return Task.CompletedTask;
        var happened = found.Take(MostDifferences).Aggregate(SecurityLog.By(caller, SecurityEventKind.ConfigurationChanged, title: found[0].Text), (e, d) => e.With(d.Path, d.From, d.To));
        return SecurityLog.AppendAsync(session, caller.Workspace, [found.Count > MostDifferences ? happened.With("more", found.Count - MostDifferences) : happened], cancellation);
    }
}
