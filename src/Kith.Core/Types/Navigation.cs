namespace Kith.Core.Types;

/// <summary>How the types of a workspace stand in its navigation.</summary>
/// <param name="Order">Names of types, first to last; those that are not named follow in Kith's own order.</param>
/// <param name="Hidden">Names of types that are not shown; whoever may read them finds them by search and by links all the same.</param>
public sealed record Navigation(IReadOnlyList<string> Order, IReadOnlyList<string> Hidden)
{
    /// <summary>Kith's own.</summary>
    public static readonly Navigation Standard = new([], []);

    /// <summary>True for types that can stand in a navigation: what administrators set up, and what is a part of others, is reached from there.</summary>
    public static bool Takes(RecordType type) => type is { Setup: false, Part: false };

    /// <summary>The types that are shown, in order.</summary>
    public IEnumerable<RecordType> Of(IEnumerable<RecordType> types)
    {
        var places = Order.Distinct().Index().ToDictionary(o => o.Item, o => o.Index);
        return types.Where(t => Takes(t) && !Hidden.Contains(t.Name)).OrderBy(t => places.GetValueOrDefault(t.Name, int.MaxValue));
    }
}
