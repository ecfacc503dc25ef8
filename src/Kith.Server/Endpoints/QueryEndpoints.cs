using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>Reports and search over all types.</summary>
public static class QueryEndpoints
{
    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("POST", "/api/v1/query", "query", "Measures over groups of records, or values of each record")
        {
            OnlyReads = true,
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Tag = "query",
            Request = typeof(QueryRequest),
            Response = typeof(QueryResponse),
        }, QueryAsync);
        routes.Map(new Operation("GET", "/api/v1/search", "search", "Find records of all types")
        {
            Guard = Guard.SignedIn,
            Tag = "search",
            Response = typeof(SearchResponse),
            Parameters = [new("q", "query", "What was typed; missing answers the newest records"), new("types", "query", "Only these types, separated by commas"), new("limit", "query", "Most hits, 1 to 100", "integer")],
        }, SearchAsync);
        routes.MapForecasts();
        routes.MapForecastSubmissions();
        routes.MapResults();
    }

    /// <summary>Hits, best first.</summary>
    public sealed record SearchResponse(IReadOnlyList<SearchHit> Data);

    /// <summary>One record that was found.</summary>
    public sealed record SearchHit(string Type, Guid Id, string Title, string? Subtitle, SearchReason? Why);

    /// <summary>The field that answered to what was typed, and its text.</summary>
    public sealed record SearchReason(string Field, string Text);

    private static async Task QueryAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<QueryRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var problems = new ProblemList();
        var type = From(store, caller, catalogue, asked.From, problems);
        asked.Check(problems, caller.Limits);
        problems.ThrowIfAny();
        using var page = new PooledBuffer();
        await store.Reads.ReportAsync(caller, catalogue, type!, asked.ToQuery(), page, cancellation);
        await page.SendAsync(context);
    }

    private static RecordType? From(KithStore store, Caller caller, Catalogue catalogue, string plural, ProblemList problems)
    {
        var readable = catalogue.Types.Where(t => store.Policy.Rights(caller, t).Read).ToList();
        if (readable.FirstOrDefault(t => t.Plural == plural) is { } type)
            return type;
        var near = Nearest.Of(plural, readable.Select(t => t.Plural));
        problems.Add(new FieldProblem("from", "unknown_type", near is null ? Messages.Text("unknown_type", plural) : Messages.Text("unknown_type_suggest", plural, near), Suggestion: near));
        return null;
    }

    private static async Task SearchAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "q", "types", "limit");
        var limit = (int)query.Number("limit", 20, 1, 100);
        query.Done();
        var types = query.List("types").Select(t => RequestScope.Readable(store, caller, catalogue, t)).ToList();
        using var page = new PooledBuffer();
        await store.Search.WriteAsync(caller, catalogue, query.Text("q") ?? "", types, limit, page, cancellation);
        await page.SendAsync(context);
    }
}
