using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Access;
using Kith.Core.Actions;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Changesets;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>Actions on one record and on many. Changing, deleting and restoring many are actions every type has.</summary>
public static class ActionEndpoints
{
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
            Description = "Every type has update, delete and restore beside its own actions, and those of records that can be one the same have merge, with the input into (the id of the one that stays) and values (by field, the id of the record whose value it shall have). Each record has its own outcome. Up to 1,000 records are dealt with at once; more, or any number with background, become a changeset in state waiting (202) that goes on by itself.",
            Request = typeof(ManyRequest),
            Response = typeof(ManyResponse),
            Parameters = [action, OperationParameter.IdempotencyKey],
        }, ManyAsync);
        routes.MapConversion();
        routes.MapAssignment();
        routes.MapTerritories();
        routes.MapTerritorySimulation();
        routes.MapTerritoryWork();
        routes.MapVelocity();
        routes.MapCalendarFeeds();
        routes.MapForms();
    }

    /// <summary>Which records, and what to do with them.</summary>
    /// <param name="Ids">The records by their ids, at most 10,000; either these or a condition.</param>
    /// <param name="Where">A condition that the records satisfy; either this or ids.</param>
    /// <param name="Set">For update: a merge patch.</param>
    /// <param name="Input">For other actions: their input.</param>
    /// <param name="DryRun">Only says what would become of each record.</param>
    /// <param name="Background">Answers at once and works in the background.</param>
    public sealed record ManyRequest(IReadOnlyList<Guid>? Ids = null, string? Where = null, JsonElement? Set = null, JsonElement? Input = null, bool DryRun = false, bool Background = false);

    /// <summary>The input of <c>merge</c>.</summary>
    /// <param name="Into">The record that stays; the first one when missing.</param>
    /// <param name="Values">By field: the record whose value it shall have; where none is named its own, or else the first that is not empty.</param>
    public sealed record MergeInput(Guid? Into = null, IReadOnlyDictionary<string, Guid>? Values = null);

    /// <summary>How it went, or that it has only been queued.</summary>
    /// <param name="Changeset">What ties the changes together: look at it for progress, undo it. Null where nothing was changed.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Total">The records it is about.</param>
    /// <param name="Done">Records that are as asked for now.</param>
    /// <param name="Failed">Records that were refused.</param>
    /// <param name="Outcomes">The records that were refused, or changed only in part.</param>
    public sealed record ManyResponse(Guid? Changeset, ChangesetState State, long Total, long Done, long Failed, IReadOnlyList<ManyOutcome> Outcomes)
    {
        /// <summary>Of a trial of delete over ids: how many records of each type would go to the trash along with them, having no meaning alone.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyDictionary<string, int>? Along { get; init; }

        /// <summary>Of a trial of delete over ids: how many living records of each type would go on pointing at them.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyDictionary<string, int>? Pointing { get; init; }

        /// <summary>Of a merge: how many records of each type pointed at those that are gone and point at the one that stays.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyDictionary<string, int>? Moved { get; init; }

        /// <summary>Of an undone merge: what came to point at the one that stayed since; it stays there unless it is given to another.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<AddedSince>? Added { get; init; }

        /// <summary>Of a merge: the record that stays, as it is then.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public JsonElement? Record { get; init; }

        internal static ManyResponse Of(MergeAnswer answer, MergeRequest request) =>
            new(answer.Changeset, ChangesetState.Done, request.Ids.Count, request.Ids.Count, 0, []) { Moved = answer.Moved, Record = JsonSerializer.Deserialize<JsonElement>(answer.Record) };

        internal static ManyResponse Of(ChangesetAnswer answer)
        {
            var failed = answer.Outcomes.Count(o => o.Result == ItemResult.Failed);
            var kept = answer.Changeset is { State: ChangesetState.Waiting or ChangesetState.Running } or { DryRun: false, Changed: > 0 };
            return new ManyResponse(kept ? answer.Changeset.Id : null, answer.Changeset.State, answer.Changeset.Total, answer.Outcomes.Count - failed, failed,
                [.. answer.Outcomes.Where(o => o.Errors.Count > 0).Select(o => new ManyOutcome(o.Record, o.Result != ItemResult.Failed, o.Errors[0].Code, o.Errors))]) { Added = answer.Added.Count > 0 ? answer.Added : null };
        }
    }

    /// <summary>Why one record failed, or what of it did.</summary>
    public sealed record ManyOutcome(Guid Id, bool Ok, string Code, IReadOnlyList<FieldProblem> Errors);

    private static async Task OneAsync(HttpContext context, KithStore store, string types, string id, string action, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        using var json = body.Length == 0 ? null : Body.Object(body);
        var call = await CallAsync(store, caller, catalogue, type, id, () => ActionCall.Of(type, action, json?.RootElement, caller), cancellation);
        var request = new WriteRequest(WriteKind.Update, RequestScope.Id(id)) { Version = RecordEndpoints.IfMatch(context) };
        await RecordEndpoints.SendOneAsync(context, store, caller, catalogue, type, request, call, body, 200, cancellation);
    }

    /// <summary>Writes what an action is answered with, out of its record.</summary>
    internal static void WriteAnswer(ActionDefinition action, ReadOnlyMemory<byte> record, IBufferWriter<byte> output)
    {
        using var json = JsonDocument.Parse(record);
        using var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Body.Json.Encoder });
        writer.WriteStartObject();
        foreach (var (name, field) in action.Answers)
        {
            writer.WritePropertyName(name);
            // A field that the caller may not see is empty.
            if (json.RootElement.TryGetProperty(field, out var value))
                value.WriteTo(writer);
            else
                writer.WriteNullValue();
        }
        writer.WriteEndObject();
    }

    // Whether there is a record is decided before what is asked of it is looked at.
    private static async Task<ActionCall> CallAsync(KithStore store, Caller caller, Catalogue catalogue, RecordType type, string id, Func<ActionCall> read, CancellationToken cancellation)
    {
        try
        {
            return read();
        }
        catch (ProblemException refused) when (refused.Problem.Kind == ProblemKind.Invalid)
        {
            using var record = new PooledBuffer();
            var asked = RequestScope.Id(id);
            var there = await store.Reads.GetAsync(caller, catalogue, type, asked, [type.Title.Name], null, record, cancellation) is not null || await store.Merging.SurvivorAsync(caller, asked, cancellation) is not null;
            if (!there)
                throw ProblemException.NotFound();
            throw;
        }
    }

    private static async Task ManyAsync(HttpContext context, KithStore store, string types, string action, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ManyRequest>(body);
        if (action == "merge")
        {
            var merge = asked.Input is { } input ? Body.Read<MergeInput>(JsonSerializer.SerializeToUtf8Bytes(input)) : new MergeInput();
            var into = new MergeRequest(asked.Ids ?? [], merge.Into ?? (asked.Ids is [var first, ..] ? first : default), merge.Values ?? new Dictionary<string, Guid>(), asked.DryRun);
            await Answers.SendAsync(context, store, caller, body, async session => Answer.Of(200, ManyResponse.Of(await store.Merging.MergeAsync(session, caller, catalogue, type, into, cancellation), into)), cancellation);
            return;
        }
        var bulk = new BulkRequest(action, asked.Ids, asked.Where, asked.Set, asked.Input, asked.DryRun, asked.Background);
        if (action == "delete" && asked is { DryRun: true, Ids: { } ids })
        {
            var (along, pointing) = await store.Trash.EffectAsync(caller, catalogue, type, ids, cancellation);
            await Answers.SendAsync(context, store, caller, body, async session =>
                Answer.Of(200, ManyResponse.Of(await store.Changesets.ActAsync(session, caller, catalogue, type, bulk, cancellation)) with { Along = along, Pointing = pointing }), cancellation);
            return;
        }
        await Answers.SendAsync(context, store, caller, body, async session =>
            AnswerOf(await store.Changesets.ActAsync(session, caller, catalogue, type, bulk, cancellation)), cancellation);
    }

    /// <summary>The answer of work on many records: 200 where it is done, 202 and where to look where it goes on.</summary>
    internal static Answer AnswerOf(ChangesetAnswer answer)
    {
        var waits = answer.Changeset.State is ChangesetState.Waiting or ChangesetState.Running;
        var sent = Answer.Of(waits ? 202 : 200, ManyResponse.Of(answer));
        if (waits)
            sent.Headers["Location"] = $"/api/v1/changesets/{answer.Changeset.Id}";
        return sent;
    }
}
