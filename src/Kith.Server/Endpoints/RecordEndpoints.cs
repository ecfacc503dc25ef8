using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>The calls on records of any type.</summary>
public static class RecordEndpoints
{
    private const string Root = "/api/v1/{types}";
    private static readonly OperationParameter Id = new("id", "path", "Id of the record", Required: true);
    internal static readonly OperationParameter Where = new("where", "query", "Condition in the expression language");
    internal static readonly OperationParameter Sort = new("sort", "query", "Fields to sort by, separated by commas; a minus turns one round");
    internal static readonly OperationParameter View = new("view", "query", "Id of a view: its filter holds beside where, its sort and columns where no others are named");
    internal static readonly OperationParameter Trash = new("trash", "query", "only: the records in the trash");
    internal static readonly OperationParameter At = new("at", "query", "A day or point in time: everything as it stood then, with the rights of now");
    internal static readonly OperationParameter Fields = new("fields", "query", "Names of the fields to answer, separated by commas; dotted through links. All when missing.");

    public static void MapRecords(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", Root, "list", "List")
        {
            Guard = Guard.SignedIn,
            ResponseShape = RecordShape.Page,
            Parameters =
            [
                Where, Sort, Fields,
                new("limit", "query", "Most records, 1 to 200", "integer"), new("after", "query", "Cursor of the page before"), new("offset", "query", "Records to pass over", "integer"),
                new("count", "query", "exact or estimated: also answer the number of all"), View, At, Trash,
            ],
        }, ListAsync);
        routes.Map(new Operation("POST", Root, "create", "Create") { Guard = Guard.SignedIn, RequestShape = RecordShape.New, ResponseShape = RecordShape.Record, Status = 201, Parameters = [OperationParameter.IdempotencyKey] }, CreateAsync);
        routes.Map(new Operation("GET", Root + "/{id}", "get", "Read one") { Guard = Guard.SignedIn, ResponseShape = RecordShape.Record, Parameters = [Id, Fields, At] }, GetAsync);
        routes.Map(new Operation("PATCH", Root + "/{id}", "update", "Change some fields (JSON merge patch)")
        {
            Guard = Guard.SignedIn,
            RequestShape = RecordShape.Patch,
            ResponseShape = RecordShape.Record,
            Parameters = [Id, OperationParameter.IfMatch],
        }, UpdateAsync);
        routes.Map(new Operation("DELETE", Root + "/{id}", "delete", "Move to the trash") { Guard = Guard.SignedIn, Status = 204, Parameters = [Id, OperationParameter.IfMatch] }, DeleteAsync);
        routes.Map(new Operation("POST", Root + "/{id}/restore", "restore", "Restore from the trash") { Guard = Guard.SignedIn, ResponseShape = RecordShape.Record, Parameters = [Id, OperationParameter.IdempotencyKey] }, RestoreAsync);
    }

    private static async Task ListAsync(HttpContext context, KithStore store, string types, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "where", "sort", "fields", "limit", "after", "offset", "count", "trash", "view", "at");
        var asked = new ListQuery
        {
            Where = query.Text("where"),
            Sort = query.List("sort"),
            Fields = query.List("fields"),
            Limit = (int)query.Number("limit", 50, 1, ListQuery.MostRows),
            After = query.Text("after"),
            Offset = query.Number("offset", 0, 0, 100_000_000),
            At = query.Text("at"),
            Count = query.OneOf("count", "bad_count", CountMode.None, ("exact", CountMode.Exact), ("estimated", CountMode.Estimated)),
            Trash = query.OneOf("trash", "bad_trash", false, ("only", true)),
        };
        query.Done();
        if (query.Text("view") is { } view)
            asked = await OpenedView.ApplyAsync(store, caller, catalogue, type, view, asked, cancellation);
        using var page = new PooledBuffer();
        await store.Reads.ListAsync(caller, catalogue, type, asked, page, cancellation);
        await page.SendAsync(context);
    }

    private static async Task GetAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var query = new QueryReader(context, "fields", "at");
        var (fields, at) = (query.List("fields"), query.Text("at"));
        query.Done();
        using var record = new PooledBuffer();
        Task<long?> ReadAsync(Guid asked) => store.Reads.GetAsync(caller, catalogue, type, asked, fields, at, record, cancellation);
        var version = await ReadAsync(RequestScope.Id(id)) ?? (await SurvivorAsync(context, store, caller, type, RequestScope.Id(id), cancellation) is { } into ? await ReadAsync(into) : null)
            ?? throw ProblemException.NotFound();
        // What was cannot be changed, so it gives no version to base a change on.
        if (at is null)
            context.Response.Headers.ETag = ETag(version);
        await record.SendAsync(context);
    }

    private static async Task CreateAsync(HttpContext context, KithStore store, string types, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var request = new WriteRequest(WriteKind.Create, store.Ids.Next());
        using (var json = Body.Object(body))
            RecordInput.Bind(json.RootElement, type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
        await SendOneAsync(context, store, caller, catalogue, type, request, null, body, 201, cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var request = new WriteRequest(WriteKind.Update, RequestScope.Id(id)) { Version = IfMatch(context) };
        using (var json = Body.Object(body))
            RecordInput.Bind(json.RootElement, type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
        await SendOneAsync(context, store, caller, catalogue, type, request, null, body, 200, cancellation);
    }

    private static async Task DeleteAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var request = new WriteRequest(WriteKind.Delete, RequestScope.Id(id)) { Version = IfMatch(context) };
        await SendOneAsync(context, store, caller, catalogue, type, request, null, default, 204, cancellation);
    }

    private static async Task RestoreAsync(HttpContext context, KithStore store, string types, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        var request = new WriteRequest(WriteKind.Restore, RequestScope.Id(id));
        await SendOneAsync(context, store, caller, catalogue, type, request, null, default, 200, cancellation);
    }

    /// <summary>The record that one was merged into, told to the caller as where the answer comes from; null where it was not.</summary>
    private static async Task<Guid?> SurvivorAsync(HttpContext context, KithStore store, Caller caller, RecordType type, Guid id, CancellationToken cancellation)
    {
        if (await store.Merging.SurvivorAsync(caller, id, cancellation) is not { } into)
            return null;
        context.Response.Headers.ContentLocation = $"/api/v1/{type.Plural}/{into}";
        return into;
    }

    /// <summary>Writes one record and answers it; a stale version is answered with the present record. A record that was merged into another means that one.</summary>
    internal static async Task SendOneAsync(HttpContext context, KithStore store, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, ReadOnlyMemory<byte> body, int status, CancellationToken cancellation)
    {
        try
        {
            await SendAsync(context, store, caller, catalogue, type, request, action, body, status, cancellation);
        }
        catch (ProblemException absent) when (absent.Problem.Kind == ProblemKind.NotFound && request.Kind == WriteKind.Update)
        {
            if (await SurvivorAsync(context, store, caller, type, request.Id, cancellation) is not { } into)
                throw;
            await SendAsync(context, store, caller, catalogue, type, request.For(into), action, body, status, cancellation);
        }
    }

    private static async Task SendAsync(HttpContext context, KithStore store, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, ReadOnlyMemory<byte> body, int status, CancellationToken cancellation)
    {
        using var record = new PooledBuffer();
        try
        {
            await Answers.SendAsync(context, store, caller, body, async session =>
            {
                var (version, undo) = await WriteAsync(store, session, caller, catalogue, type, request, action, status == 204 ? null : record, cancellation);
                // Whoever may not see what became of it is told which record it is.
                if (status != 204 && record.Written.IsEmpty)
                    WriteId(record, request.Id);
                var answer = new Answer(status, record.Written);
                if (version is { } v)
                    answer.Headers["ETag"] = ETag(v);
                if (undo is not null)
                    answer.Headers["Undo"] = $"/api/v1/{undo}/undo";
                if (status == 201)
                    answer.Headers["Location"] = $"/api/v1/{type.Plural}/{request.Id}";
                return answer;
            }, cancellation);
        }
        catch (ProblemException stale) when (stale.Problem.Kind == ProblemKind.Stale)
        {
            using var present = new PooledBuffer();
            if (await store.Reads.GetAsync(caller, catalogue, type, request.Id, [], null, present, cancellation) is null)
                throw ProblemException.NotFound();
            context.Features.Set(new StaleRecord(present.Written.ToArray()));
            throw;
        }
    }

    private static void WriteId(PooledBuffer record, Guid id)
    {
        using var writer = new Utf8JsonWriter(record);
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteEndObject();
    }

    /// <summary>Writes one record; answers its version, and the change or changeset that it is now.</summary>
    private static async Task<(long? Version, string? Undo)> WriteAsync(KithStore store, Session session, Caller caller, Catalogue catalogue, RecordType type, WriteRequest request, ActionCall? action, PooledBuffer? record, CancellationToken cancellation)
    {
        // What takes others along is more than one change, and is undone as one.
        if (action is { Definition.Composite: true })
        {
            var done = await store.Changesets.CompositeAsync(session, caller, catalogue, type, request, action, cancellation);
            var undo = done is { } together ? $"changesets/{together}" : null;
            if (action.Definition.Answers.Count == 0)
                return (await store.Reads.GetAsync(session, caller, catalogue, type, request.Id, record!, cancellation), undo);
            using var whole = new PooledBuffer();
            var version = await store.Reads.GetAsync(session, caller, catalogue, type, request.Id, whole, cancellation);
            ActionEndpoints.WriteAnswer(action.Definition, whole.Written, record!);
            return (version, undo);
        }
        if (type.Behaviour.Keeps.Count > 0)
        {
            var kept = await store.Changesets.PartAsync(session, caller, catalogue, type, request, action, cancellation);
            return (record is null ? null : await store.Reads.GetAsync(session, caller, catalogue, type, request.Id, record, cancellation), kept is { } part ? $"changesets/{part}" : null);
        }
        if (request.Kind is not (WriteKind.Delete or WriteKind.Restore) || !await Store.Changesets.Trash.TakesOthersAsync(session, caller, catalogue, type, request, cancellation))
        {
            var (outcome, version) = await store.Writes.OneAsync(session, caller, catalogue, type, request, action, record, cancellation);
            return (version, outcome.Position is { } position ? string.Create(CultureInfo.InvariantCulture, $"changes/{position}") : null);
        }
        var set = await store.Trash.OneAsync(session, caller, catalogue, type, request, cancellation);
        return (record is null ? null : await store.Reads.GetAsync(session, caller, catalogue, type, request.Id, record, cancellation), $"changesets/{set}");
    }

    /// <summary>The version of an If-Match header; null where there is none or any will do.</summary>
    internal static long? IfMatch(HttpContext context) => Version(context.Request.Headers.IfMatch.ToString());

    /// <summary>The version that an ETag names; null for none or any.</summary>
    internal static long? Version(string text)
    {
        if (text.Length == 0 || text == "*")
            return null;
        var bare = text.StartsWith("W/", StringComparison.Ordinal) ? text[2..] : text;
        return bare.Length > 2 && bare[0] == '"' && bare[^1] == '"' && long.TryParse(bare[1..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version : throw new ProblemException(Problem.Field("If-Match", "bad_etag"));
    }

    internal static string ETag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
