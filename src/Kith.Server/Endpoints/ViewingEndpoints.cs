using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Identity.Viewings;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Seeing Kith as somebody else, with that person's consent.</summary>
public static class ViewingEndpoints
{
    private const string Root = "/api/v1/viewings";

    /// <summary>Whom to see Kith as, and why.</summary>
    /// <param name="Person">Id of the person.</param>
    /// <param name="Reason">Shown to the person, and kept in the audit; up to 300 characters.</param>
    /// <param name="Hours">For how long, 1 to 8; 1 when missing.</param>
    public sealed record ViewingRequest(string Person, string Reason, int Hours = 1);

    /// <summary>The person's consent.</summary>
    /// <param name="Hours">For how long, up to what was asked; that when missing.</param>
    public sealed record ConsentRequest(int? Hours = null);

    /// <summary>Somebody who asked to see Kith as somebody else, or may.</summary>
    /// <param name="Viewer">Who looks.</param>
    /// <param name="Seen">As whom.</param>
    /// <param name="Consented">False where the workspace does not ask the person.</param>
    /// <param name="Until">When it ends by itself; null before it is allowed.</param>
    public sealed record ViewingResponse(Guid Id, PersonLink Viewer, PersonLink Seen, string Reason, int Hours, ViewingState State, bool Consented, DateTime AskedAt, DateTime? AnsweredAt, DateTime? Until);

    /// <summary>What the caller asked, and was asked, newest first.</summary>
    /// <param name="WithoutConsent">True where the workspace's owner lets it happen without asking the person, who is told.</param>
    public sealed record ViewingList(IReadOnlyList<ViewingResponse> Data, bool WithoutConsent);

    /// <summary>How the workspace has it.</summary>
    public sealed record ViewingRulesRequest([property: Required] bool? WithoutConsent = null);

