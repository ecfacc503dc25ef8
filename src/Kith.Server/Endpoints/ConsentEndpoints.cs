using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Privacy;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>What data of people is used for, and what they said about it.</summary>
public static class ConsentEndpoints
{
    public static void MapConsents(this IEndpointRouteBuilder routes)
    {
        var key = OperationParameter.IdempotencyKey;
        var record = new OperationParameter("id", "path", "Id of the record", Required: true);
        var manages = Guard.Has(Function.ManagePrivacy);
        routes.Map(Of("GET", "purposes", "list_purposes", "What data of people is used for: the purposes in use first, by name, each with all versions of its wording", manages) with { Response = typeof(PurposeList) }, ListAsync);
        routes.Map(Of("POST", "purposes", "create_purpose", "Make a purpose", manages) with { Request = typeof(PurposeRequest), Response = typeof(PurposeResponse), Status = 201, Parameters = [key] }, CreateAsync);
        routes.Map(Of("PUT", "purposes/{id}", "update_purpose", "Change a purpose, archive it or take it into use again; another wording becomes the next version", manages) with { Request = typeof(PurposeRequest), Response = typeof(PurposeResponse), Parameters = [new("id", "path", "Id of the purpose", Required: true)] }, UpdateAsync);
        routes.Map(Of("GET", "consents/{id}", "get_consents", "How a person in the records stands to each purpose, and all that was recorded about it; for those who read the record", Guard.SignedIn) with { Response = typeof(ConsentList), Parameters = [record] }, GetAsync);
        routes.Map(Of("POST", "consents/{id}", "record_consent", "Record that a person agreed, withdrew or objected, or that another basis holds; for those who may change the record. It is never changed afterwards, only added to", Guard.SignedIn) with { Request = typeof(ConsentRequest), Response = typeof(ConsentList), Status = 201, Parameters = [record, key] }, RecordAsync);
    }

    private static Operation Of(string method, string path, string id, string summary, Guard guard) => new(method, "/api/v1/" + path, id, summary) { Guard = guard, Tag = "privacy" };

    /// <summary>A purpose as it is asked for.</summary>
    /// <param name="Description">For those who work here.</param>
    /// <param name="Basis">The ground of GDPR Art. 6(1), a to f.</param>
    /// <param name="Wording">What people are told or agree to; needed where the basis is consent.</param>
    public sealed record PurposeRequest(string Name = "", string? Description = null, LegalBasis? Basis = null, string? Wording = null, bool Archived = false)
    {
        internal PurposeInput ToInput() => new(Name, Description, Basis, Wording, Archived);
    }

    /// <summary>A version of what people are told.</summary>
    public sealed record WordingResponse(long Version, string Text, DateTime CreatedAt, Link? CreatedBy);

    /// <summary>A purpose.</summary>
    /// <param name="Version">Of the present wording; null where there is none.</param>
    /// <param name="Wordings">The oldest first.</param>
    public sealed record PurposeResponse(Guid Id, string Name, string? Description, LegalBasis Basis, string? Wording, long? Version, bool Archived, DateTime UpdatedAt, IReadOnlyList<WordingResponse> Wordings);

    /// <summary>A ground on which data may be used.</summary>
    /// <param name="Label">What people call it, with its letter in GDPR Art. 6(1).</param>
    public sealed record BasisLabel(LegalBasis Basis, string Label);

    /// <summary>Purposes.</summary>
    /// <param name="Bases">All grounds there are, in the order of the law.</param>
    public sealed record PurposeList(IReadOnlyList<PurposeResponse> Data, IReadOnlyList<BasisLabel> Bases);

    /// <summary>What a person said.</summary>
    /// <param name="Purpose">Id of the purpose.</param>
    /// <param name="State">given, withdrawn (objections, too) or other_basis.</param>
    /// <param name="Basis">For other_basis: which.</param>
    /// <param name="Reason">For other_basis: why.</param>
    /// <param name="At">When they said it; now when missing.</param>
    /// <param name="Channel">Through what they said it.</param>
    /// <param name="Wording">Version of the wording they read; the present one when missing.</param>
    /// <param name="Evidence">What proves it, such as where the form is filed.</param>
    public sealed record ConsentRequest(
        Guid? Purpose = null, [property: AllowedValues("given", "withdrawn", "other_basis")] string? State = null, LegalBasis? Basis = null, string? Reason = null, DateTimeOffset? At = null, ConsentChannel? Channel = null, long? Wording = null, string? Evidence = null)
    {
        internal ConsentInput ToInput() => new(
            Purpose, State switch { "given" => ConsentState.Given, "withdrawn" => ConsentState.Withdrawn, "other_basis" => ConsentState.OtherBasis, _ => null }, Basis, Reason, At?.UtcDateTime, Channel, Wording, Evidence);
    }

