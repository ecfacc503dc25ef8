using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity;
using Kith.Identity.Scim;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Scim;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>How the workspace's directory is let in by SCIM.</summary>
public static class DirectoryEndpoints
{
    private const string Path = "/api/v1/workspace/directory";

    /// <summary>What being in a group of the directory gives.</summary>
    /// <param name="Group">The group's name in the directory.</param>
    /// <param name="Role">Name of a role; null for none.</param>
    /// <param name="Team">Id of a team; null for none.</param>
    public sealed record DirectoryGroup(string Group, string? Role = null, Guid? Team = null);

    /// <summary>How the directory is to be let in.</summary>
    /// <param name="Active">True lets it in; otherwise all its calls are refused.</param>
    /// <param name="Successor">Id of the person who gets what those hold who leave; null for who made the token.</param>
    /// <param name="DefaultRole">The role of whoever is made, and of whom no group gives one; member when missing.</param>
    /// <param name="Groups">What groups give, the first that fits.</param>
    public sealed record DirectoryRequest(bool? Active = null, string? DefaultRole = null, Guid? Successor = null, IReadOnlyList<DirectoryGroup>? Groups = null);

    /// <summary>The directory's token, without its secret.</summary>
    /// <param name="Hint">The last characters of the secret.</param>
    /// <param name="Owner">Whose rights it acts with.</param>
    /// <param name="UsedAt">When it was used last, to the minute.</param>
    public sealed record DirectoryToken(string Hint, PersonLink Owner, DateTime MadeAt, DateTime? UsedAt, string? UsedFrom);

    /// <summary>A call of the directory and what became of it.</summary>
    /// <param name="Problem">Why it was refused; null where it was not.</param>
    public sealed record DirectoryCall(DateTime At, string Method, string Path, int Status, string? Problem);

    /// <summary>How the directory is let in.</summary>
    /// <param name="Address">What the directory is to be given as the address of the service.</param>
    /// <param name="Token">Null where there is none.</param>
    /// <param name="Calls">The last ones, newest first.</param>
    public sealed record DirectoryResponse(bool Active, string Address, DirectoryToken? Token, PersonLink? Successor, string DefaultRole, IReadOnlyList<DirectoryGroup> Groups, IReadOnlyList<DirectoryCall> Calls);

    /// <summary>A secret that is told this once.</summary>
    public sealed record DirectorySecret(string Secret);

    public static void MapDirectory(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "get_directory", "How the workspace's directory is let in by SCIM, and its last calls") with { Response = typeof(DirectoryResponse) }, GetAsync);
        routes.Map(Operation("PUT", "", "set_directory", "Say how the workspace's directory is let in by SCIM") with { Request = typeof(DirectoryRequest), Response = typeof(DirectoryResponse) }, SetAsync);
        routes.Map(Operation("POST", "/token", "make_directory_token", "Make the directory's token; the one before ends at once, and this one acts with the caller's rights") with { Response = typeof(DirectorySecret), Status = 201 }, MakeTokenAsync);
        routes.Map(Operation("DELETE", "/token", "end_directory_token", "End the directory's token") with { Status = 204 }, EndTokenAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Path + path, id, summary) { Guard = Guard.Has(Function.ManagePeople), PeopleOnly = true, Tag = "workspace" };

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, IdentitySettings settings, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(await OfAsync(session, caller, settings, cancellation), Body.Json);
    }

    private static async Task<IResult> SetAsync(HttpContext context, KithStore store, ScimConsole console, ScimPeople people, IdentitySettings settings, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<DirectoryRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var groups = (asked.Groups ?? []).Select(g => new ScimMapping(g.Group.Trim(), g.Role, g.Team)).ToList();
        await console.SaveAsync(session, caller, catalogue, ScimConsole.Standard with { Active = asked.Active ?? false, Successor = asked.Successor, DefaultRole = asked.DefaultRole ?? Roles.Member, Groups = groups }, cancellation);
        people.Acted(caller);
        return Results.Json(await OfAsync(session, caller, settings, cancellation), Body.Json);
    }

    private static async Task<IResult> MakeTokenAsync(HttpContext context, KithStore store, ScimConsole console, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(new DirectorySecret(await console.MakeTokenAsync(session, caller, cancellation)), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> EndTokenAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await ScimConsole.EndTokenAsync(session, caller, cancellation) ? Results.NoContent() : throw ProblemException.NotFound();
    }

    private static async Task<DirectoryResponse> OfAsync(Session session, Caller caller, IdentitySettings settings, CancellationToken cancellation)
    {
        var row = await ScimTable.OfAsync(session, caller.Workspace, cancellation) ?? ScimConsole.Standard;
        var calls = await ScimTable.CallsAsync(session, caller.Workspace, cancellation);
        return new DirectoryResponse(
            row.Active, new Uri(settings.PublicUrl, ScimEndpoints.Root.TrimEnd('/')).AbsoluteUri,
            row.Owner is { } owner ? new DirectoryToken(row.Hint!, new PersonLink(owner, row.OwnerName ?? ""), row.MadeAt!.Value, row.UsedAt, row.UsedFrom?.ToString()) : null,
            row.Successor is { } successor ? new PersonLink(successor, row.SuccessorName ?? "") : null,
            row.DefaultRole, [.. row.Groups.Select(g => new DirectoryGroup(g.Group, g.Role, g.Team))], [.. calls.Select(c => new DirectoryCall(c.At, c.Method, c.Path, c.Status, c.Problem))]);
    }
}
