using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Sales.Leads;

namespace Kith.Sales.Territories;

/// <summary>How a territory stands for one type.</summary>
/// <param name="Type">Name of the type.</param>
/// <param name="Condition">Which of its records are the territory's; null where it gets none by rules.</param>
/// <param name="Fault">Why that cannot be worked out any more, so that it gets none; null where it can.</param>
public sealed record TerritoryStanding(Territory Territory, string Type, string? Condition, string? Fault);

/// <summary>Where a record would lie.</summary>
/// <param name="Now">Where it lies.</param>
/// <param name="Then">Where rules would put it; where it lies, where none does or a person chose it.</param>
/// <param name="Rival">Another territory that fits as well, when nothing but its depth or age says that it goes behind.</param>
public sealed record PlacedRecord(Guid Id, string Title, Territory? Now, bool ByHand, Territory? Then, Territory? Rival);

/// <summary>Tells where territories stand and what they would do, without doing it.</summary>
public static class TerritoryTrial
{
    /// <summary>Most records that are tried at once.</summary>
    public const int Most = 500;

    /// <summary>How each territory stands for the types that have territories, in the order in which they are asked.</summary>
    public static async Task<IReadOnlyList<TerritoryStanding>> StandingAsync(IRecordSource source, CancellationToken cancellation)
    {
        var tree = new TerritoryTree(await source.AllAsync<Territory>(cancellation));
        return
        [
            .. tree.InOrder.SelectMany(p => new[] { Of<Company>(p, TerritoryCondition.Company), Of<Lead>(p, TerritoryCondition.Lead), Of<Deal>(p, TerritoryCondition.Deal) }),
        ];

        TerritoryStanding Of<T>(TerritoryPlace place, string type) where T : Record =>
            TerritoryCondition.Of(place, type) is { } condition ? new(place.Territory, type, condition, source.Fault<T>(condition)) : new(place.Territory, type, null, null);
    }

    /// <summary>Where the latest records of a type would lie by the territories as they are.</summary>
    /// <param name="type">Name of the type: company, lead or deal.</param>
    public static Task<IReadOnlyList<PlacedRecord>> OfAsync(IRecordSource source, string type, string? where, int most, CancellationToken cancellation) => type switch
    {
        TerritoryCondition.Company => OfAsync<Company>(source, where, most, cancellation),
        TerritoryCondition.Lead => OfAsync<Lead>(source, where, most, cancellation),
        TerritoryCondition.Deal => OfAsync<Deal>(source, where, most, cancellation),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static async Task<IReadOnlyList<PlacedRecord>> OfAsync<T>(IRecordSource source, string? where, int most, CancellationToken cancellation) where T : Record, IInTerritory
    {
        var tree = new TerritoryTree(await source.AllAsync<Territory>(cancellation));
        var records = await source.FindAsync<T>(where ?? "true", most, cancellation);
        var title = source.Names.Catalogue.Of<T>().Title;
        var placed = await Placing.OfAsync(records, tree, source, cancellation);
        return
        [
            .. records.Zip(placed, (r, p) => new PlacedRecord(r.Id, r.Get(title) as string ?? "", Of(r.TerritoryId), r.TerritoryByHand == true, Of(p.Territory), Of(p.Rival))),
        ];

        Territory? Of(Guid? id) => id is { } known ? tree.Find(known)?.Territory : null;
    }
}
