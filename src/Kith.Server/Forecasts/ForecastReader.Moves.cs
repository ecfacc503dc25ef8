using System.Globalization;
using System.Text.Json;
using Kith.Sales;
using Kith.Sales.Forecasts;
using Kith.Store;

namespace Kith.Server.Forecasts;

/// <summary>A deal that moved in a forecast.</summary>
/// <param name="Then">Null where it was not made yet.</param>
/// <param name="Change">By how much the sum of the period's deals is another for it.</param>
public sealed record MovedDeal(Guid Id, string Name, ForecastMove Move, ForecastDeal? Then, ForecastDeal Now, decimal Change)
{
    /// <summary>Who did it last, and when.</summary>
    public (DateTime At, Guid? By, string ByName)? Last { get; init; }
    /// <summary>Why it ended.</summary>
    public string? Reason { get; init; }
    public string? Note { get; init; }
}

public sealed partial class ForecastReader
{
    /// <summary>Most deals that moves are looked for among.</summary>
    public const int MostMoves = 2_000;

    /// <summary>What became of the period's deals since a moment, the latest first.</summary>
    /// <param name="since">A day or point in time; of a day its end.</param>
    /// <returns>The moves, and whether there are more than <see cref="MostMoves"/> deals to look at.</returns>
    public async Task<(IReadOnlyList<MovedDeal> Moves, bool More)> MovesAsync(ForecastPeriod period, Guid? pipeline, string since, CancellationToken cancellation)
    {
        Require();
        var type = catalogue.Of<Deal>();
        var found = await ReportAsync(type, ForecastQueries.Moved(period, pipeline, since, MostMoves + 1, Known(type, "close_reason", "close_note")), cancellation);
        var moved = found.Take(MostMoves).Select(d => (Deal: d, Then: Seen(d, e => ForecastQueries.Then(e, since)), Now: Seen(d, e => e)!)).Select(d => (d.Deal, d.Then, d.Now, Move: ForecastMoves.Of(d.Then, d.Now, period))).Where(d => d.Move is not null).ToList();
        var by = await store.Changes.LatestAsync(caller, catalogue, type, [.. moved.Select(d => d.Deal.GetProperty("id").GetGuid())], since, ["amount", "close_date", "stage", "forecast_as"], cancellation);
        return ([.. moved.Select(d => new MovedDeal(d.Deal.GetProperty("id").GetGuid(), d.Deal.GetProperty("name").GetString() ?? "", d.Move!.Value, d.Then, d.Now, ForecastMoves.Change(d.Then, d.Now, period))
        {
            Last = by.TryGetValue(d.Deal.GetProperty("id").GetGuid(), out var last) ? last : null,
            Reason = Title(d.Deal, "close_reason"),
            Note = d.Deal.TryGetProperty("close_note", out var note) ? note.GetString() : null,
        })], found.Count > MostMoves);

        static ForecastDeal? Seen(JsonElement deal, Func<string, string> named)
        {
            var (amount, day, category, lost) = (deal.GetProperty(named(ForecastQueries.Seen[0])), deal.GetProperty(named(ForecastQueries.Seen[1])), deal.GetProperty(named(ForecastQueries.Seen[2])), deal.GetProperty(named(ForecastQueries.Seen[3])));
            // What was not made yet had no category.
            return category.ValueKind == JsonValueKind.Null ? null : new ForecastDeal(
                amount.ValueKind == JsonValueKind.Object ? decimal.Parse(amount.GetProperty("amount").GetString()!, CultureInfo.InvariantCulture) : null,
                day.ValueKind == JsonValueKind.String ? DateOnly.ParseExact(day.GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture) : null, category.GetString()!, lost.ValueKind == JsonValueKind.True);
        }
    }
}
