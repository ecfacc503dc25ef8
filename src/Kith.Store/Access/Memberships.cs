using System.Collections.Concurrent;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.Catalogues;
using Kith.Store.Sql;

namespace Kith.Store.Access;

/// <summary>
/// What each person may do, worked out once and kept until the workspace's roles or anything that memberships depend on changes: both have a version that every sign-in and
/// every step of a job reads anew.
/// </summary>
public sealed class Memberships(Database database, WorkspaceCatalogues catalogues, TimeProvider clock)
{
    private const int Most = 20_000;
    private readonly ConcurrentDictionary<(Guid Workspace, Guid Person), Known> _known = new();

    private sealed record Known(PersonAccess Access, long Version, long Roles, DateTime? Until);

    /// <summary>What a person may do, at least as new as both versions; null when the person may not work here any more.</summary>
    /// <param name="version">Version of what memberships depend on.</param>
    /// <param name="roles">Version of the workspace's types and roles.</param>
    public async Task<PersonAccess?> OfAsync(Guid workspace, Guid person, long version, long roles, CancellationToken cancellation)
    {
        if (Find(workspace, person, version, roles) is { } known)
            return known;
        var catalogue = await catalogues.OfAsync(workspace, roles, cancellation);
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await ReadAsync(session, workspace, person, catalogue, cancellation);
    }

    /// <summary>The same as a session sees it.</summary>
    public async Task<PersonAccess?> OfAsync(Session session, Guid workspace, Guid person, long version, long roles, CancellationToken cancellation) =>
        Find(workspace, person, version, roles) ?? await ReadAsync(session, workspace, person, await catalogues.OfAsync(workspace, roles, cancellation), cancellation);

    /// <summary>What a person may do whom somebody sees Kith as; null when either may not (any more).</summary>
    public async Task<PersonAccess?> SeenAsync(Guid workspace, Guid viewer, Guid seen, long version, long roles, CancellationToken cancellation) =>
        await OfAsync(workspace, viewer, version, roles, cancellation) is { } looks && await OfAsync(workspace, seen, version, roles, cancellation) is { } other
            && looks.MaySeeAs(other, await catalogues.OfAsync(workspace, roles, cancellation)) ? other : null;

    private PersonAccess? Find(Guid workspace, Guid person, long version, long roles) =>
        _known.TryGetValue((workspace, person), out var known) && known.Version >= version && known.Roles >= roles && !(known.Until <= clock.GetUtcNow().UtcDateTime) ? known.Access : null;

    private async Task<PersonAccess?> ReadAsync(Session session, Guid workspace, Guid person, Catalogue catalogue, CancellationToken cancellation)
    {
        if (await MembershipTable.ReadAsync(session, workspace, person, catalogue, cancellation) is not { } read)
            return null;
        if (_known.Count >= Most)
            _known.Clear();
        var known = new Known(PersonAccess.Of(read.Membership, catalogue), read.Version, catalogue.Version, read.Until);
        _known.AddOrUpdate((workspace, person), known, (_, old) => old.Version > known.Version || old.Roles > known.Roles ? old : known);
        return known.Access;
    }
}
