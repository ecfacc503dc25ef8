using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Stream;

namespace Kith.Server.Endpoints;

/// <summary>The change stream, a record's history and its timeline.</summary>
public static class HistoryEndpoints
{
    public static void MapHistory(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the record", Required: true);
        var limit = new OperationParameter("limit", "query", "Most entries, 1 to 200", "integer");
        routes.Map(new Operation("GET", "/api/v1/{types}/{id}/changes", "history", "A record's history, newest first")
        {
            Guard = Guard.SignedIn,
            Response = typeof(HistoryPage),
            Parameters = [id, limit, new("after", "query", "Position to go on from", "integer"), new("field", "query", "Only changes of this field: why it holds what it holds")],
        }, HistoryAsync);
        routes.Map(new Operation("GET", "/api/v1/{types}/{id}/compare", "compare", "What differs of a record between two moments")
        {
            Guard = Guard.SignedIn,
            Response = typeof(Comparison),
            Parameters = [id, new("from", "query", "A day or point in time", Required: true), new("to", "query", "A later one; now when missing")],
        }, CompareAsync);
        routes.Map(new Operation("GET", "/api/v1/{types}/{id}/timeline", "timeline", "A record's changes and the records about it, newest first")
        {
            Guard = Guard.SignedIn,
            Response = typeof(TimelinePage),
            Parameters = [id, limit, new("before", "query", "Instant to go on before")],
        }, TimelineAsync);
        routes.Map(new Operation("GET", "/api/v1/changes", "changes", "The workspace's change stream, oldest first")
        {
            Guard = Guard.SignedIn,
            Tag = "changes",
            Response = typeof(StreamPage),
            Parameters = [limit, new("after", "query", "Position to go on from", "integer"), new("type", "query", "Only this type"), new("record", "query", "Only this record's id"), new("changeset", "query", "Only changes made together under this id")],
            Refusals = [ProblemKind.Gone],
        }, StreamAsync);
    }

    private static async Task HistoryAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "limit", "after", "field");
        var (limit, after, name) = ((int)query.Number("limit", 50, 1, 200), query.Number("after", 0, 0, long.MaxValue), query.Text("field"));
        query.Done();
        var field = name is null ? null : type.Find(name) is { } known && !store.Policy.Rights(caller, type).Hidden.Contains(name) ? known : throw new ProblemException(Problem.Field("field", "unknown_field", name));
        await store.Changes.RequireAsync(caller, catalogue, type, RequestScope.Id(id), cancellation);
        using var page = new PooledBuffer();
        await store.Changes.ListAsync(caller, catalogue, new ChangeQuery { Type = type, Record = RequestScope.Id(id), NewestFirst = true, From = after == 0 ? null : after, Limit = limit, Field = field }, page, cancellation);
        await page.SendAsync(context);
    }

    private static async Task CompareAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "from", "to");
        var (from, to) = (query.Text("from"), query.Text("to"));
        query.Done();
        await store.Changes.RequireAsync(caller, catalogue, type, RequestScope.Id(id), cancellation);
        if (from is null)
            throw new ProblemException(Problem.Field("from", "required", "from"));
        using var comparison = new PooledBuffer();
        await store.Changes.CompareAsync(caller, catalogue, type, RequestScope.Id(id), from, to, comparison, cancellation);
        await comparison.SendAsync(context);
    }

    private static async Task TimelineAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "limit", "before");
        var (limit, before) = ((int)query.Number("limit", 50, 1, 199), query.Instant("before"));
        query.Done();
        using var page = new PooledBuffer();
        await store.Timelines.WriteAsync(caller, catalogue, type, RequestScope.Id(id), before, limit, page, cancellation);
        await page.SendAsync(context);
    }

    private static async Task StreamAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "limit", "after", "type", "record", "changeset");
        var asked = new ChangeQuery
        {
            Limit = (int)query.Number("limit", 50, 1, 200),
            From = query.Number("after", 0, 0, long.MaxValue),
            Type = query.Text("type") is { } type ? RequestScope.Readable(store, caller, catalogue, type) : null,
            Record = query.Text("record") is { } record ? RequestScope.Id(record) : null,
            Changeset = query.Text("changeset") is { } set ? RequestScope.Id(set) : null,
        };
        query.Done();
        using var page = new PooledBuffer();
        await store.Changes.ListAsync(caller, catalogue, asked, page, cancellation);
        await page.SendAsync(context);
    }
}
