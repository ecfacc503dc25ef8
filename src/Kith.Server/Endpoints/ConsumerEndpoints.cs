using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Sql;
using Kith.Store.Stream;

namespace Kith.Server.Endpoints;

/// <summary>What reads the stream in the background: how far it is, what it could not do, and how it is steered.</summary>
public static class ConsumerEndpoints
{
    private const string Root = "/api/v1/consumers";
    private static readonly OperationParameter Name = new("name", "path", "Name of the consumer", Required: true);
    private static readonly OperationParameter Position = new("position", "path", "Position of the change", "integer", Required: true);

    public static void MapConsumers(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "list_consumers", "What reads the stream, and how far it is") with { Response = typeof(ConsumerList) }, ListAsync);
        routes.Map(Operation("GET", "/{name}/parked", "list_parked_changes", "Changes that a consumer failed on and went on without, oldest first") with
        {
            Response = typeof(ParkedChangePage),
            Parameters = [Name, new("limit", "query", "Most entries, 1 to 200", "integer"), new("after", "query", "Position to go on from", "integer")],
        }, ParkedAsync);
        routes.Map(Operation("POST", "/{name}/replay", "replay_consumer", "Have a consumer read this workspace's changes again, from one on") with
        {
            Request = typeof(ReplayRequest),
            Response = typeof(ConsumerStatus),
            Parameters = [Name, OperationParameter.IdempotencyKey],
        }, ReplayAsync);
        routes.Map(OfParked("retry", "Try a parked change again, now"), (HttpContext context, KithStore store, ConsumerConsole console, string name, string position, CancellationToken cancellation) =>
            SteerAsync(context, store, position, (session, caller, p) => console.RetryAsync(session, caller, name, p, cancellation), cancellation));
        routes.Map(OfParked("drop", "Give a parked change up"), (HttpContext context, KithStore store, ConsumerConsole console, string name, string position, CancellationToken cancellation) =>
            SteerAsync(context, store, position, (session, caller, p) => console.DropAsync(session, caller, name, p, cancellation), cancellation));
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageTypes), Tag = "consumers" };

    private static Operation OfParked(string verb, string summary) => Operation("POST", $"/{{name}}/parked/{{position}}/{verb}", $"{verb}_parked_change", summary) with
    {
        Status = 204,
        Parameters = [Name, Position, OperationParameter.IdempotencyKey],
        Refusals = [ProblemKind.Conflict],
    };

    /// <summary>What reads the stream.</summary>
    public sealed record ConsumerList(IReadOnlyList<ConsumerStatus> Data);

    /// <summary>Some parked changes.</summary>
    /// <param name="Next">Position to go on after; null at the end.</param>
    public sealed record ParkedChangePage(IReadOnlyList<ParkedChange> Data, long? Next);

    /// <summary>Where to begin again.</summary>
    /// <param name="From">Position of the first change to read again.</param>
    public sealed record ReplayRequest(long From);

    private static async Task<IResult> ListAsync(HttpContext context, ConsumerConsole console, CancellationToken cancellation) =>
        Results.Json(new ConsumerList(await console.ListAsync(context.Caller(), cancellation)), Body.Json);

    private static async Task<IResult> ParkedAsync(HttpContext context, ConsumerConsole console, string name, CancellationToken cancellation)
    {
        var query = new QueryReader(context, "limit", "after");
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Number("after", 0, 0, long.MaxValue));
        query.Done();
        var parked = await console.ParkedAsync(context.Caller(), name, after, limit + 1, cancellation);
        return Results.Json(new ParkedChangePage([.. parked.Take(limit)], parked.Count > limit ? parked[limit - 1].Position : null), Body.Json);
    }

    private static async Task ReplayAsync(HttpContext context, KithStore store, ConsumerConsole console, string name, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var from = Body.Read<ReplayRequest>(body).From;
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, body, async session => Answer.Of(200, await console.ReplayAsync(session, caller, name, from, cancellation)), cancellation);
    }

    private static async Task SteerAsync(HttpContext context, KithStore store, string position, Func<Session, Caller, long, Task> steer, CancellationToken cancellation)
    {
        if (!long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            throw ProblemException.NotFound();
        var caller = context.Caller();
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await steer(session, caller, number);
            return new Answer(204, default);
        }, cancellation);
    }
}
