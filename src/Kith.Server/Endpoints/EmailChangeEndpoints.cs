using Kith.Identity.Accounts;
using Kith.Server.Http;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Another address for an account, which both addresses confirm.</summary>
public static class EmailChangeEndpoints
{
    private const string Root = "/api/v1/auth/email/change";

    /// <summary>Another address.</summary>
    /// <param name="Password">The account's present one.</param>
    /// <param name="Code">Of an authenticator app, or a recovery code, where the account has them.</param>
    public sealed record EmailChangeRequest(string Email, string Password, string? Code = null);

    /// <summary>The secret of a link in a mail about a new address.</summary>
    /// <param name="Token">From the link in the mail.</param>
    public sealed record EmailChangeLinkRequest(string Token);

    /// <summary>A change that waits for its addresses.</summary>
    /// <param name="Email">The new address.</param>
    /// <param name="OldConfirmed">The present address has confirmed it, or was never proved.</param>
    /// <param name="NewConfirmed">The new address has confirmed it.</param>
    public sealed record PendingEmailChange(string Email, DateTime AskedAt, DateTime ExpiresAt, bool OldConfirmed, bool NewConfirmed);

    /// <summary>What the account waits for.</summary>
    /// <param name="Pending">Null where it waits for nothing.</param>
    public sealed record EmailChangeState(PendingEmailChange? Pending);

    public static void MapEmailChange(this IEndpointRouteBuilder routes)
    {
        routes.Map(Own("GET", "get_email_change", "The new address that one's account waits for") with { Cost = Cost.Everyday, Response = typeof(EmailChangeState) }, FindAsync);
        routes.Map(Own("POST", "ask_email_change", "Ask for another address; both the present one and the new one are sent a link, whether the new one has an account or not") with { Request = typeof(EmailChangeRequest), Response = typeof(EmailChangeState), Status = 202 }, AskAsync);
        routes.Map(Own("DELETE", "withdraw_email_change", "Keep the present address; the links work no longer") with { Cost = Cost.Everyday, Status = 204 }, WithdrawAsync);
        routes.Map(Open("/confirm", "confirm_email_change", "Confirm a new address by the link that one of both was sent; with both it is done, and all sign-ins end but the one that asked") with { Request = typeof(EmailChangeLinkRequest), Response = typeof(PendingEmailChange) }, ConfirmAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Open("/stop", "stop_email_change", "Keep the present address, by the link that it was sent") with { Request = typeof(EmailChangeLinkRequest), Status = 204 }, StopAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Own(string method, string id, string summary) => new(method, Root, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, OwnAccount = true, Cost = Cost.SignIn, Tag = "auth" };

    private static Operation Open(string path, string id, string summary) => new("POST", Root + path, id, summary) { Guard = Guard.Open, Cost = Cost.SignIn, Tag = "auth" };

    private static async Task<IResult> FindAsync(HttpContext context, EmailChanges changes, CancellationToken cancellation) =>
        Results.Json(new EmailChangeState(await changes.PendingAsync(context.FindSignIn()!.Account, cancellation) is { } pending ? Of(pending) : null), Body.Json);

    private static async Task<IResult> AskAsync(HttpContext context, EmailChanges changes, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<EmailChangeRequest>(context, cancellation);
        var present = context.FindSignIn()!;
        var change = await changes.AskAsync(present.Account, present.Session, new EmailChangeInput(asked.Email, asked.Password, asked.Code), context.Origin(), cancellation);
        return Results.Json(new EmailChangeState(Of(change)), Body.Json, statusCode: 202);
    }

    private static async Task<IResult> WithdrawAsync(HttpContext context, EmailChanges changes, CancellationToken cancellation)
    {
        await changes.WithdrawAsync(context.FindSignIn()!.Account, cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> ConfirmAsync(HttpContext context, EmailChanges changes, CancellationToken cancellation) =>
        Results.Json(Of(await changes.ConfirmAsync((await Body.ReadAsync<EmailChangeLinkRequest>(context, cancellation)).Token, context.Origin(), cancellation)), Body.Json);

    private static async Task<IResult> StopAsync(HttpContext context, EmailChanges changes, CancellationToken cancellation)
    {
        await changes.StopAsync((await Body.ReadAsync<EmailChangeLinkRequest>(context, cancellation)).Token, cancellation);
        return Results.NoContent();
    }

    private static PendingEmailChange Of(EmailChange c) => new(c.Email, c.AskedAt, c.ExpiresAt, c.OldAt is not null, c.NewAt is not null);
}
