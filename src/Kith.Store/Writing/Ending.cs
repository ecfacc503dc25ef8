using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Writing;

/// <summary>What a transaction does last: wholes take what their written parts say, then the changes of all are appended.</summary>
public sealed class Ending
{
    private readonly Dictionary<(RecordType Part, Keeping Keeping), Dictionary<Guid, HashSet<Guid>>> _wholes = [];

    /// <summary>The statements that append the changes.</summary>
    public List<SqlText> Changes { get; } = [];

    /// <summary>The wholes of written parts, each with the parts, by what they take.</summary>
    internal IReadOnlyDictionary<(RecordType Part, Keeping Keeping), Dictionary<Guid, HashSet<Guid>>> Wholes => _wholes;

    /// <summary>Adds parts that were saved.</summary>
    internal void Add(RecordType type, IEnumerable<ReadyWrite> writes)
    {
        if (type.Behaviour.Keeps.Count == 0)
            return;
        foreach (var write in writes)
        {
            foreach (var keeping in type.Behaviour.Keeps)
            {
                foreach (var whole in keeping.WholesOf(type, write.Before?.Values, write.Values))
                    PartsOf((type, keeping), whole).Add(write.Id);
            }
        }
    }

    /// <summary>Adds what a part of the transaction left for its end.</summary>
    internal void Add(Ending other)
    {
        Changes.AddRange(other.Changes);
        foreach (var (key, wholes) in other._wholes)
        {
            foreach (var (whole, parts) in wholes)
                PartsOf(key, whole).UnionWith(parts);
        }
    }

    private HashSet<Guid> PartsOf((RecordType Part, Keeping Keeping) key, Guid whole)
    {
        if (!_wholes.TryGetValue(key, out var wholes))
            _wholes[key] = wholes = [];
        if (!wholes.TryGetValue(whole, out var parts))
            wholes[whole] = parts = [];
        return parts;
    }
}
