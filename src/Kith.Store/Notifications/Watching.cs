using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>Watching records: whoever does is told of what others change of them.</summary>
public sealed class Watching(KithStore store)
{
    /// <summary>Who watches a record that the caller may see, by name.</summary>
    public async Task<IReadOnlyList<NamedRecord>> ListAsync(Caller caller, Catalogue catalogue, RecordType type, Guid record, CancellationToken cancellation)
    {
        await store.Changes.RequireAsync(caller, catalogue, type, record, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return await WatchTable.OfAsync(session, caller.Workspace, record, cancellation);
    }

    /// <summary>Has the caller watch a record, or no longer; doing it again changes nothing.</summary>
    public async Task SetAsync(Session session, Caller caller, Catalogue catalogue, RecordType type, Guid record, bool watches, CancellationToken cancellation)
    {
        await store.Changes.RequireAsync(caller, catalogue, type, record, cancellation);
        var person = caller.Person!.Value;
        await session.ExecuteAsync(watches ? WatchTable.Add(caller.Workspace, record, person) : WatchTable.Remove(caller.Workspace, record, person), cancellation);
    }
}
