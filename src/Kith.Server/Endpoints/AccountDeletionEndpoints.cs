using Kith.Core.Problems;
using Kith.Identity.Accounts;
using Kith.Server.Http;
using Kith.Store.Accounts;
using Kith.Store.HandOver;

namespace Kith.Server.Endpoints;

/// <summary>Deleting one's own account.</summary>
public static class AccountDeletionEndpoints
{
    private const string Path = "/api/v1/account/deletion";

    /// <summary>Who may take over what is left behind.</summary>
    public sealed record SuccessorEntry(Guid Id, string Title);

    /// <summary>What the deletion means to a workspace.</summary>
    /// <param name="Obstacle">What stands in the way: last_owner (of others), alone (nobody else works there), elsewhere (there is something to hand over, and it has to be switched to for that), or none.</param>
    /// <param name="Holdings">What has to be handed over.</param>
    /// <param name="Successors">Who may take it over, up to two hundred.</param>
    /// <param name="Kept">True where a legal hold keeps one's record there as it is.</param>
    public sealed record DeletionStake(Guid Id, string Name, PlaceObstacle Obstacle, IReadOnlyList<LeavingEndpoints.HoldingEntry> Holdings, IReadOnlyList<SuccessorEntry> Successors, bool Kept);

    /// <summary>What the deletion of one's account means, and what stands in its way.</summary>
    /// <param name="Workspaces">Where the account works, by name.</param>
    public sealed record AccountDeletionState(IReadOnlyList<DeletionStake> Workspaces);

    /// <summary>Who gets what in a workspace.</summary>
    /// <param name="Workspace">Its id.</param>
    /// <param name="Successor">Id of the person who gets every kind that is not named.</param>
    /// <param name="Successors">By kind the id of the person who gets it; null leaves it as it is.</param>
    public sealed record WorkspaceHandOver(Guid? Workspace = null, Guid? Successor = null, IReadOnlyDictionary<string, Guid?>? Successors = null);

    /// <summary>The deletion of one's own account.</summary>
    /// <param name="Email">Its address, typed once more.</param>
    /// <param name="Password">The account's present one.</param>
    /// <param name="Code">Of an authenticator app, or a recovery code, where the account has them.</param>
    /// <param name="HandOver">One for each workspace in which there is something to hand over.</param>
    public sealed record AccountDeletionRequest(string Email, string Password, string? Code = null, IReadOnlyList<WorkspaceHandOver>? HandOver = null);

    public static void MapAccountDeletion(this IEndpointRouteBuilder routes)
    {
        routes.Map(Own("GET", "get_account_deletion", "What the deletion of one's account means to each workspace, and what stands in its way") with { Response = typeof(AccountDeletionState) }, FindAsync);
        routes.Map(Own("POST", "delete_account", "Delete one's own account, for good") with
        {
            Cost = Cost.SignIn,
            Description = "All or nothing. All sign-ins and keys end, the address is free again and is told by mail. In each workspace what one holds goes to whom one says, and one's record stays without name, address and picture; a job of the workspace empties its history, and keeps a receipt.",
            Request = typeof(AccountDeletionRequest),
            Status = 204,
            Refusals = [ProblemKind.Conflict],
        }, DeleteAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Own(string method, string id, string summary) => new(method, Path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, Tag = "auth" };

    private static async Task<IResult> FindAsync(HttpContext context, AccountDeletion deletion, CancellationToken cancellation)
    {
        var present = context.FindSignIn()!;
        var stakes = await deletion.StakesAsync(present.Account, present.Session, context.Connection.RemoteIpAddress, cancellation);
        return Results.Json(new AccountDeletionState([.. stakes.Select(Of)]), Body.Json);
    }

    private static DeletionStake Of(PlaceStake s) => new(s.Place.Workspace, s.Place.Name, s.Obstacle, [.. s.Held.Select(LeavingEndpoints.Of)], [.. s.Successors.Select(p => new SuccessorEntry(p.Id, p.Name))], s.Kept);

    private static async Task<IResult> DeleteAsync(HttpContext context, AccountDeletion deletion, SessionCookie cookie, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<AccountDeletionRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        var input = new AccountDeletionInput(asked.Email, asked.Password, asked.Code, [.. (asked.HandOver ?? []).Index().Select(h => Of(h.Index, h.Item))]);
        await deletion.DeleteAsync(present.Account, present.Session, context.Caller().Via, input, context.Origin(), cancellation);
        cookie.Clear(context);
        return Results.NoContent();
    }

    private static (Guid, HandOverRequest) Of(int index, WorkspaceHandOver? given) => given?.Workspace is { } workspace
        ? (workspace, new HandOverRequest(given.Successor, given.Successors ?? new Dictionary<string, Guid?>()))
        : throw new ProblemException(Problem.Field($"hand_over[{index}].workspace", "required", "workspace"));
}
