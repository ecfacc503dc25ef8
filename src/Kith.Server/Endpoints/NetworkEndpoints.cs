using System.Net;
using Kith.Core.Access;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>From where a workspace may be reached.</summary>
public static class NetworkEndpoints
{
    private const string Root = "/api/v1/workspace/networks";

    /// <summary>A network.</summary>
    /// <param name="Network">A CIDR block such as <c>203.0.113.0/24</c> or <c>2001:db8::/32</c>, or a single address.</param>
    /// <param name="Label">What people call it, such as an office.</param>
    public sealed record NetworkShape(string Network, string Label = "");

    /// <summary>From where the workspace may be reached, in place of what was kept.</summary>
    /// <param name="Networks">None for everywhere.</param>
    /// <param name="ConfirmLockout">True to keep a list that shuts out the address it is sent from.</param>
    public sealed record NetworksRequest(IReadOnlyList<NetworkShape> Networks, bool ConfirmLockout = false);

    /// <summary>A list to try out.</summary>
    /// <param name="Address">The address that somebody would come from.</param>
    public sealed record NetworkTestRequest(IReadOnlyList<NetworkShape> Networks, string Address);

    /// <summary>From where the workspace may be reached.</summary>
    /// <param name="Address">The address that this call came from.</param>
    public sealed record NetworksResponse(IReadOnlyList<NetworkShape> Data, string? Address);

    /// <summary>What a list would do.</summary>
    /// <param name="Network">The network that lets the address in; null where none does.</param>
    public sealed record NetworkTestResponse(bool Allowed, NetworkShape? Network);

    public static void MapNetworks(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "get_networks", "From where the workspace may be reached") with { Response = typeof(NetworksResponse) }, GetAsync);
        routes.Map(Operation("PUT", "", "set_networks", "Set from where the workspace may be reached") with
        {
            Description = "Holds for every sign-in, token and API key of the workspace within a second, live connections too. A list that shuts out the address it is sent from is refused unless `confirm_lockout` is true.",
            Request = typeof(NetworksRequest),
            Response = typeof(NetworksResponse),
        }, SetAsync);
        routes.Map(Operation("POST", "/test", "test_networks", "Try a list of networks with an address, without keeping it") with { Request = typeof(NetworkTestRequest), Response = typeof(NetworkTestResponse) }, TestAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManagePeople), Tag = "workspace" };

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Of(await AllowedNetworkTable.ListAsync(session, caller.Workspace, cancellation), context), Body.Json);
    }

    private static async Task<IResult> SetAsync(HttpContext context, KithStore store, WorkspaceNetworks networks, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<NetworksRequest>(context, cancellation);
        var caller = context.Caller();
        var list = WorkspaceNetworks.Read(Inputs(asked.Networks));
        if (!asked.ConfirmLockout)
            WorkspaceNetworks.RefuseLockout(list, context.Connection.RemoteIpAddress);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await networks.SetAsync(session, caller, list, cancellation);
        return Results.Json(Of(list, context), Body.Json);
    }

    private static async Task<IResult> TestAsync(HttpContext context, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<NetworkTestRequest>(context, cancellation);
        var list = WorkspaceNetworks.Read(Inputs(asked.Networks));
        var found = WorkspaceNetworks.Find(list, WorkspaceNetworks.Address("address", asked.Address));
        return Results.Json(new NetworkTestResponse(list.Count == 0 || found is not null, found is null ? null : Of(found)), Body.Json);
    }

    private static IEnumerable<(string Network, string Label)> Inputs(IReadOnlyList<NetworkShape> networks) => networks.Select(n => (n.Network, n.Label));

    private static NetworkShape Of(AllowedNetwork network) => new(network.Network.ToString(), network.Label);

    private static NetworksResponse Of(IReadOnlyList<AllowedNetwork> networks, HttpContext context) => new([.. networks.Select(Of)], context.Origin().Text);
}
