using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Changesets;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>Many writes in one call.</summary>
public static class BatchEndpoints
{
    public static void MapBatch(this IEndpointRouteBuilder routes) => routes.Map(new Operation("POST", "/api/v1/batch", "batch", "Many writes in one call")
    {
        Guard = Guard.SignedIn,
        Tag = "changes",
        Cost = Cost.Heavy,
        Description = "Creates, changes, deletes and restores records of any types, in order, up to 1,000. With all_or_nothing one refusal undoes all, and the answer is that refusal with calls[n] before the name of the field; without it each call has its own outcome. A call may name what an earlier one makes: give that one a ref, and write {\"ref\": \"…\"} where an id would stand. What a batch changed is one changeset.",
        Request = typeof(BatchRequest),
        Response = typeof(BatchResponse),
        Parameters = [OperationParameter.IdempotencyKey],
    }, RunAsync);

    /// <summary>The calls, in order.</summary>
    /// <param name="AllOrNothing">True to save all of them or none.</param>
    public sealed record BatchRequest(IReadOnlyList<BatchCall>? Calls = null, bool AllOrNothing = false);

    /// <summary>One call.</summary>
    /// <param name="Method">POST to create or restore, PATCH, DELETE.</param>
    /// <param name="Path">As in a call of its own, behind /api/v1/: contacts, contacts/{id}, contacts/{id}/restore.</param>
    /// <param name="Body">The record's fields.</param>
    /// <param name="IfMatch">The ETag of the version that the change is based on.</param>
    /// <param name="Ref">A name by which later calls mean the record that this one creates.</param>
    public sealed record BatchCall(string Method, string Path, JsonElement? Body = null, string? IfMatch = null, string? Ref = null);

    /// <summary>What became of the calls, in order.</summary>
    /// <param name="Changeset">What ties the changes together and undoes them; null where nothing was changed.</param>
    public sealed record BatchResponse(Guid? Changeset, IReadOnlyList<BatchResult> Results);

    /// <summary>What became of one call.</summary>
    /// <param name="Status">The status that a call of its own would have answered.</param>
    /// <param name="Id">The record.</param>
    /// <param name="Code">Why it was refused; null where it was not.</param>
    public sealed record BatchResult(int Status, Guid? Id, string? Code, IReadOnlyList<FieldProblem> Errors);

    private static async Task RunAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<BatchRequest>(body);
        if (asked.Calls is not { Count: > 0 and <= Batches.Most })
            throw new ProblemException(Problem.Field("calls", "batch.size", Batches.Most));
        var calls = Calls(store, caller, catalogue, asked.Calls);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var (changeset, outcomes) = await store.Batches.RunAsync(session, caller, catalogue, calls, asked.AllOrNothing, cancellation);
            return Answer.Of(200, new BatchResponse(changeset, [.. outcomes.Select((o, i) => Result(calls[i], o))]));
        }, cancellation);
    }

    private static List<BatchWrite> Calls(KithStore store, Caller caller, Catalogue catalogue, IReadOnlyList<BatchCall> asked)
    {
        var made = new Dictionary<string, Guid>();
        var calls = new List<BatchWrite>();
        for (var i = 0; i < asked.Count; i++)
        {
            try
            {
                calls.Add(Call(store, caller, catalogue, asked[i], made));
            }
            catch (ProblemException refused)
            {
                calls.Add(new BatchWrite(null, null, refused.Problem));
            }
            if (asked[i].Ref is { } name && calls[i].Request is { Kind: WriteKind.Create } create && !made.TryAdd(name, create.Id))
                calls[i] = new BatchWrite(null, null, Problem.Field("ref", "batch.ref_twice", name));
        }
        return calls;
    }

    private static BatchWrite Call(KithStore store, Caller caller, Catalogue catalogue, BatchCall asked, Dictionary<string, Guid> made)
    {
        var path = asked.Path.Split('/');
        var kind = (asked.Method, path) switch
        {
            ("POST", [_]) => WriteKind.Create,
            ("PATCH", [_, _]) => WriteKind.Update,
            ("DELETE", [_, _]) => WriteKind.Delete,
            ("POST", [_, _, "restore"]) => WriteKind.Restore,
            _ => throw new ProblemException(Problem.Field("path", "batch.unknown_call")),
        };
        var type = RequestScope.Readable(store, caller, catalogue, path[0]);
        var id = kind == WriteKind.Create ? store.Ids.Next() : made.TryGetValue(path[1], out var known) ? known : RequestScope.Id(path[1]);
        var request = new WriteRequest(kind, id) { Version = RecordEndpoints.Version(asked.IfMatch ?? "") };
        if (kind is WriteKind.Create or WriteKind.Update)
        {
            if (asked.Body is not { ValueKind: JsonValueKind.Object } values)
                throw new ProblemException(Problem.Field("body", "not_an_object"));
            using var named = JsonDocument.Parse(Named(JsonNode.Parse(values.GetRawText()), made)!.ToJsonString());
            RecordInput.Bind(named.RootElement, type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
        }
        return new BatchWrite(type, request, null);
    }

    /// <summary>The body with the ids of records that earlier calls make in place of their names.</summary>
    private static JsonNode? Named(JsonNode? body, Dictionary<string, Guid> made)
    {
        switch (body)
        {
            case JsonObject { Count: 1 } link when link["ref"] is JsonValue name && name.GetValueKind() == JsonValueKind.String:
                return made.TryGetValue((string)name!, out var id) ? JsonValue.Create(id) : throw new ProblemException(Problem.Field("body", "batch.unknown_ref", (string)name!));
            case JsonObject members:
                return new JsonObject(members.Select(m => KeyValuePair.Create(m.Key, Named(m.Value, made))));
            case JsonArray items:
                return new JsonArray([.. items.Select(i => Named(i, made))]);
            default:
                return body?.DeepClone();
        }
    }

    private static BatchResult Result(BatchWrite call, WriteOutcome outcome) => outcome.Problem is { } problem
        ? new BatchResult(ProblemWriter.Status(problem.Kind), call.Request?.Id, problem.Code, problem.Errors)
        : new BatchResult(outcome.Result switch { WriteResult.Created => 201, WriteResult.Deleted => 204, _ => 200 }, outcome.Id, null, []);
}
