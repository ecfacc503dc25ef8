using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Sales.Leads;

namespace Kith.Sales.Territories;

/// <summary>What lies in a territory: companies, open leads, open deals and what these are worth, in the workspace's currency.</summary>
public readonly record struct TerritoryLoad(int Companies, int Leads, int Deals, decimal Amount)
{
    public static TerritoryLoad operator +(TerritoryLoad a, TerritoryLoad b) => new(a.Companies + b.Companies, a.Leads + b.Leads, a.Deals + b.Deals, a.Amount + b.Amount);
}

/// <summary>A record that would lie elsewhere.</summary>
/// <param name="Type">Name of its type.</param>
public sealed record SimulatedMove(string Type, Guid Id, string Title, Guid? From, Guid? To);

/// <summary>What territories that are only thought of would do.</summary>
/// <param name="Before">What lies in each territory; under the empty id what lies in none.</param>
/// <param name="After">What would lie there.</param>
/// <param name="More">True where there are more records than were looked at.</param>
public sealed record SimulatedTerritories(IReadOnlyDictionary<Guid, TerritoryLoad> Before, IReadOnlyDictionary<Guid, TerritoryLoad> After, IReadOnlyList<SimulatedMove> Moves, bool More);

/// <summary>Tells what other territories would do with what there is, before they are saved.</summary>
public static class TerritorySimulation
{
    /// <summary>Most records of each type that are looked at, the latest.</summary>
    public const int Most = 5_000;

    /// <summary>Where all companies, open leads and open deals that the one who asks sees would lie by some territories. What a person chose stays.</summary>
    /// <param name="territories">All territories as they would be.</param>
    public static async Task<SimulatedTerritories> OfAsync(IRecordSource source, IReadOnlyList<Territory> territories, CancellationToken cancellation)
    {
        var tree = new TerritoryTree(territories);
        var (before, after, moves, more) = (new Dictionary<Guid, TerritoryLoad>(), new Dictionary<Guid, TerritoryLoad>(), new List<SimulatedMove>(), false);
        var companies = await TakeAsync<Company>("true", null, _ => new TerritoryLoad(1, 0, 0, 0));
        await TakeAsync<Lead>("converted_at is empty and status != \"unqualified\"", null, _ => new TerritoryLoad(0, 1, 0, 0));
        await TakeAsync<Deal>("not (stage.won or stage.lost)", companies, d => new TerritoryLoad(0, 0, 1, d.Amount is { } amount ? amount.Base ?? amount.Amount : 0));
        return new SimulatedTerritories(before, after, moves, more);

        async Task<Dictionary<Guid, Guid?>> TakeAsync<T>(string where, IReadOnlyDictionary<Guid, Guid?>? moved, Func<T, TerritoryLoad> load) where T : Record, IInTerritory
        {
            var type = source.Names.Catalogue.Of<T>();
            var found = await source.FindAsync<T>(where, Most + 1, cancellation);
            more |= found.Count > Most;
            List<T> records = [.. found.Take(Most)];
            var then = new Dictionary<Guid, Guid?>();
            foreach (var (record, placed) in records.Zip(await Placing.OfAsync(records, tree, source, cancellation, moved)))
            {
                // Where a territory is gone its records lie in none.
                var to = placed.Territory is { } territory && tree.Find(territory) is not null ? placed.Territory : null;
                then[record.Id] = to;
                Add(before, record.TerritoryId, load(record));
                Add(after, to, load(record));
                if (to != record.TerritoryId)
                    moves.Add(new SimulatedMove(type.Name, record.Id, record.Get(type.Title) as string ?? "", record.TerritoryId, to));
            }
            return then;
        }
    }

    private static void Add(Dictionary<Guid, TerritoryLoad> loads, Guid? territory, TerritoryLoad load) => loads[territory ?? Guid.Empty] = loads.GetValueOrDefault(territory ?? Guid.Empty) + load;
}
