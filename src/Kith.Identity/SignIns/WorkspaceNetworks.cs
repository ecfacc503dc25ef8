using System.Net;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>From where a workspace may be reached: checked, kept and told to the audit.</summary>
public sealed class WorkspaceNetworks(SignInCache cache)
{
    private const int Most = 200;
    private const int LongestLabel = 100;

    /// <summary>True where nothing is named, or something that the address is part of.</summary>
    public static bool Allow(IReadOnlyList<IPNetwork> networks, IPAddress? address) =>
        networks.Count == 0 || (address is not null && Plain(address) is var plain && networks.Any(n => n.Contains(plain)));

    /// <summary>The first network that an address is part of, or null.</summary>
    public static AllowedNetwork? Find(IReadOnlyList<AllowedNetwork> networks, IPAddress address) => networks.FirstOrDefault(n => n.Network.Contains(Plain(address)));

    /// <summary>Reads networks as people write them; what repeats is taken once.</summary>
    /// <exception cref="ProblemException">One cannot be read, or there are too many.</exception>
    public static IReadOnlyList<AllowedNetwork> Read(IEnumerable<(string Network, string Label)> inputs)
    {
        var problems = new ProblemList();
        var read = new List<AllowedNetwork>();
        foreach (var (index, (text, label)) in inputs.Index())
        {
            var trimmed = label.Trim();
            if (trimmed.Length > LongestLabel)
                problems.Add($"networks[{index}].label", "max_length", "label", LongestLabel);
            if (NetworkText.Read(text.Trim()) is { } network)
                read.Add(new AllowedNetwork(network, trimmed));
            else
                problems.Add($"networks[{index}].network", "api_key.bad_network", text);
        }
        if (read.Count > Most)
            problems.Add("networks", "too_many_items", "networks", Most);
        problems.ThrowIfAny();
        return [.. read.DistinctBy(n => n.Network)];
    }

    /// <summary>Reads an address.</summary>
    /// <exception cref="ProblemException">It is none.</exception>
    public static IPAddress Address(string field, string text) =>
        IPAddress.TryParse(text.Trim(), out var address) ? address : throw new ProblemException(Problem.Field(field, "network.bad_address", text));

    /// <summary>Refuses a list that shuts out who sends it.</summary>
    public static void RefuseLockout(IReadOnlyList<AllowedNetwork> networks, IPAddress? present)
    {
        if (!Allow([.. networks.Select(n => n.Network)], present))
            throw new ProblemException(Problem.Field("networks", "network.lockout", present is null ? "" : Plain(present).ToString()));
    }

    /// <summary>Keeps a list in the place of the one before.</summary>
    public async Task SetAsync(Session session, Caller caller, IReadOnlyList<AllowedNetwork> networks, CancellationToken cancellation)
    {
        await session.TogetherAsync(async () =>
        {
            var before = await AllowedNetworkTable.ListAsync(session, caller.Workspace, cancellation);
            await AllowedNetworkTable.ReplaceAsync(session, caller.Workspace, networks, cancellation);
            if (!before.SequenceEqual(networks))
                await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.NetworksChanged).With("networks", Texts(before), Texts(networks))], cancellation);
            return networks;
        }, cancellation);
        cache.ForgetWorkspace(caller.Workspace);
    }

    private static string[] Texts(IEnumerable<AllowedNetwork> networks) => [.. networks.Select(n => $"{n.Network} {n.Label}".TrimEnd())];

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
