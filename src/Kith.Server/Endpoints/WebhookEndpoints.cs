using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Sql;
using Kith.Store.Webhooks;

namespace Kith.Server.Endpoints;

/// <summary>Webhooks: where changes are sent, what became of each, and sending again.</summary>
public static class WebhookEndpoints
{
    private const string Root = "/api/v1/webhooks";
    private static readonly OperationParameter Id = new("id", "path", "Id of the webhook", Required: true);

    public static void MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Operation("GET", "", "list_webhooks", "Where changes are sent") with { Response = typeof(WebhookList) }, ListAsync);
        routes.Map(Operation("POST", "", "create_webhook", "Have changes sent to an address; the secret is told this once") with { Request = typeof(WebhookRequest), Response = typeof(NewWebhookResponse), Status = 201, Parameters = [key] }, CreateAsync);
        routes.Map(Operation("GET", "/{id}", "get_webhook", "One webhook") with { Response = typeof(WebhookResponse), Parameters = [Id] }, GetAsync);
        routes.Map(Operation("PATCH", "/{id}", "update_webhook", "Change a webhook, or switch it off and on") with { Request = typeof(WebhookPatch), Response = typeof(WebhookResponse), Parameters = [Id] }, UpdateAsync);
        routes.Map(Operation("DELETE", "/{id}", "delete_webhook", "Take a webhook away, with what was not yet sent") with { Status = 204, Parameters = [Id] }, DeleteAsync);
        routes.Map(Operation("POST", "/{id}/rotate", "rotate_webhook", "Give a webhook a new secret; the one before signs beside it for a day") with { Response = typeof(NewWebhookResponse), Parameters = [Id, key] }, RotateAsync);
        routes.Map(Operation("POST", "/{id}/test", "test_webhook", "Have a test event sent") with { Response = typeof(DeliveryResponse), Status = 202, Parameters = [Id, key] }, TestAsync);
        routes.Map(Operation("GET", "/{id}/deliveries", "list_deliveries", "What was sent, newest first") with
        {
            Response = typeof(DeliveryPage),
            Parameters = [Id, new("state", "query", "waiting, delivered, failed or parked"), new("limit", "query", "Most deliveries, 1 to 200", "integer"), new("after", "query", "next of the page before")],
        }, DeliveriesAsync);
        routes.Map(Operation("POST", "/{id}/deliveries/{delivery}/replay", "replay_delivery", "Send a delivery again, under its id") with { Status = 204, Parameters = [Id, new("delivery", "path", "Id of the delivery", Required: true), key] }, ReplayOneAsync);
        routes.Map(Operation("POST", "/{id}/replay", "replay_webhook", "Send all changes again from a position or a moment on") with { Request = typeof(WebhookReplay), Status = 204, Parameters = [Id, key] }, ReplayAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageWebhooks), Tag = "webhooks" };

    /// <summary>A webhook to make; its owner is the caller, whose rights decide what is sent.</summary>
    /// <param name="Url">The whole address, https outside trusted networks.</param>
    /// <param name="Types">Names of the types whose changes are sent; all when missing.</param>
    /// <param name="Kinds">Kinds of changes that are sent: created, updated, deleted, restored; all when missing.</param>
    /// <param name="Filter">Condition in the expression language that the record satisfies; needs a single type.</param>
    public sealed record WebhookRequest(string Url, IReadOnlyList<string>? Types = null, IReadOnlyList<string>? Kinds = null, string? Filter = null);

    /// <summary>What to change of a webhook; what is missing stays, null empties.</summary>
    /// <param name="Active">False switches it off.</param>
    public sealed record WebhookPatch(string? Url = null, IReadOnlyList<string>? Types = null, IReadOnlyList<string>? Kinds = null, string? Filter = null, bool? Active = null);

    /// <summary>Where to begin again: one of both.</summary>
    /// <param name="From">Position of the first change to send again.</param>
    /// <param name="Since">A day from its beginning, or a point in time.</param>
    public sealed record WebhookReplay(long? From = null, string? Since = null);

    /// <summary>A webhook.</summary>
    /// <param name="Owner">Id of the person whose rights decide what is sent.</param>
    /// <param name="Note">Why Kith switched it off.</param>
    /// <param name="FailingSince">Since when the receiver has taken nothing.</param>
    /// <param name="RetryAt">Until when it is left alone after failures.</param>
    /// <param name="RotatedUntil">Until when the secret before signs, too.</param>
    public sealed record WebhookResponse(Guid Id, string Url, Guid Owner, IReadOnlyList<string>? Types, IReadOnlyList<string>? Kinds, string? Filter, bool Active, string? Note, DateTime? FailingSince, DateTime? RetryAt, DateTime? RotatedUntil, DateTime CreatedAt);

    /// <summary>A webhook with its secret, which is not told again.</summary>
    public sealed record NewWebhookResponse(WebhookResponse Webhook, string Secret);

    /// <summary>All webhooks.</summary>
    public sealed record WebhookList(IReadOnlyList<WebhookResponse> Data);

    /// <summary>One event on its way to a receiver.</summary>
    /// <param name="Position">The change it tells of; null for a test.</param>
    /// <param name="Event">What happened, such as deal.updated.</param>
    /// <param name="DueAt">When it is sent next, while it is not delivered.</param>
    /// <param name="Status">What the last try was answered.</param>
    /// <param name="Problem">Why the last try failed.</param>
    public sealed record DeliveryResponse(Guid Id, long? Position, string Event, [property: AllowedValues("waiting", "delivered", "failed", "parked")] string State, int Attempts, DateTime DueAt, int? Status, string? Problem, DateTime? TriedAt, DateTime CreatedAt);

    /// <summary>Some deliveries.</summary>
    /// <param name="Next">What <c>after</c> takes for the next page; null at the end.</param>
    public sealed record DeliveryPage(IReadOnlyList<DeliveryResponse> Data, Guid? Next);

    private static async Task<IResult> ListAsync(HttpContext context, WebhookConsole webhooks, CancellationToken cancellation) =>
        Results.Json(new WebhookList([.. (await webhooks.ListAsync(context.Caller(), cancellation)).Select(Of)]), Body.Json);

    private static async Task<IResult> GetAsync(HttpContext context, WebhookConsole webhooks, string id, CancellationToken cancellation) =>
        Results.Json(Of(await webhooks.GetAsync(context.Caller(), RequestScope.Id(id), cancellation)), Body.Json);

    private static async Task CreateAsync(HttpContext context, KithStore store, WebhookConsole webhooks, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<WebhookRequest>(body);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var (hook, secret) = await webhooks.CreateAsync(session, caller, catalogue, new WebhookInput(asked.Url, asked.Types, asked.Kinds, Text(asked.Filter), Active: true), cancellation);
            var answer = Answer.Of(201, new NewWebhookResponse(Of(hook), secret));
            answer.Headers["Location"] = $"{Root}/{hook.Id}";
            return answer;
        }, cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, WebhookConsole webhooks, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<WebhookPatch>(body);
        // A member that is null empties, one that is missing stays.
        using var members = JsonDocument.Parse(body);
        bool Named(string member) => members.RootElement.TryGetProperty(member, out _);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await SendAsync(context, store, caller, body, async session => Answer.Of(200, Of(await webhooks.UpdateAsync(session, caller, catalogue, RequestScope.Id(id), hook => new WebhookInput(
            asked.Url ?? hook.Url, Named("types") ? asked.Types : hook.Types, Named("kinds") ? asked.Kinds : hook.Kinds, Named("filter") ? Text(asked.Filter) : hook.Filter, asked.Active ?? hook.Active), cancellation))), cancellation);
    }

    private static async Task DeleteAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await SendAsync(context, store, caller, default, async session =>
        {
            await WebhookConsole.DeleteAsync(session, caller, RequestScope.Id(id), cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task RotateAsync(HttpContext context, KithStore store, WebhookConsole webhooks, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await SendAsync(context, store, caller, default, async session =>
        {
            var (hook, secret) = await webhooks.RotateAsync(session, caller, RequestScope.Id(id), cancellation);
            return Answer.Of(200, new NewWebhookResponse(Of(hook), secret));
        }, cancellation);
    }

    private static async Task TestAsync(HttpContext context, KithStore store, WebhookConsole webhooks, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await SendAsync(context, store, caller, default, async session => Answer.Of(202, Of(await webhooks.TestAsync(session, caller, RequestScope.Id(id), cancellation))), cancellation);
    }

    private static async Task<IResult> DeliveriesAsync(HttpContext context, WebhookConsole webhooks, string id, CancellationToken cancellation)
    {
        var query = new QueryReader(context, "state", "limit", "after");
        var state = query.OneOf("state", "webhook.bad_state", (DeliveryState?)null, ("waiting", DeliveryState.Waiting), ("delivered", DeliveryState.Delivered), ("failed", DeliveryState.Failed), ("parked", DeliveryState.Parked));
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Text("after"));
        query.Done();
        var deliveries = await webhooks.DeliveriesAsync(context.Caller(), RequestScope.Id(id), state, after is null ? null : Cursor(after), limit + 1, cancellation);
        return Results.Json(new DeliveryPage([.. deliveries.Take(limit).Select(Of)], deliveries.Count > limit ? deliveries[limit - 1].Id : null), Body.Json);
    }

    private static async Task ReplayOneAsync(HttpContext context, KithStore store, string id, string delivery, CancellationToken cancellation)
    {
        var caller = context.Caller();
        await SendAsync(context, store, caller, default, async session =>
        {
            await WebhookConsole.ReplayAsync(session, caller, RequestScope.Id(id), RequestScope.Id(delivery), cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task ReplayAsync(HttpContext context, KithStore store, WebhookConsole webhooks, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<WebhookReplay>(body);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await SendAsync(context, store, caller, body, async session =>
        {
            await (asked switch
            {
                { From: { } from, Since: null } => WebhookConsole.ReplayAsync(session, caller, RequestScope.Id(id), from, cancellation),
                { From: null, Since: { } since } => webhooks.ReplayAsync(session, caller, catalogue, RequestScope.Id(id), since, cancellation),
                _ => throw new ProblemException(Problem.Field("from", "webhook.from_or_since")),
            });
            return new Answer(204, default);
        }, cancellation);
    }

    // What is to be sent and the job that sends it commit together.
    private static Task SendAsync(HttpContext context, KithStore store, Caller caller, ReadOnlyMemory<byte> body, Func<Session, Task<Answer>> effect, CancellationToken cancellation) =>
        Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(() => effect(session), cancellation), cancellation);

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static Guid Cursor(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw new ProblemException(Problem.Field("after", "bad_cursor"));

    private static WebhookResponse Of(Webhook hook) => new(hook.Id, hook.Url, hook.Owner, hook.Types, hook.Kinds, hook.Filter, hook.Active, hook.Note, hook.FailingSince, hook.RetryAt, hook.RotatedUntil, hook.CreatedAt);

    private static DeliveryResponse Of(WebhookDelivery d) => new(d.Id, d.Position, d.Event, d.State.ToString().ToLowerInvariant(), d.Attempts, d.DueAt, d.Status, d.Problem, d.TriedAt, d.CreatedAt);
}
