using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Queries;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Audit;
using Kith.Store.Privacy;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>Requests of people about what is stored of them.</summary>
public static class PrivacyEndpoints
{
    private const string Root = "/api/v1/privacy_requests";
    private static readonly OperationParameter Id = new("id", "path", "Id of the request", Required: true);

    public static void MapPrivacy(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        routes.Map(Of("GET", "", "list_privacy_requests", "Requests of people about their data: those that wait by when they are due, then the newest. Of their records those that the caller sees anyway") with { Response = typeof(PrivacyRequestList), Parameters = [new("state", "query", "open for those that wait for an answer alone")] }, ListAsync);
        routes.Map(Of("POST", "", "create_privacy_request", "Write down what somebody asks for") with { Request = typeof(NewPrivacyRequest), Response = typeof(PrivacyRequestResponse), Status = 201, Parameters = [key] }, CreateAsync);
        routes.Map(Of("GET", "/{id}", "get_privacy_request", "One request with the records it is about") with { Response = typeof(PrivacyRequestResponse), Parameters = [Id] }, GetAsync);
        routes.Map(Of("PUT", "/{id}", "update_privacy_request", "Change what is known of an open request") with { Request = typeof(PrivacyRequestInput), Response = typeof(PrivacyRequestResponse), Parameters = [Id], Refusals = [ProblemKind.Conflict] }, UpdateAsync);
        routes.Map(Of("POST", "/{id}/answer", "answer_privacy_request", "Say that a request was answered") with { Request = typeof(PrivacyAnswer), Response = typeof(PrivacyRequestResponse), Parameters = [Id, key], Refusals = [ProblemKind.Conflict] }, AnswerAsync);
        routes.Map(Of("POST", "/{id}/refuse", "refuse_privacy_request", "Refuse a request for a reason") with { Request = typeof(PrivacyRefusal), Response = typeof(PrivacyRequestResponse), Parameters = [Id, key], Refusals = [ProblemKind.Conflict] }, RefuseAsync);
        routes.Map(Of("GET", "/{id}/candidates", "privacy_candidates", "Records that have the person's name, e-mail address or telephone number") with { Cost = Cost.Heavy, Response = typeof(PersonalRecordList), Parameters = [Id] }, CandidatesAsync);
        routes.Map(Of("GET", "/{id}/remains", "privacy_remains", "Search for what remains: where in the whole workspace the person is found") with { Cost = Cost.Heavy, Response = typeof(RemainList), Parameters = [Id] }, RemainsAsync);
        routes.Map(Of("GET", "/{id}/data.json", "privacy_data", "All that is stored about the person; for a request of portability the records that are this person. Told in the audit") with { Cost = Cost.Heavy, Response = typeof(PersonalDataFile), Parameters = [Id] }, JsonAsync);
        routes.Map(Of("GET", "/{id}/data.csv", "privacy_data_csv", "The same as CSV, a line for each value") with { Cost = Cost.Heavy, ResponseType = "text/csv", Parameters = [Id] }, CsvAsync);
        routes.Map(new Operation("POST", "/api/v1/privacy_search", "privacy_search", "Search for what remains of somebody, whether they asked or not; nothing of it is kept")
        {
            Guard = Guard.Has(Function.ManagePrivacy),
            Cost = Cost.Heavy,
            Tag = "privacy",
            Request = typeof(PrivacySearch),
            Response = typeof(RemainList),
        }, SearchAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManagePrivacy), Tag = "privacy" };

    /// <summary>What somebody asks for, and who.</summary>
    /// <param name="Name">First and last name.</param>
    /// <param name="Records">Ids of records that are this person.</param>
    /// <param name="Note">What was asked for, and how it was made sure who asks.</param>
    /// <param name="ReceivedOn">The day it came; today when missing.</param>
    /// <param name="DueOn">The day it has to be answered; a month after it came when missing.</param>
    public sealed record NewPrivacyRequest(RequestKind? Kind = null, string? Name = null, string? Email = null, string? Phone = null, IReadOnlyList<Guid>? Records = null, string? Note = null, DateOnly? ReceivedOn = null, DateOnly? DueOn = null)
    {
        internal RequestInput ToInput() => new(Name, Email, Phone, Records ?? [], Note, ReceivedOn, DueOn);
    }

    /// <summary>What is known of a request, as a whole.</summary>
    /// <param name="Records">Ids of records that are this person.</param>
    public sealed record PrivacyRequestInput(string? Name = null, string? Email = null, string? Phone = null, IReadOnlyList<Guid>? Records = null, string? Note = null, DateOnly? DueOn = null)
    {
        internal RequestInput ToInput() => new(Name, Email, Phone, Records ?? [], Note, null, DueOn);
    }

    /// <summary>What was answered.</summary>
    public sealed record PrivacyAnswer(string? Answer = null);

    /// <summary>Why a request is refused.</summary>
    public sealed record PrivacyRefusal(string Reason = "");

