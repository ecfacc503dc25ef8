using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>Actions on one record and on many. Changing and deleting many are actions every type has.</summary>
public static class ActionEndpoints
{
    /// <summary>Most records one call works on.</summary>
    private const int Most = 10_000;
    private const int Chunk = 1_000;

    public static void MapActions(this IEndpointRouteBuilder routes)
    {
        var action = new OperationParameter("action", "path", "Name of the action", Required: true);
        routes.Map(new Operation("POST", "/api/v1/{types}/{id}/actions/{action}", "act_on_one", "Run an action on one record")
        {
            Guard = Guard.SignedIn,
            ResponseShape = RecordShape.Record,
            Request = typeof(Dictionary<string, JsonElement>),
            Parameters = [new("id", "path", "Id of the record", Required: true), action, OperationParameter.IfMatch, OperationParameter.IdempotencyKey],
        }, OneAsync);
        routes.Map(new Operation("POST", "/api/v1/{types}/actions/{action}", "act_on_many", "Run an action on many records")
        {
            Guard = Guard.SignedIn,
            Cost = Cost.Heavy,
            Description = "Every type has update and delete beside its own actions. Each record has its own outcome; those that failed are listed.",
            Request = typeof(ManyRequest),
            Response = typeof(ManyResponse),
            Parameters = [action, OperationParameter.IdempotencyKey],
        }, ManyAsync);
    }

    /// <summary>Which records, and what to do with them.</summary>
    /// <param name="Ids">The records by their ids; either these or a condition.</param>
    /// <param name="Where">A condition that the records satisfy; either this or ids.</param>
    /// <param name="Set">For update: a merge patch.</param>
    /// <param name="Input">For other actions: their input.</param>
    public sealed record ManyRequest(IReadOnlyList<Guid>? Ids = null, string? Where = null, JsonElement? Set = null, JsonElement? Input = null);

    /// <summary>How it went.</summary>
    public sealed record ManyResponse(int Done, int Failed, IReadOnlyList<ManyOutcome> Outcomes);

    /// <summary>Why one record failed.</summary>
    public sealed record ManyOutcome(Guid Id, bool Ok, string Code, IReadOnlyList<FieldProblem> Errors);

    private static async Task OneAsync(HttpContext context, KithStore store, string types, string id, string action, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        using var json = body.Length == 0 ? null : Body.Object(body);
        var call = Call(type, action, json?.RootElement, caller);
        var request = new WriteRequest(WriteKind.Update, RequestScope.Id(id)) { Version = RecordEndpoints.IfMatch(context) };
        await RecordEndpoints.SendOneAsync(context, store, caller, catalogue, type, request, call, body, 200, cancellation);
    }

    private static ActionCall Call(RecordType type, string name, JsonElement? input, Caller caller)
    {
        var action = type.Behaviour.Actions.FirstOrDefault(a => a.Name == name)
            ?? throw new ProblemException(Problem.Of(ProblemKind.NotFound, "unknown_action", name));
        var problems = new ProblemList();
        var values = RecordInput.BindInput(input, action.Input, new InputFormat(caller.Currency), problems);
        problems.ThrowIfAny();
        return new ActionCall(action, values);
    }

    private static async Task ManyAsync(HttpContext context, KithStore store, string types, string action, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ManyRequest>(body);
        var call = action is "update" or "delete" or "restore" ? null : Call(type, action, asked.Input, caller);
        if ((asked.Ids is null) == (asked.Where is null))
            throw new ProblemException(Problem.Field("ids", "ids_or_where"));
        if (asked.Ids is { Count: > Most })
            throw new ProblemException(Problem.Field("ids", "too_many_items", "ids", Most));
        if (action == "update" && asked.Set is not { ValueKind: JsonValueKind.Object })
            throw new ProblemException(Problem.Field("set", "required", "set"));
        var ids = asked.Ids?.Distinct().ToList() ?? await store.Reads.IdsAsync(caller, catalogue, type, asked.Where!, Most + 1, cancellation);
        if (ids.Count > Most)
            throw new ProblemException(Problem.Field("where", "too_many_items", "where", Most));
        await Answers.SendAsync(context, store, caller, body, async session =>
            Answer.Of(200, await RunAsync(store, session, caller, catalogue, type, action, call, asked.Set, ids, cancellation)), cancellation);
    }

    private static async Task<ManyResponse> RunAsync(KithStore store, Session session, Caller caller, Catalogue catalogue, RecordType type, string action, ActionCall? call, JsonElement? set, IReadOnlyList<Guid> ids, CancellationToken cancellation)
    {
        var rights = store.Policy.Rights(caller, type);
        var kind = action switch { "delete" => WriteKind.Delete, "restore" => WriteKind.Restore, _ => WriteKind.Update };
        var outcomes = new List<WriteOutcome>(ids.Count);
        foreach (var chunk in ids.Chunk(Chunk))
        {
            var requests = new List<WriteRequest>(chunk.Length);
            foreach (var id in chunk)
            {
                var request = new WriteRequest(kind, id);
                if (action == "update")
                    RecordInput.Bind(set!.Value, type, rights, new InputFormat(caller.Currency), request);
                requests.Add(request);
            }
            outcomes.AddRange(await store.Writes.ManyAsync(session, caller, catalogue, type, requests, call, cancellation));
        }
        var failed = outcomes.Where(o => o.Result == WriteResult.Refused).ToList();
        return new ManyResponse(outcomes.Count - failed.Count, failed.Count, [.. failed.Select(o => new ManyOutcome(o.Id, false, o.Problem!.Code, o.Problem.Errors))]);
    }
}
