using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Sales.Leads;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>What converting a lead would meet, for the one who chooses.</summary>
public static class ConversionEndpoints
{
    private static readonly string[] Chosen = ["company", "contact", "deal"];

    public static void MapConversion(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/leads/{id}/conversion", "preview_conversion", "What converting a lead would meet: companies, contacts and deals that may be the same, what of theirs it would fill and where they differ, and what stays with the lead")
        {
            Guard = Guard.SignedIn,
            Tag = "leads",
            Response = typeof(ConversionResponse),
            Parameters = [new("id", "path", "Id of the lead", Required: true), .. Chosen.Select(c => new OperationParameter(c, "query", $"Id of a {c} to compare the lead with, beside those that are found"))],
        }, PreviewAsync);
        foreach (var (types, one, of) in Matched)
        {
            routes.Map(new Operation("POST", $"/api/v1/{types}/matches", $"match_{one}", $"Who is there already with {of}, before a {one} is made")
            {
                Guard = Guard.SignedIn,
                Tag = types,
                OnlyReads = true,
                Request = typeof(LeadMatchRequest),
                Response = typeof(LeadMatchList),
            }, (HttpContext context, KithStore store, CancellationToken cancellation) => MatchAsync(context, store, types, cancellation));
        }
    }

    private static readonly (string Types, string One, string Of)[] Matched =
    [
        ("leads", "lead", "an e-mail address, a telephone number, a domain or a company name"),
        ("contacts", "contact", "an e-mail address, a telephone number or a name"),
        ("companies", "company", "a domain, a telephone number or a name"),
    ];

    /// <summary>What is known of somebody, or of a firm, before a record is made of them.</summary>
    /// <param name="CompanyName">Name of a firm; looked for where a lead or a company is to be made.</param>
    /// <param name="FirstName">With the last name looked for where a contact is to be made.</param>
    public sealed record LeadMatchRequest(string? Email = null, string? Phone = null, string? Mobile = null, string? Website = null, string? CompanyName = null, string? FirstName = null, string? LastName = null);

    /// <summary>Whoever is there already, among what the caller may see; those that are sure first.</summary>
    public sealed record LeadMatchList(IReadOnlyList<LeadMatchResponse> Data);

    /// <summary>Somebody, or a firm, that is there already.</summary>
    /// <param name="Why">What they have in common.</param>
    /// <param name="Sure">False where it is only a guess: a firm of the same name may be another one.</param>
    public sealed record LeadMatchResponse([property: AllowedValues("lead", "contact", "company")] string Type, Guid Id, string Title, IReadOnlyList<string> Why, bool Sure);

    /// <summary>What converting a lead would meet, among what the caller may see.</summary>
    /// <param name="Converted">What the lead became; null while it is not converted.</param>
    /// <param name="Candidates">Records that the lead may be joined to: those asked about first, then those that are sure.</param>
    /// <param name="LeftBehind">Fields of the lead with a value that nothing takes over; they stay with the lead.</param>
    public sealed record ConversionResponse(ConvertedLead? Converted, IReadOnlyList<CandidateResponse> Candidates, IReadOnlyList<LeftField> LeftBehind);

    /// <summary>What a lead became.</summary>
    public sealed record ConvertedLead(DateTime At, Link? Company, Link? Contact, Link? Deal);

    /// <summary>A record that a lead may be joined to.</summary>
    /// <param name="Why">What they have in common; nothing where the record was asked about.</param>
    /// <param name="Sure">False where it is only a guess: a firm of the same name may be another one.</param>
    /// <param name="Fills">Its empty fields that would take the lead's value.</param>
    /// <param name="Differs">Its fields with another value, which stays unless the field is named in <c>replace</c>.</param>
    public sealed record CandidateResponse([property: AllowedValues("company", "contact", "deal")] string Type, Guid Id, string Title, IReadOnlyList<string> Why, bool Sure, IReadOnlyList<CarriedResponse> Fills, IReadOnlyList<CarriedResponse> Differs);

    /// <summary>A field of the lead beside the field it goes to.</summary>
    /// <param name="Key">What <c>replace</c> names to choose the lead's value.</param>
    /// <param name="From">Name of the lead's field.</param>
    /// <param name="To">Name of the record's field.</param>
    /// <param name="Lead">The lead's value.</param>
    /// <param name="Present">The record's value.</param>
    public sealed record CarriedResponse(string Key, string From, string To, JsonElement? Lead, JsonElement? Present);

    /// <summary>A field that stays with the lead.</summary>
    public sealed record LeftField(string Field, string Label);

    private static async Task PreviewAsync(HttpContext context, KithStore store, string id, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, "leads", cancellation);
        var query = new QueryReader(context, Chosen);
        string[] chosen = [.. Chosen.Select(query.Text).OfType<string>()];
        query.Done();
        var lead = RequestScope.Id(id);
        var present = await RecordAsync(store, caller, catalogue, type, lead, cancellation) ?? throw ProblemException.NotFound();
        Guid[] asked = [.. chosen.Select(RequestScope.Id)];
        ConversionPreview preview;
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            preview = await store.Writes.LookAsync<Lead, ConversionPreview>(session, caller, catalogue, lead, (record, source) => ConversionPreview.OfAsync(record, asked, source, cancellation), cancellation);
        var candidates = new List<CandidateResponse>();
        foreach (var candidate in preview.Candidates)
        {
            if (await RecordAsync(store, caller, catalogue, candidate.Type, candidate.Match.Record.Id, cancellation) is { } record)
                candidates.Add(Told(candidate, present, record));
        }
        var answer = new ConversionResponse(Converted(preview.Lead, present), candidates, [.. preview.LeftBehind.Select(f => new LeftField(f.Name, f.Label))]);
        await context.Response.WriteAsJsonAsync(answer, Body.Json, cancellation);
    }

    private static async Task MatchAsync(HttpContext context, KithStore store, string types, CancellationToken cancellation)
    {
        var (caller, catalogue, type) = await RequestScope.TypeAsync(context, store, types, cancellation);
        new QueryReader(context).Done();
        var asked = Body.Read<LeadMatchRequest>(await Body.ReadBytesAsync(context, cancellation));
        // What cannot be read yet is being typed, and finds nobody.
        PhoneNumber? Phone(string? text) => string.IsNullOrWhiteSpace(text) ? null : FieldKinds.Phone.FromText(text, type["phone"], new InputFormat(caller.Currency), new ProblemList()) as PhoneNumber;
        static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
        var lead = new Lead { Email = Filled(asked.Email), Phone = Phone(asked.Phone), Mobile = Phone(asked.Mobile), Website = Filled(asked.Website), CompanyName = Filled(asked.CompanyName) };
        var found = new List<LeadMatchResponse>();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var name = Filled($"{asked.FirstName} {asked.LastName}");
        foreach (var match in await store.Writes.LookAsync(session, caller, catalogue, source => types switch
        {
            "contacts" => LeadMatches.PeopleAsync(lead, name, source, cancellation),
            "companies" => LeadMatches.CompaniesAsync(lead, source, cancellation),
            _ => LeadMatches.AllAsync(lead, source, cancellation),
        }))
        {
            var of = catalogue.Types.First(t => t.Class == match.Record.GetType());
            if (!store.Policy.Rights(caller, of).Hidden.Contains(of.Title.Name))
                found.Add(new LeadMatchResponse(of.Name, match.Record.Id, match.Record.Get(of.Title) as string ?? "", match.Why, match.Sure));
        }
        await context.Response.WriteAsJsonAsync(new LeadMatchList(found), Body.Json, cancellation);
    }

    // Values come through the read path, so that they are what the caller may see of them.
    private static async Task<JsonElement?> RecordAsync(KithStore store, Caller caller, Catalogue catalogue, RecordType type, Guid id, CancellationToken cancellation)
    {
        using var buffer = new PooledBuffer();
        return await store.Reads.GetAsync(caller, catalogue, type, id, [], null, buffer, cancellation) is null ? null : JsonSerializer.Deserialize<JsonElement>(buffer.Written.Span);
    }

    private static CandidateResponse Told(ConversionCandidate candidate, JsonElement lead, JsonElement record)
    {
        return new CandidateResponse(candidate.Type.Name, candidate.Match.Record.Id, record.GetProperty(candidate.Type.Title.Name).GetString() ?? "", candidate.Match.Why, candidate.Match.Sure,
            [.. candidate.Fills.Select(Carried)], [.. candidate.Differs.Select(Carried)]);

        CarriedResponse Carried(CarriedField c) => new(c.Key, c.From.Name, c.To.Name, Member(lead, c.From.Name), Member(record, c.To.Name));
    }

    private static ConvertedLead? Converted(Lead lead, JsonElement present)
    {
        return lead.ConvertedAt is { } at ? new ConvertedLead(at, Of("converted_company"), Of("converted_contact"), Of("converted_deal")) : null;

        Link? Of(string field) => Member(present, field) is { ValueKind: JsonValueKind.Object } link ? new Link(link.GetProperty("id").GetGuid(), link.GetProperty("title").GetString() ?? "") : null;
    }

    private static JsonElement? Member(JsonElement record, string name) => record.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
