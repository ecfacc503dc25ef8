using System.Net;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>A network from which a workspace may be reached.</summary>
/// <param name="Label">What people call it.</param>
public sealed record AllowedNetwork(IPNetwork Network, string Label);

/// <summary>The SQL of the networks from which a workspace may be reached.</summary>
public static class AllowedNetworkTable
{
    /// <summary>All of them, in the order they were written; none where the workspace may be reached from everywhere.</summary>
    public static Task<List<AllowedNetwork>> ListAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select network, label from allowed_network where workspace_id = {workspace} order by rank, network"), r => new AllowedNetwork(r.GetFieldValue<IPNetwork>(0), r.GetString(1)), cancellation);

    /// <summary>Puts others in their place.</summary>
    public static Task ReplaceAsync(Session session, Guid workspace, IReadOnlyList<AllowedNetwork> networks, CancellationToken cancellation) => session.ExecuteAsync(
    [
        SqlText.Of($"delete from allowed_network where workspace_id = {workspace}"),
        SqlText.Of($"insert into allowed_network (workspace_id, network, label, rank) select {workspace}, n.network, n.label, n.rank from unnest({SqlText.Parameter(networks.Select(n => n.Network).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Cidr)}, {networks.Select(n => n.Label).ToArray()}) with ordinality n (network, label, rank)"),
    ], cancellation);

    /// <summary>Counts a call that was refused for where it came from; within a minute it stands in the audit, with all others of that minute.</summary>
    public static Task RefusedAsync(Session session, Caller caller, string address, CancellationToken cancellation)
    {
        var kind = Naming.Snake(SecurityEventKind.NetworkRefused.ToString());
        var who = caller.Viewer ?? caller.Person;
        var details = JsonSerializer.Serialize(new Dictionary<string, string?[]> { ["address"] = [null, address] });
        return session.ExecuteAsync(
            SqlText.Of($"insert into gathered_event as g (workspace_id, key, due_at, kind, by_id, via, subject_id, details, times) values ({caller.Workspace}, {SqlText.Text($"{kind} {who} {address}")}, date_trunc('minute', now()) + interval '1 minute', {SqlText.Text(kind)}, {who}, {SqlText.Text(Naming.Snake(caller.Via.ToString()))}, {who}, {SqlText.Parameter(details, NpgsqlDbType.Jsonb)}, 1) on conflict (workspace_id, key, due_at) do update set times = g.times + 1"), cancellation);
    }

    /// <summary>The networks in a column.</summary>
    internal static IReadOnlyList<IPNetwork> Networks(NpgsqlDataReader row, int ordinal) => row.GetFieldValue<IPNetwork[]>(ordinal);
}
