using Kith.Core.Modules;
using Kith.Sales.Leads;

namespace Kith.Sales.Forms;

/// <summary>Leads that came through forms.</summary>
public static class FormLeads
{
    /// <summary>Says where a new lead came from, and whose it is where its form has an owner and asks no rules.</summary>
    /// <param name="form">Null where it is no longer there.</param>
    public static void Mark(Lead lead, WebForm? form)
    {
        lead.WebFormId = form?.Id;
        if (form is { ByRules: false, OwnerId: { } owner })
            lead.OwnerId = owner;
    }

    /// <summary>A lead that no rule has given to anybody goes to the owner of its form.</summary>
    internal static async ValueTask ElseToOwner(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var left = drafts.Where(d => d.IsNew && !d.Dealt && !d.Named("owner") && ((Lead)d.Record).WebFormId is not null).ToList();
        if (left.Count == 0)
            return;
        var owners = (await source.AllAsync<WebForm>(cancellation)).ToDictionary(f => f.Id, f => f.OwnerId);
        foreach (var draft in left)
        {
            var lead = (Lead)draft.Record;
            if (owners.GetValueOrDefault(lead.WebFormId!.Value) is { } owner)
                (lead.OwnerId, draft.Dealt) = (owner, true);
        }
    }
}
