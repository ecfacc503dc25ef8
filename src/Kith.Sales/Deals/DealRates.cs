using Kith.Core.Modules;
using Kith.Core.Records;

namespace Kith.Sales.Deals;

/// <summary>What the amounts of deals in other currencies are worth.</summary>
internal static class DealRates
{
    /// <summary>A deal that ended is worth for good what it was worth on its day, so that later rates change no report of what is over; one that is open is worth what the newest rate says.</summary>
    public static async ValueTask FreezeAtTheEnd(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var concerned = drafts.Where(d => ((Deal)d.Record).ExchangeRate is not null || Foreign((Deal)d.Record, source) is not null).ToList();
        if (concerned.Count == 0)
            return;
        var ended = (await source.AllAsync<Stage>(cancellation)).Where(s => Outcomes.Of(s) is not null).Select(s => s.Id).ToHashSet();
        var asked = new List<(Deal Deal, (string Currency, DateOnly Day) Of)>();
        foreach (var draft in concerned)
        {
            var deal = (Deal)draft.Record;
            if (Foreign(deal, source) is not { } currency || !ended.Contains(deal.StageId))
                deal.ExchangeRate = null;
            else if (deal.ExchangeRate is null || deal.CloseDate != draft.Before("close_date") as DateOnly? || currency != (draft.Before("amount") as Money?)?.Currency)
                asked.Add((deal, (currency, deal.CloseDate is { } day && day < source.Today ? day : source.Today)));
        }
        var rates = await source.RatesAsync([.. asked.Select(a => a.Of)], cancellation);
        foreach (var (deal, of) in asked)
            deal.ExchangeRate = rates.TryGetValue(of, out var rate) ? rate : null;
    }

    private static string? Foreign(Deal deal, IRecordSource source) => deal.Amount?.Currency is { } currency && currency != source.Currency ? currency : null;
}
