using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>What a contact is at a company, beside or before the one they belong to.</summary>
[RecordType("affiliation", "affiliations", Icon = "briefcase", Part = true, Searched = false, List = "contact,company,role,since,until,primary")]
public sealed class Affiliation : Record
{
    [Title, Required, MaxLength(200), ImportNames("position", "function", "job title")] public string Role { get; set; } = "";
    [Link<Contact>(Cascade = true), Required] public Guid ContactId { get; set; }
    [Link<Company>(Cascade = true), Required] public Guid CompanyId { get; set; }
    [MaxLength(200)] public string? Department { get; set; }
    [ImportNames("from", "start date")] public DateOnly? Since { get; set; }
    /// <summary>The last day.</summary>
    [ImportNames("to", "end date")] public DateOnly? Until { get; set; }
    /// <summary>The company that the contact belongs to: of all of theirs at most one.</summary>
    [Formula("company = contact.company")] public bool? Primary { get; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
}

/// <summary>What always holds for affiliations, and what people do with them.</summary>
internal static class AffiliationRules
{
    /// <summary>Nothing ends before it begins.</summary>
    public static void EndsAfterItBegins(Affiliation affiliation, Draft draft)
    {
        if (affiliation.Since is { } since && affiliation.Until is { } until && until < since)
            draft.Problems.Add("until", "affiliation.ends_before_it_begins");
    }

    /// <summary>Makes the company the one that the contact belongs to; what they are at the company they belonged to so far is kept.</summary>
    public static async ValueTask MakePrimary(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var affiliation = (Affiliation)draft.Record;
            if (await OneAsync<Contact>(source, affiliation.ContactId, cancellation) is not { } contact)
            {
                draft.Problems.Add("contact", "link_not_found");
                continue;
            }
            if (contact.CompanyId == affiliation.CompanyId)
                continue;
            if (contact.CompanyId is { } before && (await source.FindAsync<Affiliation>($"contact = \"{contact.Id}\" and company = \"{before}\"", 1, cancellation)).Count == 0 && await OneAsync<Company>(source, before, cancellation) is { } company)
                draft.Make<Affiliation>(source.NewId(), a => (a.ContactId, a.CompanyId, a.Role) = (contact.Id, before, contact.Title ?? company.Name));
            draft.Change<Contact>(contact.Id, c => (c.CompanyId, c.Title) = (affiliation.CompanyId, affiliation.Role));
        }
    }

    private static async Task<T?> OneAsync<T>(IRecordSource source, Guid id, CancellationToken cancellation) where T : Record =>
        (await source.FindAsync<T>($"id = \"{id}\"", 1, cancellation)) is [var only] ? only : null;
}
