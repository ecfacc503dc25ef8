using Kith.Core.Types.Kinds;

namespace Kith.Core.Rates;

/// <summary>What a unit of a currency is worth in a workspace's own on a day.</summary>
public sealed record DayRate(string Currency, DateOnly Day, decimal Rate);

/// <summary>How many units of a currency one unit of the publisher's own bought on a day, as central banks publish it.</summary>
public sealed record Quote(string Currency, DateOnly Day, decimal Units);

/// <summary>Rates as a file or a provider has them.</summary>
/// <param name="Own">The publisher's own currency, which quotes are of; null where the rates are of the workspace's.</param>
/// <param name="Quotes">Of the publisher's currency.</param>
/// <param name="Rates">Of the workspace's currency.</param>
public sealed record RateSheet(string? Own, IReadOnlyList<Quote> Quotes, IReadOnlyList<DayRate> Rates)
{
    /// <summary>What each currency is worth in one of them: by way of the publisher's own where that is another. Days on which that one has no quote are left out.</summary>
    public IReadOnlyList<DayRate> In(string currency)
    {
        if (Own is null)
            return Rates;
        return [.. Quotes.GroupBy(q => q.Day).SelectMany(day => OfDay(day.Key, [.. day], currency))];
    }

    private IEnumerable<DayRate> OfDay(DateOnly day, IReadOnlyList<Quote> quotes, string currency)
    {
        if ((currency == Own ? 1 : quotes.FirstOrDefault(q => q.Currency == currency)?.Units) is not { } ours)
            return [];
        return quotes.Append(new Quote(Own!, day, 1)).Where(q => q.Currency != currency)
            .Select(q => new DayRate(q.Currency, day, Round(ours / q.Units))).Where(r => r.Rate is > 0 and <= RateKind.Highest);
    }

    /// <summary>A rate with as many decimals as are kept.</summary>
    public static decimal Round(decimal rate) => decimal.Round(rate, RateKind.Decimals, MidpointRounding.AwayFromZero);
}
