using Kith.Core.Notifications;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Notifications;

namespace Kith.Server.Endpoints;

/// <summary>What the caller is told of.</summary>
public static class NotificationEndpoints
{
    private const string Root = "/api/v1/notifications";

    /// <summary>Who did what when.</summary>
    /// <param name="Position">Position of the change, one of them where there are several.</param>
    /// <param name="By">The person; null for Kith itself.</param>
    /// <param name="Via">Through what it came in.</param>
    /// <param name="Changeset">The changes that were made together with it; null where it stands alone.</param>
    public sealed record CauseResponse(long Position, DateTime At, PersonLink? By, Core.Access.Via Via, Guid? Changeset);

    /// <summary>Something the caller is told of, as the caller may see it now.</summary>
    /// <param name="Kind">Why, such as <c>assigned</c>; <c>GET notifications/preferences</c> lists the kinds.</param>
    /// <param name="Text">What happened, in a sentence.</param>
    /// <param name="Through">Through what it came, in words; null where that is the screen.</param>
    /// <param name="At">When it was told.</param>
    /// <param name="Count">How many records it is about.</param>
    /// <param name="Type">Name of their type; null where there are several.</param>
    /// <param name="Record">The record; null where it is about several, which <c>GET notifications/{id}/records</c> lists.</param>
    /// <param name="DueAt">When the record is due, where that is why.</param>
    /// <param name="Cause">What brought it about; null where time did.</param>
    public sealed record NotificationResponse(Guid Id, string Kind, string Text, string? Through, DateTime At, bool Read, long Count, string? Type, Link? Record, DateTime? DueAt, CauseResponse? Cause);

    /// <summary>A page of notifications.</summary>
    /// <param name="Next">What <c>after</c> takes for the next page; null at the end.</param>
    public sealed record NotificationList(IReadOnlyList<NotificationResponse> Data, string? Next);

    /// <summary>How many are not read.</summary>
    /// <param name="Unread">At most 100 are counted.</param>
    public sealed record UnreadResponse(long Unread);

    /// <summary>A record that a notification is about.</summary>
    public sealed record NotedRecordResponse(string Type, Guid Id, string Title);

    /// <summary>Records that a notification is about.</summary>
    /// <param name="Next">What <c>after</c> takes for the next page; null at the end.</param>
    public sealed record NotedRecordPage(IReadOnlyList<NotedRecordResponse> Data, Guid? Next);

    /// <summary>What to mark as read.</summary>
    /// <param name="Through">Id of the newest one to mark; all when missing.</param>
    public sealed record ReadRequest(Guid? Through = null);

    /// <summary>How the caller is told of a kind.</summary>
    /// <param name="App">True for the list in the app.</param>
    /// <param name="Mail">now sends a mail at once, digest one for the whole day.</param>
    public sealed record NotificationKindResponse(string Kind, string Label, string Hint, bool App, MailTiming Mail);

    /// <summary>What the caller wants to be told of, and how.</summary>
    /// <param name="Hour">The hour, 0 to 23, at which what is due is told and the mail of the day leaves.</param>
    /// <param name="TimeZone">The zone of that hour; null for the workspace's own.</param>
    public sealed record NotificationPreferencesResponse(int Hour, string? TimeZone, IReadOnlyList<NotificationKindResponse> Kinds);

    /// <summary>How the caller is to be told of a kind; what is missing stays.</summary>
    public sealed record NotificationKindRequest(string Kind, bool? App = null, MailTiming? Mail = null);

    /// <summary>Preferences to change; what is missing stays.</summary>
    /// <param name="TimeZone">Name of a time zone, such as Europe/Rome; an empty text for the workspace's own.</param>
    public sealed record NotificationPreferencesRequest(int? Hour = null, string? TimeZone = null, IReadOnlyList<NotificationKindRequest>? Kinds = null);

