using Kith.Server.Http;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>Watching records.</summary>
public static class WatchEndpoints
{
    private const string Root = "/api/v1/{types}/{id}/";

    /// <summary>Who watches a record.</summary>
    /// <param name="Watching">True where the caller does.</param>
    public sealed record WatcherList(IReadOnlyList<PersonLink> Data, bool Watching);

    public static void MapWatching(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the record", Required: true);
        routes.Map(new Operation("GET", Root + "watchers", "watchers", "Who is told of what others change of a record, by name") { Guard = Guard.SignedIn, Response = typeof(WatcherList), Parameters = [id] }, ListAsync);
        routes.Map(new Operation("POST", Root + "watch", "watch", "Be told of what others change of a record") { Guard = Guard.SignedIn, Status = 204, Parameters = [id, OperationParameter.IdempotencyKey] },
            (HttpContext context, KithStore store, string types, string id, CancellationToken cancellation) => SetAsync(context, store, types, id, watches: true, cancellation));
        routes.Map(new Operation("DELETE", Root + "watch", "unwatch", "Be told of a record no longer") { Guard = Guard.SignedIn, Status = 204, Parameters = [id] },
            (HttpContext context, KithStore store, string types, string id, CancellationToken cancellation) => SetAsync(context, store, types, id, watches: false, cancellation));
    }

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var watchers = await store.Watching.ListAsync(caller, catalogue, type, RequestScope.Id(id), cancellation);
        return Results.Json(new WatcherList([.. watchers.Select(w => new PersonLink(w.Id, w.Title))], watchers.Any(w => w.Id == caller.Person)), Body.Json);
    }

    private static async Task SetAsync(HttpContext context, KithStore store, string types, string id, bool watches, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await store.Watching.SetAsync(session, caller, catalogue, type, RequestScope.Id(id), watches, cancellation);
            return new Answer(204, default);
        }, cancellation);
    }
}
