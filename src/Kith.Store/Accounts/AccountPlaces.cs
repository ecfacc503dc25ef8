using System.Net;
using Kith.Core.Access;
using Kith.Core.Types;
using Kith.Store.HandOver;
using Kith.Store.Privacy;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>A workspace that an account has a person in.</summary>
/// <param name="Works">False where that person has left.</param>
/// <param name="Open">True where the sign-in that asks has shown all that the workspace demands, so that it may be looked into from elsewhere.</param>
/// <param name="Networks">From where it may be reached; empty for everywhere.</param>
public sealed record AccountPlace(Guid Workspace, string Name, Guid Person, bool Works, bool Open, IReadOnlyList<IPNetwork> Networks);

/// <summary>What stands in the way of leaving a workspace for good.</summary>
public enum PlaceObstacle
{
    None,
    /// <summary>The person is the last owner of others.</summary>
    LastOwner,
    /// <summary>The person is the only one who works there.</summary>
    Alone,
    /// <summary>Something is to be handed over, and the workspace has to be switched to for that.</summary>
    Elsewhere,
}

/// <summary>Who may take over.</summary>
public sealed record Successor(Guid Id, string Name);

/// <summary>What deleting an account would mean in one workspace.</summary>
/// <param name="Held">What is to be handed over; empty where that may not be told from here.</param>
/// <param name="Successors">Who may take it over, of those whom the person sees.</param>
/// <param name="Kept">True where a legal hold keeps the person's record as it is.</param>
public sealed record PlaceStake(AccountPlace Place, PlaceObstacle Obstacle, IReadOnlyList<HeldCount> Held, IReadOnlyList<Successor> Successors, bool Kept);

/// <summary>The workspaces of an account, and what it has to do with each.</summary>
public sealed class AccountPlaces(KithStore store, HandingOver handing)
{
    private const int MostSuccessors = 200;

    /// <summary>All of them in the order of their ids.</summary>
    /// <param name="session">Outside of workspaces.</param>
    /// <param name="signIn">The one that asks.</param>
    public static Task<List<AccountPlace>> ListAsync(Session session, Guid account, Guid signIn, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select e.workspace_id, e.name, e.person_id, e.works, e.open, kith.networks_of(e.workspace_id) from kith.everywhere_of({account}, {signIn}) e order by e.workspace_id"),
        r => new AccountPlace(r.GetGuid(0), r.GetString(1), r.GetGuid(2), r.GetBoolean(3), r.GetBoolean(4), AllowedNetworkTable.Networks(r, 5)), cancellation);

    /// <summary>What deleting an account means to each workspace in which it works, by name.</summary>
    /// <param name="allows">True for networks that the call comes from.</param>
    public async Task<IReadOnlyList<PlaceStake>> StakesAsync(Guid account, Guid signIn, Func<IReadOnlyList<IPNetwork>, bool> allows, CancellationToken cancellation)
    {
        List<AccountPlace> places;
        await using (var session = await store.Database.OpenGlobalAsync(cancellation))
            places = await ListAsync(session, account, signIn, cancellation);
        var stakes = new List<PlaceStake>();
        foreach (var place in places.Where(p => p.Works).OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase))
        {
            await using var session = await store.Database.OpenAsync(place.Workspace, cancellation);
            if (await CallerAsync(session, place, Via.Screen, cancellation) is var (caller, catalogue))
                stakes.Add(await StakeAsync(session, place, caller, catalogue, allows, cancellation));
        }
        return stakes;
    }

    /// <summary>The person in a workspace, with the rights of the moment; null for one who may not work there any more.</summary>
    internal async Task<(Caller Caller, Catalogue Catalogue)?> CallerAsync(Session session, AccountPlace place, Via via, CancellationToken cancellation)
    {
        if ((await ActingPerson.ManyAsync(session, store.Memberships, place.Workspace, [place.Person], cancellation)).GetValueOrDefault(place.Person)?.Through(via) is not { } caller
            || await WorkspaceTable.HouseAsync(session, place.Workspace, cancellation) is not { } house)
            return null;
        return (caller, await store.Catalogues.OfAsync(place.Workspace, house.SchemaVersion, cancellation));
    }

    /// <summary>What it means in one workspace.</summary>
    internal async Task<PlaceStake> StakeAsync(Session session, AccountPlace place, Caller caller, Catalogue catalogue, Func<IReadOnlyList<IPNetwork>, bool> allows, CancellationToken cancellation)
    {
        var (last, alone) = await StandingAsync(session, place, cancellation);
        var held = await handing.CountAsync(session, caller, catalogue, place.Person, cancellation);
        var open = place.Open && allows(place.Networks);
        var obstacle = last ? alone ? PlaceObstacle.Alone : PlaceObstacle.LastOwner : held.Count > 0 && !open ? PlaceObstacle.Elsewhere : PlaceObstacle.None;
        var successors = obstacle == PlaceObstacle.None && held.Count > 0 ? await SuccessorsAsync(session, place, caller, catalogue, cancellation) : [];
        return new PlaceStake(place, obstacle, obstacle == PlaceObstacle.None ? held : [], successors, await KeptAsync(session, place, cancellation));
    }

    private static Task<(bool Last, bool Alone)> StandingAsync(Session session, AccountPlace place, CancellationToken cancellation)
    {
        var others = SqlText.Of($"o.workspace_id = {place.Workspace} and o.id <> {place.Person} and o.active is true and o.deleted_at is null and o.account_id is not null");
        return session.FirstAsync(
            SqlText.Of($"select p.role = 'owner' and not exists (select from person o where {others} and o.role = 'owner'), not exists (select from person o where {others} and o.role is not null) from person p where p.workspace_id = {place.Workspace} and p.id = {place.Person}"),
            r => (r.GetBoolean(0), r.GetBoolean(1)), cancellation);
    }

    /// <summary>True where a legal hold keeps the person's record.</summary>
    internal static Task<bool> KeptAsync(Session session, AccountPlace place, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {LegalHolds.Held} from person t where t.workspace_id = {place.Workspace} and t.id = {place.Person}"), r => r.GetBoolean(0), cancellation);

    private async Task<IReadOnlyList<Successor>> SuccessorsAsync(Session session, AccountPlace place, Caller caller, Catalogue catalogue, CancellationToken cancellation)
    {
        var type = catalogue["person"];
        if (!store.Policy.Rights(caller, type).Read)
            return [];
        return await session.ListAsync(
            SqlText.Of($"select p.id, p.name from person p where p.workspace_id = {place.Workspace} and p.id <> {place.Person} and p.id in ({store.Reads.Ids(caller, catalogue, type, "active = true")}) order by lower(p.name), p.id limit {MostSuccessors}"),
            r => new Successor(r.GetGuid(0), r.GetString(1)), cancellation);
    }
}
