using Kith.Core.Modules;
using Kith.Core.Records;

namespace Kith.Sales.Territories;

/// <summary>Where a saved record would lie.</summary>
/// <param name="Territory">Where it lies already, where no rule says anything else or a person chose it.</param>
/// <param name="Rival">Another territory that fits as well.</param>
internal sealed record Placement(Guid? Territory, Guid? Rival);

/// <summary>Asks territories, be they the workspace's or only thought of, where saved records would lie.</summary>
internal static class Placing
{
    /// <summary>Where each record would lie.</summary>
    /// <param name="companies">Where the companies of deals would lie, where that is known to be another place than they lie in.</param>
    public static async Task<IReadOnlyList<Placement>> OfAsync<T>(IReadOnlyList<T> records, TerritoryTree tree, IRecordSource source, CancellationToken cancellation, IReadOnlyDictionary<Guid, Guid?>? companies = null) where T : Record, IInTerritory
    {
        var asked = tree.Asked(source.Names.Catalogue.Of<T>().Name);
        var found = records.ToDictionary(r => r.Id, r => new Placement(r.TerritoryId, null));
        List<Draft> open = [.. records.Where(r => r.TerritoryByHand != true).Select(Draft.Saved)];
        if (open.Count == 0)
            return [.. records.Select(r => found[r.Id])];
        var first = asked.Count == 0 ? [.. open.Select(_ => -1)] : await source.FirstAsync(open, [.. asked.Select(a => a.Condition)], cancellation);
        foreach (var held in open.Zip(first).Where(p => p.Second >= 0).GroupBy(p => p.Second, p => p.First))
        {
            var place = asked[held.Key].Place;
            List<(TerritoryPlace Place, string Condition)> rivals = [.. asked.Skip(held.Key + 1).Where(a => a.Place.Rivals(place))];
            List<Draft> drafts = [.. held];
            var second = rivals.Count == 0 ? [.. drafts.Select(_ => -1)] : await source.FirstAsync(drafts, [.. rivals.Select(r => r.Condition)], cancellation);
            foreach (var (draft, rival) in drafts.Zip(second))
                found[draft.Record.Id] = new Placement(place.Territory.Id, rival >= 0 ? rivals[rival].Place.Territory.Id : null);
        }
        await WithCompaniesAsync([.. open.Zip(first).Where(p => p.Second < 0).Select(p => p.First.Record).OfType<Deal>()], found, companies, source, cancellation);
        return [.. records.Select(r => found[r.Id])];
    }

    // A deal of which nothing else is said lies where its company does.
    private static async Task WithCompaniesAsync(IReadOnlyList<Deal> deals, Dictionary<Guid, Placement> found, IReadOnlyDictionary<Guid, Guid?>? known, IRecordSource source, CancellationToken cancellation)
    {
        var territories = await TerritoryAssignment.OfCompaniesAsync([.. deals.Select(d => d.CompanyId).OfType<Guid>().Distinct()], source, cancellation);
        foreach (var deal in deals)
        {
            if (deal.CompanyId is { } company && territories.TryGetValue(company, out var lies))
                found[deal.Id] = new Placement(known is not null && known.TryGetValue(company, out var then) ? then : lies, null);
        }
    }
}
