using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Audit;
using Kith.Store.Privacy;

namespace Kith.Server.Endpoints;

/// <summary>Erasing people, and what keeps records from it.</summary>
public static class ErasingEndpoints
{
    public static void MapErasing(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        var record = new OperationParameter("id", "path", "Id of the record", Required: true);
        routes.Map(Of("POST", "privacy_requests/{id}/erase", "erase_person", "Erase the person of a request for erasure, in the background: their records, the history, search, mails, deliveries, imports and all else that is kept; the receipt stands with the request afterwards") with
        {
            Cost = Cost.Heavy,
            Status = 202,
            Response = typeof(PrivacyEndpoints.PrivacyRequestResponse),
            Parameters = [new("id", "path", "Id of the request", Required: true), key],
            Refusals = [ProblemKind.Conflict],
        }, EraseAsync);
        routes.Map(Of("GET", "legal_holds", "list_legal_holds", "Records that must not be erased, purged or anonymised for now") with { Response = typeof(LegalHoldList) }, ListAsync);
        routes.Map(Of("PUT", "legal_holds/{id}", "put_legal_hold", "Put a record under a legal hold, or change the one it is under") with { Request = typeof(LegalHoldRequest), Status = 204, Parameters = [record] }, PutAsync);
        routes.Map(Of("DELETE", "legal_holds/{id}", "end_legal_hold", "End the legal hold of a record") with { Status = 204, Parameters = [record] }, EndAsync);
    }

    private static Operation Of(string method, string path, string id, string summary) => new(method, "/api/v1/" + path, id, summary) { Guard = Guard.Has(Function.ManagePrivacy), Tag = "privacy" };

    /// <summary>Why a record is held.</summary>
    /// <param name="Until">The last day; until somebody ends it when missing.</param>
    public sealed record LegalHoldRequest(string Reason = "", DateOnly? Until = null);

    /// <summary>A record that is held; without its title where the caller may not see it.</summary>
    public sealed record LegalHoldResponse(PrivacyEndpoints.PersonalRecord Record, string Reason, DateOnly? Until, DateTime CreatedAt, Link? CreatedBy);

    /// <summary>All of them.</summary>
    public sealed record LegalHoldList(IReadOnlyList<LegalHoldResponse> Data);

    private static async Task EraseAsync(HttpContext context, KithStore store, PrivacyRequests requests, ReadLog reads, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var request = RequestScope.Id(id);
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            var begun = await session.TogetherAsync(async () =>
            {
                await Erasing.BeginAsync(session, caller, request, cancellation);
                return await PrivacyRequests.FindAsync(session, caller, request, cancellation);
            }, cancellation);
            return Answer.Of(202, await PrivacyEndpoints.ResponseAsync(requests, reads, caller, catalogue, begun, cancellation));
        }, cancellation);
    }

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, LegalHolds holds, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new LegalHoldList([.. (await holds.ListAsync(caller, catalogue, cancellation)).Select(h => new LegalHoldResponse(
            new PrivacyEndpoints.PersonalRecord(h.Type, catalogue.Find(h.Type)?.Plural, h.Record, h.Title, Deleted: false), h.Reason, h.Until, h.CreatedAt, h.CreatedBy is { } by ? new Link(by, h.CreatedByName) : null))]), Body.Json);
    }

    private static async Task PutAsync(HttpContext context, KithStore store, LegalHolds holds, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<LegalHoldRequest>(body);
        await WriteAsync(context, store, body, (session, caller) => holds.PutAsync(session, caller, RequestScope.Id(id), asked.Reason, asked.Until, cancellation), cancellation);
    }

    private static Task EndAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation) =>
        WriteAsync(context, store, default, (session, caller) => LegalHolds.EndAsync(session, caller, RequestScope.Id(id), cancellation), cancellation);

    private static async Task WriteAsync(HttpContext context, KithStore store, ReadOnlyMemory<byte> body, Func<Store.Sql.Session, Caller, Task> write, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            await write(session, caller);
            return new Answer(204, default);
        }, cancellation), cancellation);
    }
}
