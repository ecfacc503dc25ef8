using Kith.Core.Modules;
using Kith.Sales.Leads;

namespace Kith.Sales.Assignment;

/// <summary>When leads are dealt out by rules: when they come in without anybody being named, and when somebody asks for it.</summary>
internal static class LeadAssignment
{
    /// <summary>A new lead for which nobody is named goes to whom the rules say, and stays with its maker where none does. What made it somebody's is forgotten when a person gives it to another.</summary>
    public static async ValueTask WhenMade(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts.Where(d => !d.IsNew && !d.Dealt && d.Changed("owner")))
            ((Lead)draft.Record).AssignedById = null;
        foreach (var made in drafts.Where(d => d.IsNew && d.Problems.None && IsLeft(d, source)).GroupBy(d => AddedByHand(d, source)))
        {
            if (await Dealing.OfAsync(source, made.Key, cancellation) is { } dealing)
                await DealAsync(dealing, [.. made], cancellation);
        }
    }

    /// <summary>Deals open leads out anew.</summary>
    public static async ValueTask Assign(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var open = drafts.Where(d => IsOpen((Lead)d.Record)).ToList();
        if (open.Count > 0 && await Dealing.OfAsync(source, byHand: false, cancellation) is { } dealing)
            await DealAsync(dealing, open, cancellation);
    }

    /// <summary>True for a lead that is still worked on.</summary>
    public static bool IsOpen(Lead lead) => lead.Status is not (LeadStatus.Unqualified or LeadStatus.Converted);

    // The form names its user until another is chosen.
    private static bool IsLeft(Draft draft, IRecordSource source) => !draft.Named("owner") || AddedByHand(draft, source) && ((Lead)draft.Record).OwnerId == source.Me;

    // Whoever lets in what came through a form does not add it.
    private static bool AddedByHand(Draft draft, IRecordSource source) => source.ByHand && ((Lead)draft.Record).WebFormId is null;

    private static async Task DealAsync(Dealing dealing, List<Draft> drafts, CancellationToken cancellation)
    {
        foreach (var (draft, dealt) in drafts.Zip(await dealing.DealAsync(drafts, cancellation)))
        {
            if (dealt is null)
                continue;
            var lead = (Lead)draft.Record;
            (lead.OwnerId, lead.AssignedById, draft.Dealt) = (dealt.Person.Id, dealt.Rule.Id, true);
        }
    }
}
