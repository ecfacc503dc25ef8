using System.Text.RegularExpressions;
using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Leads;

namespace Kith.Sales.Territories;

/// <summary>Where records lie, decided before they are saved: when they are made, and when something changes that territories look at. What a person chose stays.</summary>
internal static partial class TerritoryAssignment
{
    // As many as an expression has room for.
    private const int AtOnce = 200;

    /// <summary>Companies.</summary>
    public static ValueTask OfCompanies(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation) => AssignAsync<Company>(drafts, source, cancellation);

    /// <summary>Leads, as long as they are worked on.</summary>
    public static ValueTask OfLeads(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation) =>
        AssignAsync<Lead>([.. drafts.Where(d => ((Lead)d.Record).ConvertedAt is null)], source, cancellation);

    /// <summary>Deals: by what is sold, else where their company lies.</summary>
    public static async ValueTask OfDeals(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        await AssignAsync<Deal>(drafts, source, cancellation);
        List<Draft> left = [.. drafts.Where(d => d is { Record: Deal { CompanyId: not null, TerritoryByHand: not true } deal } && (d.IsNew ? deal.TerritoryId is null : d.Changed("company") && !Moved(d)))];
        if (left.Count == 0)
            return;
        var companies = await OfCompaniesAsync([.. left.Select(d => ((Deal)d.Record).CompanyId!.Value).Distinct()], source, cancellation);
        foreach (var deal in left.Select(d => (Deal)d.Record))
        {
            if (companies.TryGetValue(deal.CompanyId!.Value, out var territory))
                deal.TerritoryId = territory;
        }
    }

    /// <summary>Where companies lie, as far as the one who asks may see them.</summary>
    public static async Task<IReadOnlyDictionary<Guid, Guid?>> OfCompaniesAsync(IReadOnlyCollection<Guid> ids, IRecordSource source, CancellationToken cancellation)
    {
        var found = new Dictionary<Guid, Guid?>();
        foreach (var some in ids.Chunk(AtOnce))
        {
            foreach (var company in await source.FindAsync<Company>($"id in ({string.Join(", ", some.Select(id => $"\"{id}\""))})", some.Length, cancellation))
                found[company.Id] = company.TerritoryId;
        }
        return found;
    }

    private static bool Moved(Draft draft) => draft.Before("territory") as Guid? != ((IInTerritory)draft.Record).TerritoryId;

    private static async ValueTask AssignAsync<T>(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation) where T : Record, IInTerritory
    {
        foreach (var draft in drafts.Where(ChosenNow))
            ((T)draft.Record).TerritoryByHand = ((T)draft.Record).TerritoryId is not null;
        List<Draft> open = [.. drafts.Where(d => d.Problems.None && ((T)d.Record).TerritoryByHand != true)];
        if (open.Count == 0)
            return;
        var type = source.Names.Catalogue.Of<T>();
        var asked = new TerritoryTree(await source.AllAsync<Territory>(cancellation)).Asked(type.Name);
        var words = asked.SelectMany(a => Word().Matches(a.Condition).Select(m => m.Value)).ToHashSet();
        open = [.. open.Where(d => d.IsNew || Looked(d, type, words))];
        if (asked.Count == 0 || open.Count == 0)
            return;
        foreach (var (draft, first) in open.Zip(await source.FirstAsync(open, [.. asked.Select(a => a.Condition)], cancellation, asWritten: true)))
        {
            if (first >= 0 && asked[first].Place.Territory is var territory && (draft.IsNew || territory.TakesChanged == true))
                (((T)draft.Record).TerritoryId, ((T)draft.Record).TerritoryByHand) = (territory.Id, false);
        }
    }

    // A form that leaves it empty has chosen nothing; neither has who says whether it is chosen.
    private static bool ChosenNow(Draft draft) =>
        draft.Named("territory") && !draft.Named("territory_by_hand") && (draft.IsNew ? ((IInTerritory)draft.Record).TerritoryId is not null : draft.Changed("territory"));

    // What is worked out may change along with anything.
    private static bool Looked(Draft draft, RecordType type, HashSet<string> words) =>
        draft.Changed("territory_by_hand") || words.Any(w => type.Find(w) is { } field && (field.Formula is not null || draft.Changed(w)));

    [GeneratedRegex("[a-z_][a-z0-9_]*", RegexOptions.NonBacktracking)]
    private static partial Regex Word();
}