    /// <summary>Something that was recorded.</summary>
    /// <param name="Purpose">What it is about.</param>
    /// <param name="Record">The record it was written down with: another one where that was merged into this since.</param>
    /// <param name="Wording">Version of the wording; null where there was none.</param>
    public sealed record ConsentEntry(
        Guid Id, Link Purpose, Guid Record, ConsentState State, LegalBasis? Basis, string? Reason, DateTime At, ConsentChannel Channel, long? Wording, string? Evidence, DateTime RecordedAt, Link? RecordedBy);

    /// <summary>How a person stands to a purpose.</summary>
    /// <param name="Basis">That of the purpose.</param>
    /// <param name="Wording">What people are told now.</param>
    /// <param name="Version">Of that wording.</param>
    /// <param name="Allowed">True where their data may be used for it.</param>
    /// <param name="Last">What counts; null where nothing was recorded.</param>
    public sealed record ConsentResponse(Link Purpose, string? Description, LegalBasis Basis, string? Wording, long? Version, bool Archived, ConsentState State, bool Allowed, ConsentEntry? Last);

    /// <summary>How a person stands to the purposes.</summary>
    /// <param name="History">All that was recorded, the newest first.</param>
    /// <param name="MayRecord">True where the caller may add to it.</param>
    /// <param name="Bases">All grounds there are, in the order of the law.</param>
    public sealed record ConsentList(IReadOnlyList<ConsentResponse> Data, IReadOnlyList<ConsentEntry> History, bool MayRecord, IReadOnlyList<BasisLabel> Bases);

    private static IReadOnlyList<BasisLabel> Bases => [.. Enum.GetValues<LegalBasis>().Select(b => new BasisLabel(b, Messages.Text("basis." + Naming.Snake(b.ToString()))))];

    private static async Task<IResult> ListAsync(HttpContext context, KithStore store, Purposes purposes, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        return Results.Json(new PurposeList([.. (await purposes.ListAsync(caller, cancellation)).Select(Response)], Bases), Body.Json);
    }

    private static async Task CreateAsync(HttpContext context, KithStore store, Purposes purposes, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<PurposeRequest>(body);
        await SaveAsync(context, store, body, 201, (session, caller) => purposes.CreateAsync(session, caller, asked.ToInput(), cancellation), cancellation);
    }

    private static async Task UpdateAsync(HttpContext context, KithStore store, Purposes purposes, string id, CancellationToken cancellation)
    {
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<PurposeRequest>(body);
        await SaveAsync(context, store, body, 200, (session, caller) => purposes.ChangeAsync(session, caller, RequestScope.Id(id), asked.ToInput(), cancellation), cancellation);
    }

    private static async Task SaveAsync(HttpContext context, KithStore store, ReadOnlyMemory<byte> body, int status, Func<Session, Caller, Task<Purpose>> save, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, body, async session => Answer.Of(status, Response(await session.TogetherAsync(() => save(session, caller), cancellation))), cancellation);
    }

    private static async Task<IResult> GetAsync(HttpContext context, KithStore store, Consents consents, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(Response(await consents.OfAsync(session, caller, catalogue, RequestScope.Id(id), cancellation)), Body.Json);
    }

    private static async Task RecordAsync(HttpContext context, KithStore store, Consents consents, string id, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var record = RequestScope.Id(id);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ConsentRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
        {
            await consents.RecordAsync(session, caller, catalogue, record, asked.ToInput(), cancellation);
            return Answer.Of(201, Response(await consents.OfAsync(session, caller, catalogue, record, cancellation)));
        }, cancellation), cancellation);
    }

    private static PurposeResponse Response(Purpose purpose) => new(
        purpose.Id, purpose.Name, purpose.Description, purpose.Basis, purpose.Wording?.Text, purpose.Wording?.Version, purpose.Archived, purpose.UpdatedAt,
        [.. purpose.Wordings.Select(w => new WordingResponse(w.Version, w.Text, w.CreatedAt, Person(w.CreatedBy, w.CreatedByName)))]);

    private static ConsentList Response(RecordConsents consents)
    {
        var purposes = consents.Purposes.ToDictionary(p => p.Purpose.Id, p => new Link(p.Purpose.Id, p.Purpose.Name));
        ConsentEntry Entry(Consent said) => new(
            said.Id, purposes[said.Purpose], said.Record, said.State, said.Basis, said.Reason, said.At, said.Channel, said.Wording, said.Evidence, said.RecordedAt, Person(said.RecordedBy, said.RecordedByName));
        return new ConsentList(
            [.. consents.Purposes.Select(p => new ConsentResponse(
                purposes[p.Purpose.Id], p.Purpose.Description, p.Purpose.Basis, p.Purpose.Wording?.Text, p.Purpose.Wording?.Version, p.Purpose.Archived,
                p.Standing?.State ?? ConsentState.NotAsked, p.Allowed, p.Standing is { } standing ? Entry(standing) : null))],
            [.. consents.History.Select(Entry)], consents.MayRecord, Bases);
    }

    private static Link? Person(Guid? id, string name) => id is { } known ? new Link(known, name) : null;
}