    /// <summary>Whom to look for.</summary>
    /// <param name="Name">First and last name; one word alone is looked for nowhere.</param>
    public sealed record PrivacySearch(string? Name = null, string? Email = null, string? Phone = null);

    /// <summary>A record that is the person of a request, or may be.</summary>
    /// <param name="Types">Plural of its type; null where the type is there no longer.</param>
    /// <param name="Deleted">True where it lies in the trash.</param>
    public sealed record PersonalRecord(string Type, string? Types, Guid Id, string Title, bool Deleted);

    /// <summary>Such records.</summary>
    public sealed record PersonalRecordList(IReadOnlyList<PersonalRecord> Data);

    /// <summary>A request of a person.</summary>
    /// <param name="Name">Who asks; null where it is not known, and where the person was erased.</param>
    /// <param name="Terms">By what the person is recognised in texts.</param>
    /// <param name="Overdue">True where it should have been answered already.</param>
    /// <param name="Answer">What was answered, or why it was refused.</param>
    /// <param name="Receipt">Of an erasure that is done; null otherwise.</param>
    public sealed record PrivacyRequestResponse(
        Guid Id, RequestKind Kind, RequestState State, string? Name, string? Email, string? Phone, IReadOnlyList<PersonalRecord> Records, IReadOnlyList<string> Terms, string? Note,
        DateOnly ReceivedOn, DateOnly DueOn, bool Overdue, string? Answer, DateTime CreatedAt, Link? CreatedBy, DateTime? ClosedAt, Link? ClosedBy, ErasureReceipt? Receipt);

    /// <summary>Requests.</summary>
    public sealed record PrivacyRequestList(IReadOnlyList<PrivacyRequestResponse> Data);

    /// <summary>A place where a person was found.</summary>
    /// <param name="Store">Name of the store; null for a place where nothing about people should be.</param>
    /// <param name="Label">What people call it.</param>
    /// <param name="Rows">How many rows say something of the person.</param>
    /// <param name="Some">Ids of a few of them.</param>
    public sealed record RemainEntry(string? Store, string Label, string Table, string Column, long Rows, IReadOnlyList<Guid> Some);

    /// <summary>Where a person was found.</summary>
    /// <param name="Searched">What was looked for.</param>
    public sealed record RemainList(IReadOnlyList<string> Searched, IReadOnlyList<RemainEntry> Data);

    /// <summary>All that is stored about a person.</summary>
    public sealed record PersonalDataFile(IReadOnlyList<PersonalDataStore> Stores);

    /// <summary>What one store keeps of a person.</summary>
    /// <param name="Label">What people call it.</param>
    public sealed record PersonalDataStore(string Store, string Label, IReadOnlyList<PersonalDataRow> Rows);

