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
    private const int MostKeys = 8;
    private const int MostMeasures = 20;
    private const int MostSelected = 100;

    public static void MapQueries(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("POST", "/api/v1/query", "query", "Measures over groups of records, or values of each record")
        {
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
    }

    /// <summary>Asks for measures over groups, or with <c>select</c> for values of each record.</summary>
    /// <param name="From">Plural of the type.</param>
    /// <param name="Select">Expressions told of each record, such as <c>["name", "company.industry", "amount * 2"]</c>; stands alone, without groups and measures.</param>
    /// <param name="Group">Expressions to group by; none gives one row over all.</param>
    /// <param name="Measures">Measures by name, such as <c>{"total": "sum(amount)"}</c>.</param>
    /// <param name="Sort">Names of groups or measures; with <c>select</c> any expression over the record. A minus turns one round.</param>
    /// <param name="After">What the page before gave as <c>next</c>.</param>
    public sealed record QueryRequest(string From, string? Where = null, IReadOnlyList<string>? Select = null, IReadOnlyList<string>? Group = null, IReadOnlyDictionary<string, string>? Measures = null, IReadOnlyList<string>? Sort = null, int? Limit = null, long? After = null);

    /// <summary>Hits, best first.</summary>
    public sealed record SearchResponse(IReadOnlyList<SearchHit> Data);

    /// <summary>One record that was found.</summary>
    public sealed record SearchHit(string Type, Guid Id, string Title, string? Subtitle);

    private static async Task QueryAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<QueryRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var problems = new ProblemList();
        var type = From(store, caller, catalogue, asked.From, problems);
        if (asked.Limit is < 1 or > ReportQuery.MostRows)
            problems.Add("limit", "bad_limit", "limit", 1, ReportQuery.MostRows);
        if (asked.After is < 0)
            problems.Add("after", "bad_cursor");
        if (asked.Group is { Count: > MostKeys })
            problems.Add("group", "too_many_items", "group", MostKeys);
        if (asked.Measures is { Count: > MostMeasures })
            problems.Add("measures", "too_many_items", "measures", MostMeasures);
        if (asked.Select is { Count: > MostSelected })
            problems.Add("select", "too_many_items", "select", MostSelected);
        var summed = asked is not { Group: null or { Count: 0 }, Measures: null or { Count: 0 } };
        if (asked.Select is null or { Count: 0 } && !summed)
            problems.Add("measures", "required", "measures");
        if (asked.Select is { Count: > 0 } && summed)
            problems.Add("select", "select_alone");
        foreach (var name in (asked.Measures ?? new Dictionary<string, string>()).Keys.Where(n => n.Length is 0 or > 60 || (asked.Group ?? []).Contains(n)))
            problems.Add($"measures.{name}", "name_taken", name);
        foreach (var name in (asked.Measures ?? new Dictionary<string, string>()).Where(m => m.Value is null).Select(m => $"measures.{m.Key}"))
            problems.Add(name, "required", name);
        problems.ThrowIfAny();
        using var page = new PooledBuffer();
        await store.Reads.ReportAsync(caller, catalogue, type!, new ReportQuery
        {
            Where = asked.Where,
            Select = [.. (asked.Select ?? []).Distinct()],
            Group = [.. (asked.Group ?? []).Distinct()],
            Measures = [.. asked.Measures ?? new Dictionary<string, string>()],
            Sort = asked.Sort ?? [],
            Limit = asked.Limit ?? 1_000,
            Offset = asked.After ?? 0,
        }, page, cancellation);
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
