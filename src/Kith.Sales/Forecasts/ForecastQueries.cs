using Kith.Core.Queries;

namespace Kith.Sales.Forecasts;

/// <summary>
/// What is asked of deals, their teams and their lines for a forecast. Each deal is counted once: what its owner gave to others counts as theirs, what its
/// lines sell as that of their products.
/// </summary>
public static class ForecastQueries
{
    /// <summary>Names of the measures: whole amounts, what of them counts as the group's, what that is likely to bring, what the whole is, and how many deals.</summary>
    public const string Amount = "amount", Credit = "credit", Weighted = "weighted", Expected = "expected", Deals = "deals";

    /// <summary>The key that all are grouped by last.</summary>
    public const string Category = "forecast_category";

    private const string OfDeal = "deal.";

    /// <summary>Sums of deals by what they belong to and category, whole and what of them counts as their owner's.</summary>
    /// <param name="by">Name of the field that says what they belong to.</param>
    public static ReportQuery OfDeals(ForecastPeriod period, string by, Guid? pipeline) => Query(period, "", pipeline, [by, Category],
    [
        new(Amount, "sum(amount)"), new(Credit, "sum(owner_credit)"), new(Expected, "sum(weighted)"),
        new(Weighted, by == "owner" ? "sum(owner_credit * stage.probability / 100)" : "sum(weighted)"), new(Deals, "count()"),
    ]);

    /// <summary>What counts as that of others than the owners, by person and category.</summary>
    public static ReportQuery OfMembers(ForecastPeriod period, Guid? pipeline) => Query(period, OfDeal, pipeline, ["person", OfDeal + Category],
        [new(Credit, "sum(credit)"), new(Weighted, "sum(credit * deal.stage.probability / 100)")], "split > 0");

    /// <summary>Sums of deals by their own product and category.</summary>
    /// <param name="butLines">True where lines say what is sold, so that only deals without any count here, and those with an amount of their own.</param>
    public static ReportQuery OfWholeDeals(ForecastPeriod period, Guid? pipeline, bool butLines) => Query(period, "", pipeline, ["product", Category],
        [new(Credit, "sum(amount)"), new(Weighted, "sum(weighted)"), new(Deals, "count()")], butLines ? "(amount_from_lines = false or count(deal_lines) = 0)" : null);

    /// <summary>Sums of lines by product and category.</summary>
    public static ReportQuery OfLines(ForecastPeriod period, Guid? pipeline) => Query(period, OfDeal, pipeline, ["product", OfDeal + Category],
        [new(Credit, "sum(total)"), new(Weighted, "sum(total * deal.stage.probability / 100)"), new(Deals, "count_distinct(deal)")], "(deal.amount_from_lines is empty or deal.amount_from_lines)");

    /// <summary>Sums of all deals by category.</summary>
    public static ReportQuery Whole(ForecastPeriod period, Guid? pipeline) => Query(period, "", pipeline, [Category],
        [new(Credit, "sum(amount)"), new(Weighted, "sum(weighted)"), new(Deals, "count()")]);

    /// <summary>Deals that were touched since a moment and that the forecast of a period counts, or counted then: as they are, and, under <see cref="Then"/>, as they were.</summary>
    /// <param name="since">A day or point in time, as it is written.</param>
    /// <param name="also">Names of further fields.</param>
    public static ReportQuery Moved(ForecastPeriod period, Guid? pipeline, string since, int most, IReadOnlyList<string> also) => new()
    {
        Where = $"updated_at >= \"{since}\"{(pipeline is { } id ? $" and pipeline.id = \"{id:D}\"" : "")} and (({period.Holds("close_date")}) or ({period.Holds($"was(close_date, \"{since}\")")}))",
        Select = ["id", "name", .. also, .. Seen, .. Seen.Select(e => Then(e, since))],
        Sort = ["-updated_at"],
        Limit = most,
    };

    /// <summary>What a forecast looks at: what a deal is worth, when it closes, what it counts as, and whether it is lost.</summary>
    public static IReadOnlyList<string> Seen { get; } = ["amount * 1", "close_date", Category, "stage.lost"];

    /// <summary>An expression as it was at a moment.</summary>
    public static string Then(string expression, string since) => $"was({expression}, \"{since}\")";

    /// <summary>Condition of the deals that a forecast of a period counts: those that are to close in it, but for lost ones.</summary>
    /// <param name="path">How the deal is reached; empty from itself.</param>
    public static string Where(ForecastPeriod period, string path, Guid? pipeline) =>
        $"{period.Holds(path + "close_date")} and not {path}stage.lost{(pipeline is { } id ? $" and {path}pipeline.id = \"{id:D}\"" : "")}";

    private static ReportQuery Query(ForecastPeriod period, string path, Guid? pipeline, IReadOnlyList<string> group, IReadOnlyList<KeyValuePair<string, string>> measures, string? also = null) => new()
    {
        Where = also is null ? Where(period, path, pipeline) : $"{Where(period, path, pipeline)} and {also}",
        Group = group,
        Measures = measures,
        Limit = ReportQuery.MostRows,
    };
}
