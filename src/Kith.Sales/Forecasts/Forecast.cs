namespace Kith.Sales.Forecasts;

/// <summary>What a forecast is told by.</summary>
public enum ForecastBy { Person, Team, Territory, Product }

/// <summary>Sums of a forecast, in the workspace's currency.</summary>
/// <param name="Weighted">What is open at its likelihood, with what is won.</param>
/// <param name="Deals">How many deals; each counts once, with its owner.</param>
public readonly record struct ForecastSums(decimal Closed, decimal Commit, decimal BestCase, decimal Pipeline, decimal Omitted, decimal Weighted, long Deals)
{
    /// <summary>The sums of deals of one category.</summary>
    public static ForecastSums Of(string category, decimal amount, decimal weighted, long deals) => category switch
    {
        ForecastCategories.Closed => new() { Closed = amount, Weighted = weighted, Deals = deals },
        ForecastCategories.Commit => new() { Commit = amount, Weighted = weighted, Deals = deals },
        ForecastCategories.BestCase => new() { BestCase = amount, Weighted = weighted, Deals = deals },
        ForecastCategories.Omitted => new() { Omitted = amount },
        _ => new() { Pipeline = amount, Weighted = weighted, Deals = deals },
    };

    public static ForecastSums operator +(ForecastSums a, ForecastSums b) =>
        new(a.Closed + b.Closed, a.Commit + b.Commit, a.BestCase + b.BestCase, a.Pipeline + b.Pipeline, a.Omitted + b.Omitted, a.Weighted + b.Weighted, a.Deals + b.Deals);

    public static ForecastSums operator -(ForecastSums a, ForecastSums b) =>
        new(a.Closed - b.Closed, a.Commit - b.Commit, a.BestCase - b.BestCase, a.Pipeline - b.Pipeline, a.Omitted - b.Omitted, a.Weighted - b.Weighted, a.Deals - b.Deals);
}

/// <summary>Somebody or something a forecast has a row for.</summary>
/// <param name="Parent">Whom they report to or what they lie in; null at the top.</param>
public sealed record ForecastNode(Guid Id, string Name, Guid? Parent);

/// <summary>A row of a forecast.</summary>
/// <param name="Of">Null for what is nobody's.</param>
/// <param name="Own">What is theirs alone.</param>
/// <param name="Total">The same with all below.</param>
/// <param name="Quota">What they are to sell with all below; null where nothing is said of any of them.</param>
/// <param name="RolledUp">True where the quota is what those below are to sell together.</param>
public sealed record ForecastRow(ForecastNode? Of, ForecastSums Own, ForecastSums Total, decimal? Quota, bool RolledUp);

/// <summary>Puts sums and quotas into a tree.</summary>
public static class Forecast
{
    /// <summary>The rows of all who have something or stand above such, each before those below it, by name; last what is nobody's.</summary>
    /// <param name="nodes">All who may have a row. One whose parent is none of them stands at the top, and so does one in a circle.</param>
    /// <param name="own">What is theirs alone, by id; under the empty id what is nobody's. What is of somebody unknown counts as nobody's.</param>
    /// <param name="quotas">What they are to sell, by id.</param>
    /// <param name="members">What those who belong to a node are to sell together, where nothing is said of it nor of any below; null where nobody does.</param>
    public static IReadOnlyList<ForecastRow> Rows(IReadOnlyList<ForecastNode> nodes, IReadOnlyDictionary<Guid, ForecastSums> own, IReadOnlyDictionary<Guid, decimal> quotas, Func<Guid, decimal?>? members = null)
    {
        var known = nodes.ToDictionary(n => n.Id);
        var below = nodes.Where(n => n.Parent is { } p && known.ContainsKey(p) && !Circles(n, known)).ToLookup(n => n.Parent!.Value);
        var rows = new List<ForecastRow>();
        foreach (var top in nodes.Where(n => n.Parent is not { } p || !known.ContainsKey(p) || Circles(n, known)).OrderBy(n => n.Name, StringComparer.CurrentCultureIgnoreCase))
            Add(top);
        var nobody = own.Where(o => !known.ContainsKey(o.Key)).Aggregate(default(ForecastSums), (sum, o) => sum + o.Value);
        if (nobody != default)
            rows.Add(new ForecastRow(null, nobody, nobody, null, false));
        return rows;

        ForecastRow? Add(ForecastNode node)
        {
            var place = rows.Count;
            var children = below[node.Id].OrderBy(n => n.Name, StringComparer.CurrentCultureIgnoreCase).Select(Add).OfType<ForecastRow>().ToList();
            var alone = own.GetValueOrDefault(node.Id);
            var has = own.ContainsKey(node.Id);
            decimal? told = quotas.TryGetValue(node.Id, out var quota) ? quota : null;
            var summed = children.Exists(c => c.Quota is not null) ? children.Sum(c => c.Quota ?? 0) : members?.Invoke(node.Id);
            if (!has && told is null && summed is null && children.Count == 0)
                return null;
            var row = new ForecastRow(node, alone, children.Aggregate(alone, (sum, c) => sum + c.Total), told ?? summed, told is null && summed is not null);
            rows.Insert(place, row);
            return row;
        }
    }

