using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.People;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Changesets;
using Kith.Store.HandOver;
using Answer = Kith.Server.Http.Answer;

namespace Kith.Server.Endpoints;

/// <summary>People who leave a workspace, with what they hold, and who come back.</summary>
public static class LeavingEndpoints
{
    /// <summary>What somebody holds, of one kind.</summary>
    /// <param name="Name">Plural of a type, or webhooks, imports or watched.</param>
    /// <param name="Open">True where only what is not done yet counts, such as open deals.</param>
    public sealed record HoldingEntry(string Name, string Label, long Count, bool Open);

    /// <summary>What somebody holds; kinds of which there is nothing are left out.</summary>
    public sealed record HoldingList(IReadOnlyList<HoldingEntry> Data);

    /// <summary>Who gets what.</summary>
    /// <param name="Successor">Id of the person who gets every kind that is not named.</param>
    /// <param name="Successors">By kind the id of the person who gets it; null leaves it as it is.</param>
    public sealed record LeaveRequest(Guid? Successor = null, IReadOnlyDictionary<string, Guid?>? Successors = null)
    {
        internal HandOverRequest ToRequest() => new(Successor, Successors ?? new Dictionary<string, Guid?>());
    }

    public static void MapLeaving(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the person", Required: true);
        var manage = Guard.Has(Function.ManagePeople);
        routes.Map(new Operation("GET", "/api/v1/people/{id}/holdings", "get_holdings", "What a person holds and would hand over, by kind; one's own, or anybody's for those who manage people") { Guard = Guard.SignedIn, Tag = "people", Response = typeof(HoldingList), Parameters = [id], Refusals = [ProblemKind.Forbidden] }, HoldingsAsync);
        routes.Map(new Operation("POST", "/api/v1/people/{id}/actions/deactivate", "deactivate_person", "End a person's work here and hand over what they hold")
        {
            Guard = manage,
            Cost = Cost.Heavy,
            Tag = "people",
            Description = "Every kind that the person holds needs a successor, or null to stay. The person is signed out everywhere at once, also where much is handed over in the background (202). It is one changeset: undoing it brings the records and the person back, but not webhooks, imports and watched records.",
            Request = typeof(LeaveRequest),
            Response = typeof(ActionEndpoints.ManyResponse),
            Parameters = [id, OperationParameter.IdempotencyKey],
        }, DeactivateAsync);
        routes.Map(new Operation("POST", "/api/v1/people/{id}/actions/reactivate", "reactivate_person", "Let a person work here again, in the role they had")
        {
            Guard = manage,
            Tag = "people",
            ResponseShape = RecordShape.Record,
            OfType = "person",
            Parameters = [id, OperationParameter.IdempotencyKey],
        }, ReactivateAsync);
        routes.Map(new Operation("POST", "/api/v1/workspace/leave", "leave_workspace", "Leave the workspace and hand over what one holds; the last owner stays")
        {
            Guard = Guard.SignedIn,
            PeopleOnly = true,
            Cost = Cost.Heavy,
            Tag = "workspace",
            Request = typeof(LeaveRequest),
            Status = 204,
            Refusals = [ProblemKind.Conflict],
        }, LeaveAsync).WithMetadata(CookieUse.Sets);
    }

    private static async Task<IResult> HoldingsAsync(HttpContext context, KithStore store, HandingOver handing, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var person = RequestScope.Id(id);
        if (caller.Person != person && !store.Policy.May(caller, Function.ManagePeople))
            throw ProblemException.Forbidden();
        return Results.Json(new HoldingList([.. (await handing.CountAsync(caller, catalogue, person, cancellation)).Select(Of)]), Body.Json);
    }

    internal static HoldingEntry Of(HeldCount held) => new(held.Name, held.Label, held.Count, held.OpenOnly);

    private static async Task DeactivateAsync(HttpContext context, KithStore store, HandingOver handing, Leaving leaving, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<LeaveRequest>(body);
        var person = RequestScope.Id(id);
        await Answers.SendAsync(context, store, caller, body, async session =>
            ActionEndpoints.AnswerOf(await handing.DeactivateAsync(session, caller, catalogue, person, asked.ToRequest(), cancellation)) with { Committed = Acted(leaving, caller, person) }, cancellation);
    }

    private static async Task ReactivateAsync(HttpContext context, KithStore store, Leaving leaving, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var person = RequestScope.Id(id);
        using var record = new PooledBuffer();
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            var version = await leaving.ReactivateAsync(session, caller, catalogue, person, record, cancellation);
            return new Answer(200, record.Written) { Headers = version is { } v ? new() { ["ETag"] = RecordEndpoints.ETag(v) } : [], Committed = Acted(leaving, caller, person) };
        }, cancellation);
    }

    private static async Task<IResult> LeaveAsync(HttpContext context, KithStore store, HandingOver handing, Leaving leaving, SessionCookie cookie, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<LeaveRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var person = caller.Person!.Value;
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            await handing.DeactivateAsync(session, caller, catalogue, person, asked.ToRequest(), cancellation);
        leaving.Acted(caller, person);
        cookie.Clear(context);
        return Results.NoContent();
    }

    private static Func<Task> Acted(Leaving leaving, Caller caller, Guid person) => () =>
    {
        leaving.Acted(caller, person);
        return Task.CompletedTask;
    };
}
