using Kith.Core.Modules;

namespace Kith.Sales;

/// <summary>What always holds for contacts.</summary>
internal static class ContactRules
{
    /// <summary>A contact is called by its names, or by its address where it has none.</summary>
    public static ValueTask NameFromParts(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var contact = (Contact)draft.Record;
            var name = $"{contact.FirstName} {contact.LastName}".Trim();
            contact.Name = name.Length > 0 ? name : contact.Email ?? contact.Phone?.Text ?? "";
            if (contact.Name.Length == 0)
                draft.Problems.Add("last_name", "contact.needs_a_name");
        }
        return ValueTask.CompletedTask;
    }
}
