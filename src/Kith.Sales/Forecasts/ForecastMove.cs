namespace Kith.Sales.Forecasts;

/// <summary>A deal as a forecast sees it.</summary>
/// <param name="Amount">In the workspace's currency; null where it has none.</param>
/// <param name="CloseDate">When it is to close, or did.</param>
/// <param name="Category">One of <see cref="ForecastCategories"/>.</param>
public sealed record ForecastDeal(decimal? Amount, DateOnly? CloseDate, string Category, bool Lost)
{
    /// <summary>True where a period's forecast counts it.</summary>
    public bool CountsIn(ForecastPeriod period) => !Lost && CloseDate is { } day && day >= period.From && day < period.Until;
}

/// <summary>What became of a deal in a forecast.</summary>
public enum ForecastMove
{
    /// <summary>It was made.</summary>
    New,
    /// <summary>Its close date came into the period.</summary>
    Entered,
    /// <summary>It was lost, or won, before and is open again.</summary>
    Reopened,
    Won,
    Lost,
    /// <summary>Its close date went behind the period, or was emptied.</summary>
    Slipped,
    /// <summary>Its close date went before the period.</summary>
    BroughtForward,
    Grew,
    Shrank,
    /// <summary>It is surer than before.</summary>
    MovedUp,
    /// <summary>It is less sure than before.</summary>
    MovedDown,
}

/// <summary>Tells what became of deals since a moment.</summary>
public static class ForecastMoves
{
    private static readonly string[] Surer = [ForecastCategories.Omitted, ForecastCategories.Pipeline, ForecastCategories.BestCase, ForecastCategories.Commit, ForecastCategories.Closed];

    /// <summary>What became of a deal; null where the forecast of the period is the same with it. Of several things the one that says most.</summary>
    /// <param name="then">Null where it was not made yet.</param>
    public static ForecastMove? Of(ForecastDeal? then, ForecastDeal now, ForecastPeriod period)
    {
        var (counted, counts) = (then?.CountsIn(period) == true, now.CountsIn(period));
        if (!counted && !counts)
            return null;
        if (then is null)
            return ForecastMove.New;
        if (!counted)
            return then.Lost ? ForecastMove.Reopened : ForecastMove.Entered;
        if (!counts)
            return now.Lost ? ForecastMove.Lost : now.CloseDate < period.From ? ForecastMove.BroughtForward : ForecastMove.Slipped;
        if (now.Category != then.Category && (now.Category == ForecastCategories.Closed || then.Category == ForecastCategories.Closed))
            return now.Category == ForecastCategories.Closed ? ForecastMove.Won : ForecastMove.Reopened;
        return ((now.Amount ?? 0) - (then.Amount ?? 0), Array.IndexOf(Surer, now.Category) - Array.IndexOf(Surer, then.Category)) switch
        {
            ( > 0, _) => ForecastMove.Grew,
            ( < 0, _) => ForecastMove.Shrank,
            (_, > 0) => ForecastMove.MovedUp,
            (_, < 0) => ForecastMove.MovedDown,
            _ => null,
        };
    }

    /// <summary>By how much the sum of the period's deals is another for it.</summary>
    public static decimal Change(ForecastDeal? then, ForecastDeal now, ForecastPeriod period) =>
        (now.CountsIn(period) ? now.Amount ?? 0 : 0) - (then?.CountsIn(period) == true ? then.Amount ?? 0 : 0);
}
