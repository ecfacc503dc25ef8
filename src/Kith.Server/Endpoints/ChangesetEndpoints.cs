using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Changesets;

namespace Kith.Server.Endpoints;

/// <summary>Changes that were made together: progress, outcomes, undoing.</summary>
public static class ChangesetEndpoints
{
    private const string Root = "/api/v1/changesets";
    private static readonly OperationParameter Id = new("id", "path", "Id of the changeset", Required: true);

    public static void MapChangesets(this IEndpointRouteBuilder routes)
    {
        routes.Map(Operation("GET", "", "list_changesets", "The newest changesets: one's own, or all for administrators") with
        {
            Response = typeof(ChangesetPage),
            Parameters = [new("limit", "query", "Most changesets, 1 to 200", "integer"), new("after", "query", "Id of the last one of the page before")],
        }, ListAsync);
        routes.Map(Operation("GET", "/{id}", "get_changeset", "How far a changeset is") with { Response = typeof(ChangesetEntry), Parameters = [Id] }, GetAsync);
        routes.Map(Operation("GET", "/{id}/outcomes", "get_changeset_outcomes", "What became of each record") with
        {
            Response = typeof(OutcomePage),
            Parameters = [Id, new("limit", "query", "Most records, 1 to 200", "integer"), new("after", "query", "Number of the last one of the page before", "integer"), new("result", "query", "Only such: changed, unchanged, partly or failed")],
        }, OutcomesAsync);
        routes.Map(Operation("POST", "/{id}/cancel", "cancel_changeset", "Stop one that is not done; what it did stays and can be undone") with { Response = typeof(ChangesetEntry), Parameters = [Id, OperationParameter.IdempotencyKey] }, CancelAsync);
        routes.Map(Operation("POST", "/{id}/undo", "undo_changeset", "Undo everything that was changed together") with
        {
            Description = "What somebody changed since stays as it is and is told per record. The undo is a changeset of its own and can be undone. An import is undone under its own id.",
            Request = typeof(UndoRequest),
            Response = typeof(ActionEndpoints.ManyResponse),
            Cost = Cost.Heavy,
            Parameters = [Id, OperationParameter.IdempotencyKey],
            Refusals = [ProblemKind.Conflict],
        }, UndoAsync);
        routes.Map(new Operation("POST", "/api/v1/imports/{id}/undo", "undo_import", "Undo everything that an import changed")
        {
            Guard = Guard.Has(Core.Access.Function.Import),
            Tag = "imports",
            Request = typeof(UndoRequest),
            Response = typeof(ActionEndpoints.ManyResponse),
            Cost = Cost.Heavy,
            Parameters = [new("id", "path", "Id of the import", Required: true), OperationParameter.IdempotencyKey],
            Refusals = [ProblemKind.Conflict],
        }, UndoAsync);
        routes.Map(new Operation("POST", "/api/v1/changes/{position}/undo", "undo_change", "Undo one change")
        {
            Guard = Guard.SignedIn,
            Tag = "changes",
            Request = typeof(UndoRequest),
            Response = typeof(ActionEndpoints.ManyResponse),
            Parameters = [new("position", "path", "Position of the change", "integer", Required: true), OperationParameter.IdempotencyKey],
        }, UndoChangeAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.SignedIn, Tag = "changes" };

    /// <summary>How to undo.</summary>
    /// <param name="DryRun">Only says what would become of each record.</param>
    /// <param name="Background">Answers at once and works in the background.</param>
    /// <param name="Give">Of a merge: by record that came to point at the one that stayed since, the parted record that it belongs to.</param>
    public sealed record UndoRequest(bool DryRun = false, bool Background = false, IReadOnlyDictionary<Guid, Guid>? Give = null);

    /// <summary>Changes that were made together.</summary>
    /// <param name="Name">The action, such as update; of an import the file's name.</param>
    /// <param name="Type">Name of the type it was asked for; null where it is about several.</param>
    /// <param name="By">The person who asked for it.</param>
    /// <param name="DryRun">It only says what would be done.</param>
    /// <param name="Total">The records it is about; 0 for imports, which count rows.</param>
    /// <param name="Done">Records that were dealt with.</param>
    /// <param name="Changed">Records that were changed.</param>
    /// <param name="Failed">Records that were refused.</param>
    /// <param name="Undoes">The changeset that it takes back.</param>
    /// <param name="UndoneBy">The one that took it back.</param>
    /// <param name="Problem">Why it failed, for people.</param>
    public sealed record ChangesetEntry(Guid Id, ChangesetKind Kind, string Name, string? Type, Link By, DateTime At, ChangesetState State, bool DryRun, long Total, long Done, long Changed, long Failed, Guid? Undoes, Guid? UndoneBy, string? Problem, DateTime? FinishedAt)
    {
        internal static ChangesetEntry Of(Changeset set) => new(set.Id, set.Kind, set.Name, set.Type, new Link(set.By, set.ByName), set.At, set.State, set.DryRun, set.Total, set.Done, set.Changed, set.Failed, set.Undoes, set.UndoneBy, set.Problem, set.FinishedAt);
    }

    /// <summary>Changesets, newest first.</summary>
    /// <param name="Next">Id to go on after; null at the end.</param>
    public sealed record ChangesetPage(IReadOnlyList<ChangesetEntry> Data, Guid? Next);

    /// <summary>What became of a record.</summary>
    /// <param name="Number">Its place among the records of the changeset.</param>
    /// <param name="Result">Null where it was not dealt with yet.</param>
    public sealed record OutcomeEntry(long Number, string Type, Link Record, ItemResult? Result, IReadOnlyList<FieldProblem> Errors);

    /// <summary>Records of a changeset, in the order in which they are dealt with.</summary>
    /// <param name="Next">Number to go on after; null at the end.</param>
    public sealed record OutcomePage(IReadOnlyList<OutcomeEntry> Data, long? Next);

    private static async Task ListAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = context.Caller();
        var query = new QueryReader(context, "limit", "after");
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Text("after"));
        query.Done();
        var sets = await store.Changesets.ListAsync(caller, after is null ? null : RequestScope.Id(after), limit + 1, cancellation);
        await context.Response.WriteAsJsonAsync(new ChangesetPage([.. sets.Take(limit).Select(ChangesetEntry.Of)], sets.Count > limit ? sets[limit - 1].Id : null), Body.Json, cancellation);
    }

    private static async Task GetAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation) =>
        await context.Response.WriteAsJsonAsync(ChangesetEntry.Of(await store.Changesets.FindAsync(context.Caller(), RequestScope.Id(id), cancellation)), Body.Json, cancellation);

    private static async Task OutcomesAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "limit", "after", "result");
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Number("after", 0, 0, long.MaxValue));
        var result = query.OneOf<ItemResult?>("result", "bad_result", null, [.. Enum.GetValues<ItemResult>().Select(r => (Naming.Snake(r.ToString()), (ItemResult?)r))]);
        query.Done();
        var found = await store.Changesets.OutcomesAsync(caller, catalogue, RequestScope.Id(id), result, after, limit + 1, cancellation);
        var entries = found.Take(limit).Select(o => new OutcomeEntry(o.Number, o.Type, new Link(o.Record, o.Title), o.Result, o.Errors));
        await context.Response.WriteAsJsonAsync(new OutcomePage([.. entries], found.Count > limit ? found[limit - 1].Number : null), Body.Json, cancellation);
    }

    private static Task CancelAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var caller = context.Caller();
        return Answers.SendAsync(context, store, caller, default, async session => Answer.Of(200, ChangesetEntry.Of(await store.Changesets.CancelAsync(session, caller, RequestScope.Id(id), cancellation))), cancellation);
    }

    private static async Task UndoAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var (body, asked) = await ReadAsync(context, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session =>
            ActionEndpoints.AnswerOf(await store.Changesets.UndoAsync(session, caller, catalogue, RequestScope.Id(id), asked.DryRun, asked.Background, cancellation, asked.Give)), cancellation);
    }

    private static async Task UndoChangeAsync(HttpContext context, KithStore store, string position, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var (body, asked) = await ReadAsync(context, cancellation);
        if (!long.TryParse(position, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var at))
            throw ProblemException.NotFound();
        await Answers.SendAsync(context, store, caller, body, async session =>
            ActionEndpoints.AnswerOf(await store.Changesets.UndoAsync(session, caller, catalogue, at, asked.DryRun, cancellation)), cancellation);
    }

    private static async Task<(ReadOnlyMemory<byte> Body, UndoRequest Asked)> ReadAsync(HttpContext context, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        return (body, body.Length == 0 ? new UndoRequest() : Body.Read<UndoRequest>(body));
    }
}