    public static void MapViewings(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the viewing", Required: true);
        routes.Map(Operation("GET", "", "list_viewings", "What the caller asked, and was asked, of seeing Kith as somebody else") with { Personal = true, Response = typeof(ViewingList) }, ListAsync);
        routes.Map(Operation("POST", "", "ask_viewing", "Ask a person to see Kith as they do") with { Guard = Guard.Has(Function.ViewAs), Request = typeof(ViewingRequest), Response = typeof(ViewingResponse), Status = 201 }, AskAsync);
        routes.Map(Operation("PUT", "/rules", "set_viewing_rules", "Whether people are asked first; for owners") with { Guard = Guard.Has(Function.ViewAs), Request = typeof(ViewingRulesRequest), Status = 204, Refusals = [ProblemKind.Forbidden] }, RulesAsync);
        routes.Map(Operation("POST", "/{id}/allow", "allow_viewing", "Let somebody see Kith as oneself for a time") with { Request = typeof(ConsentRequest), Response = typeof(ViewingResponse), Parameters = [id], Refusals = [ProblemKind.Conflict] }, AllowAsync);
        routes.Map(Operation("POST", "/{id}/refuse", "refuse_viewing", "Do not let somebody see Kith as oneself") with { Response = typeof(ViewingResponse), Parameters = [id], Refusals = [ProblemKind.Conflict] }, RefuseAsync);
        routes.Map(Operation("DELETE", "/{id}", "withdraw_viewing", "Take a question or a consent back; it acts within a second") with { Status = 204, Parameters = [id] }, WithdrawAsync);
        routes.Map(Operation("POST", "/{id}/start", "start_viewing", "See Kith as the person from now on, and change nothing; sets a new session cookie") with { Guard = Guard.Has(Function.ViewAs), Response = typeof(MeResponse), Parameters = [id], Refusals = [ProblemKind.Conflict] }, StartAsync).WithMetadata(CookieUse.Sets);
        routes.Map(Operation("POST", "/end", "end_viewing", "See Kith as oneself again; sets a new session cookie") with { EndsViewing = true, Response = typeof(MeResponse) }, EndAsync).WithMetadata(CookieUse.Sets);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, Tag = "people" };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, ViewingAs viewings, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(context.Caller().Workspace, cancellation);
        var list = await viewings.ListAsync(session, context.Caller(), cancellation);
        return Results.Json(new ViewingList([.. list.Select(Of)], await ViewingTable.FreelyAsync(session, context.Caller().Workspace, cancellation)), Body.Json);
    }

    private static async Task<IResult> AskAsync(HttpContext context, KithStore store, ViewingAs viewings, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ViewingRequest>(context, cancellation);
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var person = Guid.TryParseExact(asked.Person, "D", out var id) ? id : throw new ProblemException(Problem.Field("person", "bad_id", asked.Person));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var viewing = await session.TogetherAsync(() => viewings.AskAsync(session, caller, context.FindSignIn()!.Known, new ViewingInput(person, asked.Reason, asked.Hours), cancellation), cancellation);
        return Results.Json(Of(viewing), Body.Json, statusCode: 201);
    }

    private static async Task<IResult> RulesAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<ViewingRulesRequest>(context, cancellation);
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        if (asked.WithoutConsent is not { } freely)
            throw new ProblemException(Problem.Field("without_consent", "required", "without_consent"));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await session.TogetherAsync(async () =>
        {
            await ViewingAs.SetFreelyAsync(session, caller, freely, cancellation);
            return true;
        }, cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> AllowAsync(HttpContext context, KithStore store, ViewingAs viewings, string id, CancellationToken cancellation)
    {
        await RequireAsync(context, store, viewings, id, cancellation);
        return await AnswerAsync(context, store, viewings, id, allow: true, (await Body.ReadAsync<ConsentRequest>(context, cancellation)).Hours, cancellation);
    }

    private static Task<IResult> RefuseAsync(HttpContext context, KithStore store, ViewingAs viewings, string id, CancellationToken cancellation) =>
        AnswerAsync(context, store, viewings, id, allow: false, null, cancellation);

    // What there is not is absent whatever the body says.
    private static async Task RequireAsync(HttpContext context, KithStore store, ViewingAs viewings, string id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(context.Caller().Workspace, cancellation);
        await viewings.RequireAsync(session, context.Caller(), RequestScope.Id(id), cancellation);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, KithStore store, ViewingAs viewings, string id, bool allow, int? hours, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Of(await session.TogetherAsync(() => viewings.AnswerAsync(session, caller, RequestScope.Id(id), allow, hours, cancellation), cancellation)), Body.Json);
    }

    private static async Task<IResult> WithdrawAsync(HttpContext context, KithStore store, ViewingAs viewings, string id, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        return await StopAsync(store, viewings, caller, RequestScope.Id(id), cancellation) ? Results.NoContent() : throw ProblemException.NotFound();
    }

    private static async Task<IResult> StartAsync(HttpContext context, KithStore store, ViewingAs viewings, BrowserSessions browsers, MeAnswer me, string id, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var present = context.FindSignIn()!;
        if (!present.ByCookie)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.cookie_only"));
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            await session.TogetherAsync(() => viewings.StartAsync(session, caller, present.Known, RequestScope.Id(id), cancellation), cancellation);
        var secret = await viewings.SwitchAsync(browsers, present.Known, RequestScope.Id(id), cancellation);
        return Results.Json(await me.ChangedAsync(context, secret, cancellation), Body.Json);
    }

    private static async Task<IResult> EndAsync(HttpContext context, KithStore store, ViewingAs viewings, BrowserSessions browsers, MeAnswer me, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var present = context.FindSignIn()!;
        if (present.Known.Viewing is not { } viewing)
            return Results.Json(await me.OfAsync(caller, present.Known, cancellation), Body.Json);
        await StopAsync(store, viewings, caller, viewing.Id, cancellation);
        var secret = await viewings.SwitchAsync(browsers, present.Known, null, cancellation);
        return Results.Json(await me.ChangedAsync(context, secret, cancellation), Body.Json);
    }

    private static async Task<bool> StopAsync(KithStore store, ViewingAs viewings, Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var ended = await session.TogetherAsync(() => viewings.EndAsync(session, caller, id, cancellation), cancellation);
        viewings.Acted(id);
        return ended;
    }

    private static ViewingResponse Of(Viewing v) => new(
        v.Id, new PersonLink(v.Viewer, v.ViewerName), new PersonLink(v.Seen, v.SeenName), v.Reason, v.Hours, v.State, v.Consented, v.AskedAt, v.AnsweredAt, v.Until);
}