    public static void MapNotifications(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the notification", Required: true);
        var (limit, key) = (new OperationParameter("limit", "query", "Most entries, 1 to 200", "integer"), OperationParameter.IdempotencyKey);
        routes.Map(Operation("GET", "", "list_notifications", "What the caller is told of, newest first") with
        {
            Response = typeof(NotificationList),
            Parameters = [new("unread", "query", "true: only what was not read", "boolean"), limit, new("after", "query", "next of the page before")],
        }, ListAsync);
        routes.Map(Operation("GET", "/unread", "count_notifications", "How many notifications the caller has not read") with { Response = typeof(UnreadResponse) }, CountAsync);
        routes.Map(Operation("POST", "/read", "read_notifications", "Mark notifications as read, all or up to one") with { Request = typeof(ReadRequest), Status = 204, Parameters = [key] }, ReadAllAsync);
        routes.Map(Operation("GET", "/preferences", "notification_preferences", "What the caller wants to be told of, and how") with { Response = typeof(NotificationPreferencesResponse) }, PreferencesAsync);
        routes.Map(Operation("PATCH", "/preferences", "update_notification_preferences", "Change what the caller wants to be told of, and how") with { Request = typeof(NotificationPreferencesRequest), Response = typeof(NotificationPreferencesResponse) }, UpdateAsync);
        routes.Map(Operation("POST", "/{id}/read", "read_notification", "Mark a notification as read") with { Status = 204, Parameters = [id, key] }, ReadAsync);
        routes.Map(Operation("GET", "/{id}/records", "notification_records", "The records that a notification is about") with { Response = typeof(NotedRecordPage), Parameters = [id, limit, new("after", "query", "next of the page before")] }, RecordsAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.SignedIn, Personal = true, Tag = "notifications" };

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "unread", "limit", "after");
        var (unread, limit, after) = (query.OneOf("unread", "bad_unread", false, ("true", true), ("false", false)), (int)query.Number("limit", 50, 1, 200), query.Text("after"));
        query.Done();
        var page = await store.Notifications.ListAsync(caller, catalogue, unread, after, limit, cancellation);
        return Results.Json(new NotificationList([.. page.Notifications.Select(Of)], page.Next), Body.Json);
    }

    private static async Task<IResult> CountAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new UnreadResponse(await store.Notifications.CountAsync(caller, catalogue, cancellation)), Body.Json);
    }

    private static async Task ReadAllAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var through = Body.Read<ReadRequest>(body).Through;
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            await store.Notifications.ReadAllAsync(session, caller, catalogue, through, cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task ReadAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await store.Notifications.ReadAsync(session, caller, catalogue, RequestScope.Id(id), cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static async Task<IResult> RecordsAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "limit", "after");
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Text("after"));
        query.Done();
        Guid? cursor = after is null ? null : Guid.TryParseExact(after, "D", out var last) ? last : throw new ProblemException(Problem.Field("after", "bad_cursor"));
        var records = await store.Notifications.RecordsAsync(caller, catalogue, RequestScope.Id(id), cursor, limit + 1, cancellation);
        return Results.Json(new NotedRecordPage([.. records.Take(limit).Select(r => new NotedRecordResponse(r.Type, r.Id, r.Title))], records.Count > limit ? records[limit - 1].Id : null), Body.Json);
    }

    private static async Task<IResult> PreferencesAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Of(catalogue, await NotificationChoices.OfAsync(session, caller.Workspace, catalogue, caller.Person!.Value, cancellation)), Body.Json);
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<NotificationPreferencesRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Of(catalogue, await session.TogetherAsync(async () =>
        {
            var present = await NotificationChoices.OfAsync(session, caller.Workspace, catalogue, caller.Person!.Value, cancellation);
            var kinds = (asked.Kinds ?? []).DistinctBy(k => k.Kind).ToDictionary(k => k.Kind, k => present.Kinds.GetValueOrDefault(k.Kind) is { } now ? new Channels(k.App ?? now.App, k.Mail ?? now.Mail) : new Channels(false, MailTiming.Off));
            var zone = asked.TimeZone is null ? present.Zone : asked.TimeZone.Length == 0 ? null : asked.TimeZone;
            await NotificationChoices.SaveAsync(session, caller, catalogue, new NotificationChoice(asked.Hour ?? present.Hour, zone, kinds), cancellation);
            return await NotificationChoices.OfAsync(session, caller.Workspace, catalogue, caller.Person.Value, cancellation);
        }, cancellation)), Body.Json);
    }

    private static NotificationPreferencesResponse Of(Core.Types.Catalogue catalogue, NotificationChoice choice) => new(choice.Hour, choice.Zone,
        [.. catalogue.Notifications.Where(k => !k.Always).Select(k => new NotificationKindResponse(k.Name, Messages.Text($"notification.{k.Name}.label"), Messages.Text($"notification.{k.Name}.hint"), choice.Kinds[k.Name].App, choice.Kinds[k.Name].Mail))]);

    private static NotificationResponse Of(Notification n) => new(
        n.Id, n.Kind, n.Text, n.Through, n.ReadyAt, n.Read, n.Count, n.Type, n.Record is null ? null : new Link(n.Record.Id, n.Record.Title), n.DueAt,
        n.Cause is { } cause ? new CauseResponse(cause.Position, cause.At, cause.By is null ? null : new PersonLink(cause.By.Id, cause.By.Title), Enum.Parse<Core.Access.Via>(cause.Via, ignoreCase: true), cause.Changeset) : null);
}
