using System.Net;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Audit;
using Kith.Store.HandOver;
using Kith.Store.Privacy;
using Kith.Store.Purging;
using Kith.Store.Search;
using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>The deletion of an account that is asked for.</summary>
/// <param name="SignIn">The one that asks.</param>
/// <param name="HandOver">By workspace who gets what there.</param>
/// <param name="Allows">True for networks that the call comes from.</param>
/// <param name="Farewell">The mail that tells of it.</param>
public sealed record AccountRemovalRequest(Account Account, Guid SignIn, Via Via, IReadOnlyList<(Guid Workspace, HandOverRequest Request)> HandOver, Func<IReadOnlyList<IPNetwork>, bool> Allows, SqlText Farewell);

/// <summary>
/// Deletes an account with all that is kept of it, and has its people leave their workspaces: in one transaction over all of these, so that nothing is half deleted. The
/// history of its people is emptied by a job of each workspace (docs/decisions/0033-deleting-an-account.md).
/// </summary>
public sealed class AccountRemoval(KithStore store, AccountPlaces places, HandingOver handing, PrivacyRequests requests)
{
    /// <summary>Deletes it; answers the people that it was.</summary>
    /// <exception cref="ProblemException">Something stands in the way in one of the workspaces; then nothing was done.</exception>
    public async Task<IReadOnlyList<AccountPlace>> RunAsync(AccountRemovalRequest asked, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        if (!await AccountTable.LockAsync(session, asked.Account.Id, cancellation))
            throw ProblemException.NotFound();
        var all = await AccountPlaces.ListAsync(session, asked.Account.Id, asked.SignIn, cancellation);
        foreach (var (index, (workspace, _)) in asked.HandOver.Index())
        {
            if (!all.Exists(p => p.Workspace == workspace && p.Works) || asked.HandOver.Take(index).Any(h => h.Workspace == workspace))
                throw new ProblemException(Problem.Field($"hand_over[{index}].workspace", "workspace.unknown"));
        }
        foreach (var place in all)
        {
            await session.EnterAsync(place.Workspace, cancellation);
            if (place.Works)
                await LeaveAsync(session, place, asked, cancellation);
            await ForgetAsync(session, place, asked, cancellation);
        }
        await session.EnterAsync(null, cancellation);
        await session.ExecuteAsync([.. AccountTable.Delete(asked.Account), asked.Farewell], cancellation);
        await session.CommitAsync(cancellation);
        return all;
    }

    private async Task LeaveAsync(Session session, AccountPlace place, AccountRemovalRequest asked, CancellationToken cancellation)
    {
        if (await places.CallerAsync(session, place, asked.Via, cancellation) is not var (caller, catalogue))
            return;
        var stake = await places.StakeAsync(session, place, caller, catalogue, asked.Allows, cancellation);
        if (stake.Obstacle != PlaceObstacle.None)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, CodeOf(stake.Obstacle), place.Name));
        var index = asked.HandOver.Index().FirstOrDefault(h => h.Item.Workspace == place.Workspace, (-1, default)).Index;
        if (index < 0 && stake.Held.Count > 0)
            throw new ProblemException(Problem.Field("hand_over", "account_deletion.hand_over", place.Name));
        try
        {
            await handing.DeactivateAsync(session, caller, catalogue, place.Person, index < 0 ? new HandOverRequest(null, new Dictionary<string, Guid?>()) : asked.HandOver[index].Request, cancellation);
        }
        catch (ProblemException refusal) when (index >= 0 && refusal.Problem.Errors.Count > 0)
        {
            throw new ProblemException(refusal.Problem with { Errors = [.. refusal.Problem.Errors.Select(e => e with { Field = $"hand_over[{index}].{e.Field}" })] });
        }
    }

    private static string CodeOf(PlaceObstacle obstacle) => obstacle switch
    {
        PlaceObstacle.LastOwner => "account_deletion.last_owner",
        PlaceObstacle.Alone => "account_deletion.alone",
        PlaceObstacle.Elsewhere => "account_deletion.elsewhere",
        _ => throw new ArgumentOutOfRangeException(nameof(obstacle)),
    };

    private async Task ForgetAsync(Session session, AccountPlace place, AccountRemovalRequest asked, CancellationToken cancellation)
    {
        var house = (await WorkspaceTable.HouseAsync(session, place.Workspace, cancellation))!;
        var kith = Caller.System("deletion of an account", place.Workspace, house.Currency, TimeZoneInfo.FindSystemTimeZoneById(house.TimeZone)) with { Behalf = place.Person };
        await session.ExecuteAsync([PersonTable.Detach(place.Workspace, place.Person), .. PersonTable.DeleteTies(place.Workspace, place.Person, asked.Account.Email.ToLowerInvariant())], cancellation);
        var erased = !await AccountPlaces.KeptAsync(session, place, cancellation) && await EmptyAsync(session, place, kith, house, asked.Account, cancellation);
        Guid? request = erased ? await requests.EraseLeftAsync(session, kith, place.Person, cancellation) : null;
        var told = new SecurityEvent(SecurityEventKind.AccountDeleted, place.Person, Naming.Snake(asked.Via.ToString()), place.Person, erased ? Subject.Mark : asked.Account.Name).With("request", request).With("kept", erased ? null : true);
        await SecurityLog.AppendAsync(session, place.Workspace, [told], cancellation);
    }

    // False where a rule of the workspace keeps the record as it is, or it lies in the trash.
    private async Task<bool> EmptyAsync(Session session, AccountPlace place, Caller kith, WorkspaceHouse house, Account account, CancellationToken cancellation)
    {
        var catalogue = await store.Catalogues.OfAsync(place.Workspace, house.SchemaVersion, cancellation);
        var erasure = new Erasure(store.Ids.Next(), store, session, kith, catalogue, new Subject([], [], [], [place.Person]));
        await new RecordErasure(erasure).AnonymiseAsync(catalogue.Of<Person>(), [place.Person], cancellation);
        if (erasure.Erased.Count == 0)
            return false;
        await session.ExecuteAsync(PersonTable.DeleteTraces(place.Workspace, place.Person), cancellation);
        await PurgeJobs.ForgetAsync(session, place.Workspace, [.. SearchWords.Of([account.Name, account.Email])], cancellation);
        return true;
    }
}