    /// <summary>A row as it is kept.</summary>
    /// <param name="Values">By name of the column its value.</param>
    public sealed record PersonalDataRow(string Table, IReadOnlyDictionary<string, JsonElement> Values);

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, PrivacyRequests requests, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "state");
        var open = query.OneOf("state", "privacy.bad_state", false, ("open", true));
        query.Done();
        var found = await requests.ListAsync(caller, open, cancellation);
        var records = await requests.SeenAsync(caller, catalogue, [.. found.SelectMany(r => r.Records).Distinct()], cancellation);
        return Results.Json(new PrivacyRequestList([.. found.Select(r => Response(requests, caller, catalogue, r, records))]), Body.Json);
    }

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(await ResponseAsync(requests, reads, caller, catalogue, await requests.GetAsync(caller, RequestScope.Id(id), cancellation), cancellation), Body.Json);
    }

    private static async Task CreateAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<NewPrivacyRequest>(body);
        await WriteAsync(context, store, requests, reads, body, 201, (session, caller, catalogue) => requests.CreateAsync(session, caller, catalogue, asked.Kind ?? throw new ProblemException(Problem.Field("kind", "required", "kind")), asked.ToInput(), cancellation), cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<PrivacyRequestInput>(body);
        await WriteAsync(context, store, requests, reads, body, 200, (session, caller, catalogue) => requests.UpdateAsync(session, caller, catalogue, RequestScope.Id(id), asked.ToInput(), cancellation), cancellation);
    }

    private static async Task AnswerAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<PrivacyAnswer>(body);
        await WriteAsync(context, store, requests, reads, body, 200, (session, caller, _) => requests.CloseAsync(session, caller, RequestScope.Id(id), RequestState.Done, asked.Answer, cancellation), cancellation);
    }

    private static async Task RefuseAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<PrivacyRefusal>(body);
        await WriteAsync(context, store, requests, reads, body, 200, (session, caller, _) => requests.CloseAsync(session, caller, RequestScope.Id(id), RequestState.Refused, asked.Reason, cancellation), cancellation);
    }

    private static async Task WriteAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, ReadOnlyMemory<byte> body, int status, Func<Session, Caller, Catalogue, Task<PrivacyRequest>> write, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var request = await session.TogetherAsync(() => write(session, caller, catalogue), cancellation);
            return Answer.Of(status, await ResponseAsync(requests, reads, caller, catalogue, request, cancellation));
        }, cancellation);
    }

    private static async Task<IResult> CandidatesAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var request = await requests.GetAsync(caller, RequestScope.Id(id), cancellation);
        var found = await requests.CandidatesAsync(caller, catalogue, request, cancellation);
        if (found.Count > 0)
            await reads.AnsweringAsync(caller, request.Id, "privacy_candidates", [.. found.Select(r => r.Id)], cancellation);
        return Results.Json(new PersonalRecordList([.. found.Select(r => Of(catalogue, r))]), Body.Json);
    }

    private static async Task<IResult> RemainsAsync(HttpContext context, KithStore store, PrivacyRequests requests, Remains remains, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var request = await requests.GetAsync(caller, RequestScope.Id(id), cancellation);
        return Results.Json(await FoundAsync(remains, caller, await requests.SubjectAsync(caller, catalogue, request, cancellation), request.Id, cancellation), Body.Json);
    }

    private static async Task<IResult> SearchAsync(HttpContext context, KithStore store, Remains remains, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<PrivacySearch>(context, cancellation);
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        var subject = Subject.Of(asked.Name, asked.Email, asked.Phone, []);
        if (subject.Terms.Count == 0)
            throw new ProblemException(Problem.Field("email", "privacy.nobody"));
        return Results.Json(await FoundAsync(remains, caller, subject, null, cancellation), Body.Json);
    }

    private static async Task<RemainList> FoundAsync(Remains remains, Caller caller, Subject subject, Guid? except, CancellationToken cancellation) =>
        new(subject.Terms, [.. (await remains.FindAsync(caller.Workspace, subject, except, cancellation)).Select(r => new RemainEntry(r.Store, r.Label, r.Table, r.Column, r.Rows, r.Some))]);

    private static Task JsonAsync(HttpContext context, KithStore store, PrivacyRequests requests, PersonalData data, ExportLog audit, ReadLog reads, string id, CancellationToken cancellation) =>
        DataAsync(context, store, requests, audit, reads, id, "application/json", ".json", (caller, subject, own) => data.WriteJsonAsync(caller.Workspace, subject, own, context.Response.Body, cancellation), cancellation);

    private static Task CsvAsync(HttpContext context, KithStore store, PrivacyRequests requests, PersonalData data, ExportLog audit, ReadLog reads, string id, CancellationToken cancellation) =>
        DataAsync(context, store, requests, audit, reads, id, "text/csv", ".csv", (caller, subject, own) => data.WriteCsvAsync(caller.Workspace, subject, own, context.Response.Body, cancellation), cancellation);

    private static async Task DataAsync(HttpContext context, KithStore store, PrivacyRequests requests, ExportLog audit, ReadLog reads, string id, string type, string ending, Func<Caller, Subject, bool, Task<long>> write, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var request = await requests.GetAsync(caller, RequestScope.Id(id), cancellation);
        var subject = await requests.SubjectAsync(caller, catalogue, request, cancellation);
        await reads.AnsweringAsync(caller, request.Id, "privacy_data", [], cancellation);
        ExportEndpoints.Begin(context, "personal-data", type, ending);
        long? rows = null;
        try
        {
            rows = await write(caller, subject, request.Kind == RequestKind.Portability);
        }
        finally
        {
            // Also where the reader went away: what came until then has left.
            await audit.DoneAsync(caller, "privacy_request", new ListQuery(), rows, CancellationToken.None);
        }
    }

    /// <summary>A request with what its records are called, also of those that the caller would not see otherwise, which is noted.</summary>
    internal static async Task<PrivacyRequestResponse> ResponseAsync(PrivacyRequests requests, ReadLog reads, Caller caller, Catalogue catalogue, PrivacyRequest request, CancellationToken cancellation)
    {
        if (request.Records.Count > 0)
            await reads.AnsweringAsync(caller, request.Id, "privacy_request", request.Records, cancellation);
        return Response(requests, caller, catalogue, request, await requests.RecordsAsync(caller, catalogue, request.Records, cancellation));
    }

    private static PrivacyRequestResponse Response(PrivacyRequests requests, Caller caller, Catalogue catalogue, PrivacyRequest request, IReadOnlyList<SubjectRecord> records) => new(
        request.Id, request.Kind, request.State, request.Name, request.Email, request.Phone, [.. records.Where(r => request.Records.Contains(r.Id)).Select(r => Of(catalogue, r))], request.Subject.Terms, request.Note,
        request.ReceivedOn, request.DueOn, requests.IsOverdue(caller, request),
        request.Answer, request.CreatedAt, Person(request.CreatedBy, request.CreatedByName), request.ClosedAt, Person(request.ClosedBy, request.ClosedByName), request.State == RequestState.Done ? ErasureReceipt.Read(request.Receipt) : null);

    internal static PersonalRecord Of(Catalogue catalogue, SubjectRecord record) => new(record.Type, catalogue.Find(record.Type)?.Plural, record.Id, record.Title, record.Deleted);

    private static Link? Person(Guid? id, string name) => id is { } known ? new Link(known, name) : null;
}
