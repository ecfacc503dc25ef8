using System.Security.Cryptography;
using System.Text;
using Kith.Activities;
using Kith.Activities.Calendars;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Calendars;
using Kith.Store.Privacy;

namespace Kith.Server.Endpoints;

/// <summary>Calendars that other programs read by a secret address.</summary>
public static class CalendarFeedEndpoints
{
    private const string Path = "/api/v1/calendar/feed";

    internal static IServiceCollection AddCalendarFeeds(this IServiceCollection services) => services.AddSingleton<CalendarFeeds>().AddSingleton<PersonalStore, CalendarFeedStore>();

    public static void MapCalendarFeeds(this IEndpointRouteBuilder routes)
    {
        routes.Map(Of("GET", "get_calendar_feed", "Whether one's calendar has a secret address") with { Response = typeof(CalendarFeedState) }, FindAsync);
        routes.Map(Of("POST", "make_calendar_feed", "Give one's calendar a secret address, told once; the one before ends") with { Request = typeof(CalendarFeedRequest), Response = typeof(NewCalendarFeed), Status = 201 }, MakeAsync);
        routes.Map(Of("PATCH", "change_calendar_feed", "Say what the address tells") with { Request = typeof(CalendarFeedRequest), Response = typeof(CalendarFeedState) }, ChangeAsync);
        routes.Map(Of("DELETE", "delete_calendar_feed", "End the address") with { Status = 204 }, RemoveAsync);
        routes.Map(new Operation("GET", "/feeds/{address}", "calendar_feed", "A person's calendar (iCalendar, RFC 5545) by its secret address")
        {
            Guard = Guard.Open,
            Cost = Cost.Heavy,
            Tag = "calendar",
            Description = "What is theirs and what they take part in, from 60 days back to 400 ahead, as they may see it now. Answers 304 where nothing has changed.",
            ResponseType = "text/calendar",
            Parameters = [new("address", "path", "As it was told, with .ics behind it", Required: true)],
        }, ReadAsync).WithMetadata(CookieUse.Ignores);
    }

    private static Operation Of(string method, string id, string summary) => new(method, Path, id, summary) { Guard = Guard.SignedIn, PeopleOnly = true, Personal = true, Tag = "calendar" };

    /// <summary>What the address tells.</summary>
    /// <param name="Details">False to tell only when somebody is busy; true when missing.</param>
    public sealed record CalendarFeedRequest(bool? Details = null);

    /// <summary>The secret address of a calendar.</summary>
    /// <param name="UsedAt">When it was last read, to the hour; null before.</param>
    public sealed record CalendarFeedResponse(bool Details, DateTime MadeAt, DateTime? UsedAt);

    /// <summary>Whether there is an address.</summary>
    /// <param name="Feed">Null where there is none.</param>
    public sealed record CalendarFeedState(CalendarFeedResponse? Feed);

    /// <summary>A new address.</summary>
    /// <param name="Url">Told once.</param>
    public sealed record NewCalendarFeed(string Url, CalendarFeedResponse Feed);

    private static CalendarFeedResponse? Told(CalendarFeed? feed) => feed is null ? null : new CalendarFeedResponse(feed.Details, feed.MadeAt, feed.UsedAt);

    private static async Task FindAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await context.Response.WriteAsJsonAsync(new CalendarFeedState(Told(await CalendarFeeds.FindAsync(session, caller, cancellation))), Body.Json, cancellation);
    }

    private static async Task MakeAsync(HttpContext context, KithStore store, CalendarFeeds feeds, KithSettings settings, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<CalendarFeedRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            var secret = await feeds.MakeAsync(session, caller, asked.Details ?? true, cancellation);
            var url = new Uri(settings.Url, $"/feeds/{new PublicAddress(caller.Workspace, secret)}.ics").AbsoluteUri;
            return Answer.Of(201, new NewCalendarFeed(url, Told(await CalendarFeeds.FindAsync(session, caller, cancellation))!));
        }, cancellation), cancellation);
    }

    private static async Task ChangeAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<CalendarFeedRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            if (asked.Details is { } details && !await CalendarFeeds.ChangeAsync(session, caller, details, cancellation))
                throw ProblemException.NotFound();
            return Answer.Of(200, new CalendarFeedState(Told(await CalendarFeeds.FindAsync(session, caller, cancellation))));
        }, cancellation), cancellation);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await session.TogetherAsync(async () =>
        {
            await CalendarFeeds.RemoveAsync(session, caller, cancellation);
            return true;
        }, cancellation);
        return Results.NoContent();
    }

    private static async Task ReadAsync(HttpContext context, KithStore store, CalendarFeeds feeds, KithSettings settings, string address, CancellationToken cancellation)
    {
        const string ending = ".ics";
        var read = address.EndsWith(ending, StringComparison.Ordinal) ? PublicAddress.Read(address[..^ending.Length]) : null;
        var reader = read is null ? null : await feeds.OpenAsync(read.Workspace, read.Key, networks => WorkspaceNetworks.Allow(networks, context.Connection.RemoteIpAddress), cancellation);
        if (reader is null)
            throw ProblemException.NotFound();
        var rights = store.Policy.Rights(reader.Caller, reader.Catalogue.Of<Activity>());
        if (!rights.Read)
            throw ProblemException.NotFound();
        await using var session = await store.Database.OpenAsync(reader.Caller.Workspace, cancellation);
        var calendar = new ActivityCalendar(settings.Url, reader.Name, reader.Details);
        var text = Encoding.UTF8.GetBytes(await store.Writes.LookAsync(session, reader.Caller, reader.Catalogue, source => calendar.WriteAsync(source, rights.Hidden, cancellation)));
        var tag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 12))}\"";
        context.Response.Headers.ETag = tag;
        // Whoever has the address may keep it, nobody in between.
        context.Response.Headers.CacheControl = "private, no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(tags => tags?.Split(',', StringSplitOptions.TrimEntries).Any(t => t == tag || t == "*") == true))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = "text/calendar; charset=utf-8";
        await context.Response.Body.WriteAsync(text, cancellation);
    }
}
