using Kith.Core.Queries;

namespace Kith.Sales.Forecasts;

/// <summary>What the results of sales are told by.</summary>
public enum ResultsBy
{
    Person,
    Manager,
    Team,
    Territory,
    Product,
    Month,
    Quarter,
    Year,
}

/// <summary>What is asked of deals for the results of sales: what was won and lost, how long it took, and what is open. A deal counts as its owner's.</summary>
public static class SalesResults
{
    /// <summary>Names of the measures: what is won, how many deals that is, how many are lost, days from the beginning to the close of what is won, what is open, how many deals that is, and what of it is likely to come.</summary>
    public const string Won = "won", WonDeals = "won_deals", LostDeals = "lost_deals", Cycle = "cycle", Open = "open", OpenDeals = "open_deals", Expected = "expected";

    private const string IsWon = "stage.won";
    private const string IsLost = "stage.lost";
    private const string Begun = "coalesce(engaged_on, day(created_at))";
    private const string IsOpen = $"not ({IsWon} or {IsLost})";

    /// <summary>Words for spans of time in which deals close, and how the expression language calls them.</summary>
    public static IReadOnlyDictionary<string, string> Spans { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["month"] = "this_month",
        ["last_month"] = "last_month",
        ["quarter"] = "this_fiscal_quarter",
        ["last_quarter"] = "last_fiscal_quarter",
        ["year"] = "this_fiscal_year",
        ["last_year"] = "last_fiscal_year",
    };

    /// <summary>The expression that puts deals together.</summary>
    public static string KeyOf(ResultsBy by) => by switch
    {
        ResultsBy.Person => "owner",
        ResultsBy.Manager => "owner.manager",
        ResultsBy.Team => "owner.team",
        ResultsBy.Territory => "territory",
        ResultsBy.Product => "product",
        ResultsBy.Month => "month(close_date)",
        ResultsBy.Quarter => "fiscal_quarter(close_date)",
        _ => "fiscal_year(close_date)",
    };

    /// <summary>Condition of the deals that count; null for all.</summary>
    /// <param name="span">A word of <see cref="Spans"/>; null for all time, with what has no close date.</param>
    public static string? Where(string? span, Guid? pipeline)
    {
        string[] parts = [.. span is null ? [] : new[] { $"close_date in {Spans[span]}" }, .. pipeline is { } id ? new[] { $"pipeline = \"{id:D}\"" } : []];
        return parts.Length == 0 ? null : string.Join(" and ", parts);
    }

    /// <summary>The results of deals.</summary>
    /// <param name="by">Null for all of them together.</param>
    /// <param name="prices">True where what is open without an amount is worth the price of its product.</param>
    public static ReportQuery Of(ResultsBy? by, string? where, bool prices)
    {
        var worth = prices ? "coalesce(amount, product.price)" : "amount";
        return new ReportQuery
        {
            Where = where,
            Group = by is { } named ? [KeyOf(named)] : [],
            Measures =
            [
                new(Won, $"sum(amount where {IsWon})"), new(WonDeals, $"count(where {IsWon})"), new(LostDeals, $"count(where {IsLost} and not {IsWon})"),
                new(Cycle, $"avg(close_date - {Begun} where {IsWon} and close_date >= {Begun})"),
                new(Open, $"sum({worth} where {IsOpen})"), new(OpenDeals, $"count(where {IsOpen})"), new(Expected, $"sum({worth} * stage.probability / 100 where {IsOpen})"),
            ],
            Limit = ReportQuery.MostRows,
        };
    }
}
