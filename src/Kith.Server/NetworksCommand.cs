using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Audit;

namespace Kith.Server;

/// <summary><c>kith networks list</c> and <c>kith networks clear</c>: what remains to those whom a workspace's own list of networks has locked out.</summary>
internal static class NetworksCommand
{
    /// <summary>Runs the command; answers 0 where it did what was asked, 2 where it could not.</summary>
    public static async Task<int> RunAsync(KithSettings settings, IReadOnlyList<string> arguments, TextWriter words, CancellationToken cancellation)
    {
        if (arguments is not [("list" or "clear") and var verb, "--workspace", var id] || !Guid.TryParse(id, out var workspace))
        {
            await words.WriteLineAsync(Messages.Text("networks.usage"));
            return 2;
        }
        await using var database = await CommandDatabase.OpenAsync(settings, cancellation);
        await using var session = await database.Access.Database.OpenAsync(workspace, cancellation);
        if (await WorkspaceTable.HouseAsync(session, workspace, cancellation) is null)
        {
            await words.WriteLineAsync(Messages.Text("networks.no_workspace"));
            return 2;
        }
        var present = await AllowedNetworkTable.ListAsync(session, workspace, cancellation);
        if (verb == "clear")
        {
            var cleared = new SecurityEvent(SecurityEventKind.NetworksChanged, null, "system", workspace, "").With("networks", present.Select(n => n.Network.ToString()).ToArray(), Array.Empty<string>());
            await session.BeginAsync(cancellation);
            await AllowedNetworkTable.ReplaceAsync(session, workspace, [], cancellation);
            await SecurityLog.AppendAsync(session, workspace, [cleared], cancellation);
            await session.CommitAsync(cancellation);
            await words.WriteLineAsync(Messages.Text("networks.cleared"));
            return 0;
        }
        foreach (var network in present)
            await words.WriteLineAsync($"{network.Network} {network.Label}".TrimEnd());
        if (present.Count == 0)
            await words.WriteLineAsync(Messages.Text("networks.none"));
        return 0;
    }
}
