using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Identity.Invitations;
using Kith.Identity.People;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Inviting people and giving them roles.</summary>
public static class InvitationEndpoints
{
    /// <summary>Whom to invite.</summary>
    /// <param name="Role">Name of a role, never above one's own; member when missing.</param>
    public sealed record InvitationRequest(string Email, string? Name = null, string? Role = null);

    /// <summary>An invitation that was not accepted or withdrawn.</summary>
    /// <param name="Expired">True where it can no longer be accepted unless it is sent again.</param>
    public sealed record InvitationResponse(Guid Id, string Email, string? Name, string Role, DateTime CreatedAt, DateTime ExpiresAt, bool Expired);

    /// <summary>Invitations, newest first.</summary>
    public sealed record InvitationList(IReadOnlyList<InvitationResponse> Data);

    /// <summary>The answer to an invitation.</summary>
    /// <param name="Token">From the link in the mail.</param>
    /// <param name="Password">Of the account the address has already, or a new one.</param>
    public sealed record AcceptRequest(string Token, string Password, string? Name = null);

    /// <summary>A person's next role.</summary>
    public sealed record RoleRequest(string Role);

    public static void MapInvitations(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the invitation", Required: true);
        var manage = Guard.Has(Function.ManagePeople);
        routes.Map(new Operation("POST", "/api/v1/invitations", "invite", "Invite somebody by mail; an open invitation to the same address is replaced") { Guard = manage, Tag = "people", Request = typeof(InvitationRequest), Response = typeof(InvitationResponse), Status = 201, Parameters = [OperationParameter.IdempotencyKey] }, InviteAsync);
        routes.Map(new Operation("GET", "/api/v1/invitations", "list_invitations", "Invitations that were not accepted or withdrawn, newest first; expired ones for a month") { Guard = manage, Tag = "people", Response = typeof(InvitationList) }, ListAsync);
        routes.Map(new Operation("DELETE", "/api/v1/invitations/{id}", "withdraw_invitation", "Withdraw an invitation") { Guard = manage, Tag = "people", Status = 204, Parameters = [id] }, WithdrawAsync);
        routes.Map(new Operation("POST", "/api/v1/invitations/{id}/resend", "resend_invitation", "Send an invitation again with a new link; the one before works no longer") { Guard = manage, Tag = "people", Response = typeof(InvitationResponse), Parameters = [id, OperationParameter.IdempotencyKey] }, ResendAsync);
        routes.Map(new Operation("POST", "/api/v1/invitations/accept", "accept_invitation", "Accept an invitation once; sets the session cookie")
        {
            Guard = Guard.Open,
            Cost = Cost.SignIn,
            Tag = "people",
            Request = typeof(AcceptRequest),
            Response = typeof(MeResponse),
        }, AcceptAsync).WithMetadata(CookieUse.Sets);
        routes.Map(new Operation("POST", "/api/v1/people/{id}/actions/set_role", "set_role", "Give a person another role, never above one's own; the last owner stays")
        {
            Guard = manage,
            Tag = "people",
            Request = typeof(RoleRequest),
            ResponseShape = RecordShape.Record,
            OfType = "person",
            Parameters = [new("id", "path", "Id of the person", Required: true), OperationParameter.IdempotencyKey],
        }, SetRoleAsync);
    }

    private static async Task InviteAsync(HttpContext context, KithStore store, Inviting inviting, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<InvitationRequest>(body);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session =>
            Answer.Of(201, Of(inviting, await inviting.CreateAsync(session, caller, catalogue, asked.Email, asked.Name, asked.Role, cancellation))), cancellation);
    }

    private static async Task<IResult> ListAsync(HttpContext context, Inviting inviting, CancellationToken cancellation) =>
        Results.Json(new InvitationList([.. (await inviting.ListAsync(context.Caller(), cancellation)).Select(i => Of(inviting, i))]), Body.Json);

    private static async Task ResendAsync(HttpContext context, KithStore store, Inviting inviting, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var invitation = RequestScope.Id(id);
        await Answers.SendAsync(context, store, caller, default, async session =>
            Answer.Of(200, Of(inviting, await inviting.ResendAsync(session, caller, catalogue, invitation, cancellation))), cancellation);
    }

    private static async Task<IResult> WithdrawAsync(HttpContext context, KithStore store, Inviting inviting, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await inviting.WithdrawAsync(caller, catalogue, RequestScope.Id(id), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> AcceptAsync(HttpContext context, Accepting accepting, BrowserSessions browsers, MeAnswer me, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<AcceptRequest>(context, cancellation);
        var secret = await accepting.AcceptAsync(asked.Token, asked.Name, asked.Password, context.Origin(), cancellation);
        await AuthEndpoints.EndPresentAsync(context, browsers, cancellation);
        return Results.Json(await me.StartedAsync(context, secret, cancellation), Body.Json);
    }

    private static async Task SetRoleAsync(HttpContext context, KithStore store, PeopleRights rights, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RoleRequest>(body);
        var person = RequestScope.Id(id);
        using var record = new PooledBuffer();
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var version = await rights.SetRoleAsync(session, caller, catalogue, person, asked.Role, record, cancellation);
            return new Answer(200, record.Written)
            {
                Headers = version is { } v ? new() { ["ETag"] = RecordEndpoints.ETag(v) } : [],
                Committed = () =>
                {
                    rights.Acted(caller, person);
                    return Task.CompletedTask;
                },
            };
        }, cancellation);
    }

    private static InvitationResponse Of(Inviting inviting, InvitationRow row) => new(row.Id, row.Email, row.Name, row.Role, row.CreatedAt, row.ExpiresAt, inviting.HasExpired(row));
}
