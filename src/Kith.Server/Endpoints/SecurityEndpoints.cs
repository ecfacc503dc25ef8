using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Audit;

namespace Kith.Server.Endpoints;

/// <summary>What happened to who may do what, out of the sealed stream.</summary>
public static class SecurityEndpoints
{
    private static readonly OperationParameter[] Asked =
    [
        new("kind", "query", "Only these kinds, separated by commas"), new("person", "query", "Only what this person did or what happened to them"),
        new("from", "query", "A day or point in time"), new("to", "query", "A later one"), new("q", "query", "A text that stands in it"),
    ];

    public static void MapSecurity(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/security/events", "security_events", "What happened to who may do what, newest first")
        {
            Guard = Guard.Has(Function.ReadAudit),
            Tag = "security",
            Response = typeof(SecurityEventPage),
            Parameters = [new("limit", "query", "Most entries, 1 to 200", "integer"), new("after", "query", "Position to go on from", "integer"), .. Asked],
        }, ListAsync);
        routes.Map(new Operation("GET", "/api/v1/security/kinds", "security_kinds", "The kinds of what can happen to who may do what")
        {
            Guard = Guard.Has(Function.ReadAudit),
            Tag = "security",
            Response = typeof(SecurityKindList),
        }, Kinds);
        routes.Map(new Operation("GET", "/api/v1/security/events.csv", "export_security_events", "The same as CSV, all of it; told in the audit, too")
        {
            Guard = Guard.Has(Function.ReadAudit),
            Cost = Cost.Heavy,
            Tag = "security",
            ResponseType = "text/csv",
            Parameters = Asked,
        }, ExportAsync);
    }

    /// <summary>Something that happened to who may do what.</summary>
    /// <param name="Position">Place in the workspace's sealed stream.</param>
    /// <param name="By">Who did it; null for Kith itself and for strangers.</param>
    /// <param name="Behalf">The person for whom it was done; null where there is none.</param>
    /// <param name="Via">Through what it came in.</param>
    /// <param name="Subject">The person, record or workspace it happened to, with what it was called then.</param>
    /// <param name="Text">What people read for the kind.</param>
    /// <param name="Details">By name, what else is known: the value before and after.</param>
    public sealed record SecurityEntry(long Position, DateTime At, Link? By, Link? Behalf, Via Via, SecurityEventKind Kind, string Text, Link Subject, JsonElement Details);

    /// <summary>A part of what happened, newest first.</summary>
    /// <param name="Next">Position to go on after; null at the end.</param>
    public sealed record SecurityEventPage(IReadOnlyList<SecurityEntry> Data, long? Next);

    /// <summary>A kind with what people read for it.</summary>
    public sealed record SecurityKind(SecurityEventKind Kind, string Text);

    /// <summary>All kinds.</summary>
    public sealed record SecurityKindList(IReadOnlyList<SecurityKind> Data);

    private static IResult Kinds() =>
        Results.Json(new SecurityKindList([.. Enum.GetValues<SecurityEventKind>().Select(k => new SecurityKind(k, Messages.Text("security." + Naming.Snake(k.ToString()))))]), Body.Json);

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, SecurityLog log, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "limit", "after", "kind", "person", "from", "to", "q");
        var (limit, after) = ((int)query.Number("limit", 50, 1, 200), query.Number("after", 0, 0, long.MaxValue));
        var found = await log.ListAsync(caller, catalogue, Read(query, after == 0 ? null : after, limit), cancellation);
        return Results.Json(new SecurityEventPage([.. found.Take(limit).Select(Entry)], found.Count > limit ? found[limit - 1].Position : null), Body.Json);
    }

    private static async Task ExportAsync(HttpContext context, KithStore store, SecurityLog log, ExportLog audit, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var asked = Read(new QueryReader(context, "kind", "person", "from", "to", "q"), null, 200);
        var pages = log.PagesAsync(caller, catalogue, asked, cancellation).GetAsyncEnumerator(cancellation);
        await using var _ = pages.ConfigureAwait(false);
        // What cannot be asked is refused before the file begins.
        var more = await pages.MoveNextAsync();
        ExportEndpoints.Begin(context, "audit");
        var lines = new SecurityCsv(context.Response.Body);
        await lines.BeginAsync(cancellation);
        for (; more; more = await pages.MoveNextAsync())
            await lines.WriteAsync(pages.Current, cancellation);
        await audit.DoneAsync(caller, SecurityEvent.Type, new ListQuery { Where = asked.Text }, lines.Rows, cancellation);
    }

    private static SecurityQuery Read(QueryReader query, long? after, int limit)
    {
        var problems = new ProblemList();
        var kinds = query.List("kind").Select(name => Kind(name, problems)).OfType<SecurityEventKind>().ToList();
        Guid? person = null;
        if (query.Text("person") is { } id && !Guid.TryParseExact(id, "D", out _))
            problems.Add("person", "not_an_id", "person");
        else if (query.Text("person") is { } known)
            person = Guid.ParseExact(known, "D");
        query.Done();
        problems.ThrowIfAny();
        return new SecurityQuery(kinds, person, query.Text("from"), query.Text("to"), query.Text("q"), after, limit);
    }

    private static SecurityEventKind? Kind(string name, ProblemList problems)
    {
        foreach (var kind in Enum.GetValues<SecurityEventKind>())
        {
            if (Naming.Snake(kind.ToString()) == name)
                return kind;
        }
        problems.Add(new FieldProblem("kind", "security.unknown_kind", Messages.Text("security.unknown_kind", name), Suggestion: Nearest.Of(name, Enum.GetNames<SecurityEventKind>().Select(Naming.Snake))));
        return null;
    }

    private static SecurityEntry Entry(Change change) => new(
        change.Position, change.At, Person(change.By, change.ByName), Person(change.Behalf, change.BehalfName), Enum.GetValues<Via>().First(v => Naming.Snake(v.ToString()) == change.Via),
        SecurityEvent.KindOf(change.Kind), Messages.Text("security." + change.Kind), new Link(change.Record, change.Title), change.Diff);

    private static Link? Person(Guid? id, string name) => id is { } known ? new Link(known, name) : null;
}
