using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>A contact who has a say in a deal, beside the one it is made with.</summary>
[RecordType("deal_contact", "deal_contacts", Icon = "users", Part = true, Searched = false, List = "contact,role,deal")]
public sealed class DealContact : Record
{
    [Title, Required(FilledIn = true), MaxLength(250)] public string Name { get; set; } = "";
    [Link<Deal>(Cascade = true), Required] public Guid DealId { get; set; }
    [Link<Contact>(Cascade = true), Required] public Guid ContactId { get; set; }
    [Choices("decision_maker", "influencer", "technical", "administrative", "billing", Open = true), ImportNames("buying role")] public string? Role { get; set; }
    [Markdown, ImportNames("notes")] public string? Description { get; set; }
}

/// <summary>What always holds for the contacts of deals.</summary>
internal static class DealContactRules
{
    /// <summary>Unless they are given a name of their own, they are called as the contact is.</summary>
    public static async ValueTask NamedAfterContact(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var named = drafts.Where(d => ((DealContact)d.Record).Name.Length == 0 || (d.Changed("contact") && !d.Changed("name"))).ToList();
        if (named.Count == 0)
            return;
        var ids = named.Select(d => ((DealContact)d.Record).ContactId).Distinct().ToList();
        var contacts = (await source.FindAsync<Contact>($"id in ({string.Join(", ", ids.Select(id => $"\"{id}\""))})", ids.Count, cancellation)).ToDictionary(c => c.Id, c => c.Name);
        foreach (var draft in named)
        {
            var member = (DealContact)draft.Record;
            // Without a contact that may be seen it is refused for that alone.
            member.Name = contacts.GetValueOrDefault(member.ContactId, "–");
        }
    }
}
