using Kith.Store.Sql;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Writing;

/// <summary>Follows the ids of records that were merged into others. Asked only where a link led nowhere, so that all other writes pay nothing.</summary>
internal static class MergedLinks
{
    /// <summary>Points links of a request at the records that stay; false where none changed, or where that was done before.</summary>
    public static async Task<bool> FollowAsync(Session session, WriteRequest request, CancellationToken cancellation)
    {
        var links = request.Values.Where(v => v.Key.Kind.ValueType is ValueType.Link or ValueType.LinkList).ToList();
        if (request.Followed || links.Count == 0)
            return false;
        request.Followed = true;
        var ids = new HashSet<Guid>();
        foreach (var (field, value) in links)
        {
            field.Kind.Relinked(value, id =>
            {
                ids.Add(id);
                return id;
            });
        }
        var found = await session.ListAsync(SqlText.Of($"select v.id, s.id from unnest({ids.ToArray()}) v(id) cross join lateral (select kith.survivor(v.id)) s(id) where s.id is not null"), r => (From: r.GetGuid(0), To: r.GetGuid(1)), cancellation);
        var survivors = found.ToDictionary(f => f.From, f => f.To);
        foreach (var (field, value) in links)
            request.Values[field] = field.Kind.Relinked(value, id => survivors.GetValueOrDefault(id, id));
        return survivors.Count > 0;
    }

    /// <summary>The record that another was merged into; null where it was not.</summary>
    public static async Task<Guid?> SurvivorAsync(Session session, Guid id, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select kith.survivor({id})"), r => r.IsDBNull(0) ? (Guid?)null : r.GetGuid(0), cancellation);
}
