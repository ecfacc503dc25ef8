using System.Globalization;
using System.Text;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Endpoints;
using Kith.Server.Http;
using Kith.Server.Metrics;
using Kith.Store;
using Kith.Store.Stream.Live;
using Microsoft.AspNetCore.Http.Features;

namespace Kith.Server.Live;

/// <summary>The change stream as server-sent events (WHATWG HTML, section 9.2).</summary>
public static class LiveEndpoint
{
    private const string LastEventId = "Last-Event-ID";
    // Who missed more than this reads its lists anew, which costs less than to be told everything.
    private const int MostMissed = 1_000;
    private const int Page = 200;

    public static void MapLive(this IEndpointRouteBuilder routes) =>
        routes.Map(new Operation("GET", "/api/v1/live", "live", "The change stream as it happens, as server-sent events")
        {
            Guard = Guard.SignedIn,
            Tag = "changes",
            Description = "The id of each event is the change's position, its data what `GET changes` tells of it. The event `ready` says from which position on, `reset` that more was missed than is told: read anew. The connection ends when the sign-in or its rights do.",
            ResponseType = "text/event-stream",
            Endless = true,
            Parameters = [new("after", "query", "Position to go on from; the present end when missing", "integer"), new(LastEventId, "header", "As `after`, and before it")],
        }, LiveAsync);

    private static async Task LiveAsync(HttpContext context, KithStore store, LiveHub hub, KithMetrics metrics, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var after = After(context);
        var signIn = context.FindSignIn()!;
        using var client = await hub.JoinAsync(caller, signIn.CatalogueVersion, signIn.Session, context.Connection.RemoteIpAddress, signIn.TokenExpiresAt, cancellation);
        context.Response.ContentType = "text/event-stream";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        metrics.Stays();
        try
        {
            await context.Response.BodyWriter.WriteAsync(Ready(after ?? client.Start), cancellation);
            await CatchUpAsync(context, store, caller, catalogue, after ?? client.Start, client.Start, cancellation);
            await foreach (var piece in client.Pieces(cancellation))
            {
                if (client.Closed.IsCompleted)
                    break;
                await context.Response.BodyWriter.WriteAsync(piece, cancellation);
            }
        }
        finally
        {
            metrics.Leaves();
        }
    }

    private static long? After(HttpContext context)
    {
        var query = new QueryReader(context, "after");
        var after = query.Number("after", -1, 0, long.MaxValue);
        query.Done();
        if (context.Request.Headers[LastEventId].ToString() is not { Length: > 0 } last)
            return after < 0 ? null : after;
        return long.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : throw new ProblemException(Problem.Field(LastEventId, "bad_limit", LastEventId, 0, long.MaxValue));
    }

    private static byte[] Ready(long position) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"retry: 1000\nevent: ready\nid: {position}\ndata: {{\"position\":{position}}}\n\n"));

    private static async Task CatchUpAsync(HttpContext context, KithStore store, Caller caller, Catalogue catalogue, long after, long start, CancellationToken cancellation)
    {
        if (start - after > MostMissed)
        {
            var reset = string.Create(CultureInfo.InvariantCulture, $"event: reset\nid: {start}\ndata: {{\"position\":{start}}}\n\n");
            await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(reset), cancellation);
            return;
        }
        while (after < start)
        {
            after = await LiveEvents.WriteAsync(store.Changes, caller, catalogue, after, start, Page, context.Response.BodyWriter, cancellation);
            await context.Response.BodyWriter.FlushAsync(cancellation);
        }
    }
}
