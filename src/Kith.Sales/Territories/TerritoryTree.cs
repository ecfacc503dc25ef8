using Kith.Core.Records;

namespace Kith.Sales.Territories;

/// <summary>A territory with those above it.</summary>
/// <param name="Path">From the top down to the territory itself.</param>
internal sealed record TerritoryPlace(Territory Territory, IReadOnlyList<Territory> Path)
{
    /// <summary>True where neither lies in the other and nothing says which of them goes first.</summary>
    public bool Rivals(TerritoryPlace other)
    {
        var part = Path.Zip(other.Path).TakeWhile(p => p.First.Id == p.Second.Id).Count();
        return part < Path.Count && part < other.Path.Count && (Path[part].Priority ?? 0) == (other.Path[part].Priority ?? 0);
    }
}

/// <summary>The territories of a workspace, each at its place.</summary>
internal sealed class TerritoryTree
{
    private readonly Dictionary<Guid, TerritoryPlace> _places = [];

    public TerritoryTree(IReadOnlyList<Territory> territories)
    {
        var known = territories.ToDictionary(t => t.Id);
        foreach (var territory in territories)
            _places[territory.Id] = new TerritoryPlace(territory, PathOf(territory, known));
        // Of territories beside each other the one with the higher priority goes first, with all inside it; what lies deeper goes before what it lies in.
        InOrder = [.. _places.Values.Order(Comparer<TerritoryPlace>.Create(Compare))];
    }

    /// <summary>All of them, those first that get a record before others that fit, too.</summary>
    public IReadOnlyList<TerritoryPlace> InOrder { get; }

    /// <summary>One of them; null where it is gone.</summary>
    public TerritoryPlace? Find(Guid id) => _places.GetValueOrDefault(id);

    /// <summary>A territory with all inside it.</summary>
    public IReadOnlyList<Guid> Within(Guid id) => [.. InOrder.Where(p => p.Path.Any(t => t.Id == id)).Select(p => p.Territory.Id)];

    /// <summary>Those that say which records of a type are theirs, in order, with the condition.</summary>
    public IReadOnlyList<(TerritoryPlace Place, string Condition)> Asked(string type) =>
        [.. InOrder.Select(p => (Place: p, Condition: TerritoryCondition.Of(p, type))).Where(p => p.Condition is not null).Select(p => (p.Place, p.Condition!))];

    private static List<Territory> PathOf(Territory territory, Dictionary<Guid, Territory> known)
    {
        var (path, met) = (new List<Territory>(), new HashSet<Guid>());
        for (var next = territory; next is not null && met.Add(next.Id); next = next.ParentId is { } above ? known.GetValueOrDefault(above) : null)
            path.Insert(0, next);
        return path;
    }

    private static int Compare(TerritoryPlace a, TerritoryPlace b)
    {
        foreach (var (first, second) in a.Path.Zip(b.Path))
        {
            if ((second.Priority ?? 0).CompareTo(first.Priority ?? 0) is not 0 and var differs)
                return differs;
        }
        return b.Path.Count != a.Path.Count ? b.Path.Count.CompareTo(a.Path.Count) : a.Territory.Id.CompareTo(b.Territory.Id);
    }
}
