using Kith.Core.Modules;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Leads;

/// <summary>What people do with leads.</summary>
internal static class LeadActions
{
    /// <summary>Why leads are given up.</summary>
    public static readonly Field Reason = new() { Name = "reason", Label = "", Kind = FieldKinds.Text, Required = true, MaxLength = 300 };

    /// <summary>Gives leads up.</summary>
    public static ValueTask Unqualify(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var lead = (Lead)draft.Record;
            (lead.Status, lead.UnqualifiedReason) = (LeadStatus.Unqualified, (string)input[Reason.Name]!);
        }
        return ValueTask.CompletedTask;
    }
}
