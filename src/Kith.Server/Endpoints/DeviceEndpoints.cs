using Kith.Identity.Devices;
using Kith.Identity;
using Kith.Server.Http;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Where one is signed in, in every workspace, and ending it.</summary>
public static class DeviceEndpoints
{
    private const string Root = "/api/v1/auth/devices";

    /// <summary>A sign-in of one's own.</summary>
    /// <param name="Program">True for a program with tokens.</param>
    /// <param name="Browser">Such as Firefox; null where it does not say.</param>
    /// <param name="System">Such as Windows; null where it does not say.</param>
    /// <param name="Address">The network address it was used from last.</param>
    /// <param name="UsedAt">When it was used last, to the minute.</param>
    /// <param name="Current">True for the one that asks.</param>
    public sealed record DeviceResponse(Guid Id, bool Program, string? Browser, string? System, string? Address, WorkspaceName? Workspace, bool SecondFactor, DateTime CreatedAt, DateTime UsedAt, bool Current);

    /// <summary>A browser that is asked for no code.</summary>
    /// <param name="Current">True for the one that asks.</param>
    public sealed record TrustedResponse(Guid Id, string? Browser, string? System, DateTime CreatedAt, DateTime UsedAt, DateTime ExpiresAt, bool Current);

    /// <summary>Sign-ins, last used first, and the browsers that are trusted.</summary>
    public sealed record DeviceList(IReadOnlyList<DeviceResponse> Data, IReadOnlyList<TrustedResponse> Trusted);

    public static void MapDevices(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "list_devices", "Where one is signed in, and the browsers one trusts") with { Response = typeof(DeviceList) }, ListAsync);
        routes.Map(Operation("DELETE", "/{id}", "end_device", "End a sign-in of one's own, or trust a browser no longer") with { Status = 204, Parameters = [new("id", "path", "Id of the sign-in or of the trusted browser", Required: true)] }, EndAsync);
        routes.Map(Operation("POST", "/end_others", "end_other_devices", "End all sign-ins of one's own but this one, and trust no browser any more") with { Status = 204 }, EndOthersAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) =>
        new(method, Root + path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, Tag = "auth" };

    private static async Task<IResult> ListAsync(HttpContext context, SignedInDevices devices, SessionCookie cookie, CancellationToken cancellation)
    {
        var present = context.FindSignIn()!;
        var (signIns, trusted, workspaces) = await devices.ListAsync(present.Account, cancellation);
        var own = cookie.ReadDevice(context) is { } secret ? Secret.Hash(secret) : [];
        return Results.Json(new DeviceList(
            [.. signIns.Select(d => Of(d, workspaces.FirstOrDefault(w => w.Id == d.Workspace), present.Session))],
            [.. trusted.Select(d => Of(d, own))]), Body.Json);
    }

    private static DeviceResponse Of(DeviceRow row, NamedWorkspace? workspace, Guid present)
    {
        var agent = UserAgent.Of(row.UserAgent);
        return new DeviceResponse(row.Id, row.Program, agent.Browser, agent.System, row.Address?.ToString(), workspace is null ? null : new WorkspaceName(workspace.Id, workspace.Name), row.SecondFactor, row.CreatedAt, row.UsedAt, row.Id == present);
    }

    private static TrustedResponse Of(TrustedDeviceRow row, byte[] own)
    {
        var agent = UserAgent.Of(row.UserAgent);
        return new TrustedResponse(row.Id, agent.Browser, agent.System, row.CreatedAt, row.UsedAt, row.ExpiresAt, row.Hash.AsSpan().SequenceEqual(own));
    }

    private static async Task<IResult> EndAsync(HttpContext context, SignedInDevices devices, string id, CancellationToken cancellation)
    {
        await devices.EndAsync(context.Caller(), context.FindSignIn()!.Account, RequestScope.Id(id), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> EndOthersAsync(HttpContext context, SignedInDevices devices, CancellationToken cancellation)
    {
        var present = context.FindSignIn()!;
        await devices.EndOthersAsync(present.Caller, present.Account, present.Session, cancellation);
        return Results.NoContent();
    }
}
