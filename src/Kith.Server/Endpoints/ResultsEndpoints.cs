using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Sales.Forecasts;
using Kith.Server.Forecasts;
using Kith.Server.Http;
using Kith.Store;
using Link = Kith.Server.OpenApi.Schemas.Link;

namespace Kith.Server.Endpoints;

/// <summary>What became of deals.</summary>
public static class ResultsEndpoints
{
    public static void MapResults(this IEndpointRouteBuilder routes) => routes.Map(new Operation("GET", "/api/v1/forecast/results", "sales_results", "What was won and lost, how long it took, and what is open")
    {
        Guard = Guard.SignedIn,
        Cost = Cost.Heavy,
        Tag = "forecasts",
        Description = "Of the deals that the caller sees, each as its owner's. Amounts are in the workspace's currency; what is open without an amount is worth the price of its product, where the caller sees that.",
        Response = typeof(ResultsResponse),
        Parameters =
        [
            new("by", "query", "person (when missing), manager, team, territory, product, month, quarter or year"),
            new("span", "query", "Only deals whose close date lies in it: month, last_month, quarter, last_quarter, year or last_year, of the fiscal calendar; all time when missing, with what has no close date"),
            new("pipeline", "query", "Id of a pipeline, to count only its deals"),
        ],
        Refusals = [ProblemKind.Forbidden],
    }, ReadAsync);

    /// <summary>What became of deals.</summary>
    /// <param name="Won">What is won.</param>
    /// <param name="WinRate">How many of those that ended were won, in percent with one decimal; null where none has.</param>
    /// <param name="Cycle">Days from the beginning (`engaged_on`, else when it was made) to the close date of what is won, on average, with one decimal; null where nothing is.</param>
    /// <param name="Average">What a deal that is won brought, on average.</param>
    /// <param name="Open">What is open.</param>
    /// <param name="Expected">What is open at its likelihood.</param>
    public sealed record ResultFigures(string Won, long WonDeals, long LostDeals, string? WinRate, string? Cycle, string? Average, string Open, long OpenDeals, string Expected);

    /// <summary>What became of the deals of somebody or something, or of a span of time.</summary>
    /// <param name="Of">Null for what has none, and for spans of time.</param>
    /// <param name="From">The first day of a span of time; null for what has no close date.</param>
    /// <param name="Name">What the span of time is called.</param>
    /// <param name="Where">Condition that these deals satisfy.</param>
    public sealed record ResultRow(Link? Of, DateOnly? From, string? Name, ResultFigures Figures, string Where);

    /// <summary>What became of deals.</summary>
    /// <param name="Currency">The workspace's currency.</param>
    /// <param name="Data">Who won most first; spans of time in their order.</param>
    /// <param name="Total">All of them together.</param>
    /// <param name="Where">Condition that all of them satisfy; null for all deals.</param>
    public sealed record ResultsResponse(
        [property: AllowedValues("person", "manager", "team", "territory", "product", "month", "quarter", "year")] string By, string Currency, IReadOnlyList<ResultRow> Data, ResultFigures Total, string? Where);

    private static async Task ReadAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "by", "span", "pipeline");
        var by = query.OneOf("by", "forecast.unknown_results_by", ResultsBy.Person, [.. Enum.GetValues<ResultsBy>().Select(b => (Naming.Snake(b.ToString()), b))]);
        var span = query.OneOf("span", "forecast.unknown_span", null, [.. SalesResults.Spans.Keys.Select(s => (s, (string?)s))]);
        var pipeline = query.Text("pipeline") is not { } text ? (Guid?)null : Guid.TryParseExact(text, "D", out var id) ? id : throw new ProblemException(Problem.Field("pipeline", "not_an_id", "pipeline"));
        query.Done();
        var where = SalesResults.Where(span, pipeline);
        var reader = new ForecastReader(store, caller, catalogue);
        var found = await reader.ResultsAsync(by, where, cancellation);
        var total = (await reader.ResultsAsync(null, where, cancellation)).SingleOrDefault() ?? new SalesResult(null, null, 0, 0, 0, null, 0, 0, 0);
        var rows = by >= ResultsBy.Month ? found.OrderBy(r => r.From is null).ThenBy(r => r.From) : found.OrderByDescending(r => r.Won).ThenByDescending(r => r.Open).ThenBy(r => r.Of?.Name, StringComparer.Ordinal);
        await context.Response.WriteAsJsonAsync(new ResultsResponse(Naming.Snake(by.ToString()), caller.Currency, [.. rows.Select(Row)], Figures(total, caller), where), Body.Json, cancellation);

        ResultRow Row(SalesResult result)
        {
            var (key, value) = (SalesResults.KeyOf(by), result.Of is { } of ? $"{of.Id:D}" : result.From is { } from ? $"{from:yyyy-MM-dd}" : null);
            var theirs = value is null ? $"{key} is empty" : $"{key} = \"{value}\"";
            return new ResultRow(result.Of is { } link ? new Link(link.Id, link.Name) : null, result.From, result.From is { } day ? ForecastPeriod.Of(Naming.Snake(by.ToString()), day, caller.Calendar).Name : null, Figures(result, caller), where is null ? theirs : $"{where} and {theirs}");
        }
    }

    private static ResultFigures Figures(SalesResult of, Caller caller) => new(
        ForecastEndpoints.Money(of.Won, caller), of.WonDeals, of.LostDeals, of.WonDeals + of.LostDeals is > 0 and var ended ? Figure(100m * of.WonDeals / ended) : null, of.Cycle is { } days ? Figure(days) : null,
        of.WonDeals > 0 ? ForecastEndpoints.Money(of.Won / of.WonDeals, caller) : null, ForecastEndpoints.Money(of.Open, caller), of.OpenDeals, ForecastEndpoints.Money(of.Expected, caller));

    private static string Figure(decimal value) => decimal.Round(value, 1, MidpointRounding.AwayFromZero).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