    private static bool Circles(ForecastNode node, Dictionary<Guid, ForecastNode> known)
    {
        var seen = new HashSet<Guid>();
        for (var at = node; at is not null; at = at.Parent is { } parent ? known.GetValueOrDefault(parent) : null)
        {
            if (!seen.Add(at.Id))
                return true;
        }
        return false;
    }

    /// <summary>What all rows at the top are to sell together; null where nothing is said.</summary>
    public static decimal? QuotaOfTop(IReadOnlyList<ForecastRow> rows)
    {
        var shown = rows.Select(r => r.Of?.Id).ToHashSet();
        var quotas = rows.Where(r => r.Of?.Parent is not { } parent || !shown.Contains(parent)).Select(r => r.Quota).OfType<decimal>().ToList();
        return quotas.Count == 0 ? null : quotas.Sum();
    }

    /// <summary>What somebody is to sell in a period by the quotas that are said: that of the period, or those of its parts together.</summary>
    /// <param name="told">Quotas of one, by unit and first day.</param>
    public static decimal? QuotaOf(ForecastPeriod period, IReadOnlyCollection<(string Unit, DateOnly From, decimal Amount)> told, Kith.Core.Access.WorkCalendar calendar)
    {
        var whole = told.Where(q => q.Unit == period.Unit && q.From >= period.From && q.From < period.Until).ToList();
        if (whole.Count > 0)
            return whole.Sum(q => q.Amount);
        var parts = period.Parts(calendar).Select(p => QuotaOf(p, told, calendar)).OfType<decimal>().ToList();
        return parts.Count == 0 ? null : parts.Sum();
    }

    // An address with more would be too long.
    private const int MostNamed = 50;

    /// <summary>Condition of the deals behind the total of a row; null where no short one says it.</summary>
    /// <param name="place">Place of the row among all; those below it stand right behind.</param>
    public static string? Behind(IReadOnlyList<ForecastRow> rows, int place, ForecastBy by)
    {
        if (rows[place].Of is not { } of)
            return by switch { ForecastBy.Person => "owner is empty", ForecastBy.Team => "owner.team is empty", ForecastBy.Territory => "territory is empty", _ => null };
        var ids = new HashSet<Guid> { of.Id };
        for (var next = place + 1; next < rows.Count && rows[next].Of is { Parent: { } parent } below && ids.Contains(parent); next++)
        {
            if (ids.Add(below.Id) && ids.Count > MostNamed)
                return null;
        }
        var list = string.Join(", ", ids.Select(id => $"\"{id:D}\""));
        return by switch
        {
            ForecastBy.Person => $"(owner.id in ({list}) or any(deal_members where person.id in ({list}) and split > 0))",
            ForecastBy.Team => $"(owner.team.id in ({list}) or any(deal_members where person.team.id in ({list}) and split > 0))",
            ForecastBy.Territory => $"territory.id in ({list})",
            _ => $"(product.id in ({list}) or any(deal_lines where product.id in ({list})))",
        };
    }

    /// <summary>What of a quota is sold, in percent; null without one.</summary>
    public static decimal? Attainment(decimal closed, decimal? quota) => quota is > 0 ? decimal.Round(100 * closed / quota.Value, 1, MidpointRounding.AwayFromZero) : null;
}
