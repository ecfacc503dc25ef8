using System.Globalization;
using System.Text.Json;
using Kith.Products;
using Kith.Sales;
using Kith.Sales.Forecasts;

namespace Kith.Server.Forecasts;

/// <summary>What became of deals that belong together.</summary>
/// <param name="Of">The person, team, territory or product; null where there is none, and of a span of time.</param>
/// <param name="From">The first day of the span of time; null where deals have no close date, and of everything else.</param>
/// <param name="Cycle">Days from the beginning to the close of what was won, on average; null where nothing was.</param>
public sealed record SalesResult((Guid Id, string Name)? Of, DateOnly? From, decimal Won, long WonDeals, long LostDeals, decimal? Cycle, decimal Open, long OpenDeals, decimal Expected);

public sealed partial class ForecastReader
{
    /// <summary>The results of the deals that the caller sees.</summary>
    /// <param name="by">Null for all of them together.</param>
    /// <exception cref="Kith.Core.Problems.ProblemException">Where the caller sees no deals, or not what results are made of.</exception>
    public async Task<IReadOnlyList<SalesResult>> ResultsAsync(ResultsBy? by, string? where, CancellationToken cancellation)
    {
        Require(["engaged_on", .. by is ResultsBy.Territory or ResultsBy.Product ? new[] { SalesResults.KeyOf(by.Value) } : []]);
        var type = catalogue.Of<Deal>();
        var prices = !store.Policy.Rights(caller, type).Hidden.Contains("product") && Sees<Product>("price");
        var found = await ReportAsync(type, SalesResults.Of(by, where, prices), cancellation);
        return [.. found.Select(g => Result(g, by is { } named ? SalesResults.KeyOf(named) : null, by >= ResultsBy.Month))];
    }

    private static SalesResult Result(JsonElement group, string? key, bool time) => new(
        key is not null && !time && Linked(group, key) is { } id ? (id, Title(group, key) ?? "") : null,
        key is not null && time && group.GetProperty(key).ValueKind == JsonValueKind.String ? Day(group, key) : null,
        Number(group, SalesResults.Won), group.GetProperty(SalesResults.WonDeals).GetInt64(), group.GetProperty(SalesResults.LostDeals).GetInt64(),
        group.GetProperty(SalesResults.Cycle).GetString() is { } cycle ? decimal.Parse(cycle, CultureInfo.InvariantCulture) : null,
        Number(group, SalesResults.Open), group.GetProperty(SalesResults.OpenDeals).GetInt64(), Number(group, SalesResults.Expected));
}
