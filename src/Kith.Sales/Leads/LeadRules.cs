using Kith.Core.Modules;

namespace Kith.Sales.Leads;

/// <summary>How far a lead has come.</summary>
internal static class LeadStatus
{
    public const string Unqualified = "unqualified";
    public const string Converted = "converted";
}

/// <summary>What always holds for leads.</summary>
internal static class LeadRules
{
    /// <summary>A lead is called by its names, or by whatever else is known of it.</summary>
    public static void NameFromParts(Lead lead, Draft draft)
    {
        var name = $"{lead.FirstName} {lead.LastName}".Trim();
        lead.Name = name.Length > 0 ? name : lead.Email ?? lead.CompanyName ?? lead.Phone?.Text ?? "";
        if (lead.Name.Length == 0)
            draft.Problems.Add("last_name", "lead.needs_a_name");
    }

    /// <summary>Converting alone makes a lead converted, since only then there is what it became; reports tell by the reason why others were given up.</summary>
    public static void StatusFits(Lead lead, Draft draft)
    {
        if (lead.Status == LeadStatus.Converted && lead.ConvertedAt is null)
            draft.Problems.Add("status", "lead.convert_instead");
        else if (lead.Status != LeadStatus.Converted && lead.ConvertedAt is not null)
            draft.Problems.Add("status", "lead.stays_converted");
        if (lead.Status == LeadStatus.Unqualified && lead.UnqualifiedReason is null && (draft.IsNew || draft.Changed("status") || draft.Changed("unqualified_reason")))
            draft.Problems.Add("unqualified_reason", "lead.reason_needed");
    }
}
