using Kith.Core.Modules;

namespace Kith.Sales.Deals;

/// <summary>What a deal says about its end, and forgets when it is opened again.</summary>
internal static class DealClosing
{
    /// <summary>A deal that ends says why where its pipeline wants to know; one that is opened again has no end.</summary>
    public static async ValueTask SaysWhy(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var concerned = drafts.Where(d => DealStages.Enters(d) || d.Changed("close_reason")).ToList();
        if (concerned.Count == 0)
            return;
        var stages = (await source.AllAsync<Stage>(cancellation)).ToDictionary(s => s.Id);
        foreach (var draft in concerned)
        {
            var deal = (Deal)draft.Record;
            var stage = stages.GetValueOrDefault(deal.StageId);
            if (stage is not null && !draft.IsNew && DealStages.Enters(draft))
                Ends(deal, draft, stage, draft.Before("stage") is Guid left ? stages.GetValueOrDefault(left) : null);
            if (Outcomes.Of(stage) is { } outcome)
                await ReasonFitsAsync(deal, draft, stage!, outcome, source, cancellation);
        }
    }

    private static void Ends(Deal deal, Draft draft, Stage stage, Stage? left)
    {
        var (outcome, earlier) = (Outcomes.Of(stage), Outcomes.Of(left));
        if (earlier is not null && outcome != earlier)
            Forget(deal, draft);
        if (outcome is null)
        {
            deal.ClosedFromId = null;
            if (earlier is not null && !draft.Named("close_date"))
                deal.CloseDate = null;
        }
        else if (earlier is null)
        {
            deal.ClosedFromId = left?.Id;
        }
    }

    // What the write itself says stays.
    private static void Forget(Deal deal, Draft draft)
    {
        if (!draft.Named("close_reason"))
            deal.CloseReasonId = null;
        if (!draft.Named("competitor"))
            deal.CompetitorId = null;
        if (!draft.Named("close_note"))
            deal.CloseNote = null;
    }

    // A deal that is new, such as one of an import, may have ended when nobody asked.
    private static async ValueTask ReasonFitsAsync(Deal deal, Draft draft, Stage stage, string outcome, IRecordSource source, CancellationToken cancellation)
    {
        if (deal.CloseReasonId is { } chosen)
        {
            if ((await source.AllAsync<CloseReason>(cancellation)).FirstOrDefault(r => r.Id == chosen) is { Outcome: { } other } reason && other != outcome)
                draft.Problems.Add("close_reason", "deal.reason_of_other_end", reason.Name, stage.Name);
            return;
        }
        if (draft.IsNew)
            return;
        var needed = (await source.AllAsync<Pipeline>(cancellation)).FirstOrDefault(p => p.Id == deal.PipelineId)?.ReasonNeeded;
        if (needed == ReasonNeeds.Always || (needed == ReasonNeeds.Lost && outcome == Outcomes.Lost))
            draft.Problems.Add("close_reason", "deal.reason_needed", stage.Name);
    }
}

/// <summary>When a pipeline wants to know why a deal ended.</summary>
internal static class ReasonNeeds
{
    public const string Lost = "lost";
    public const string Always = "always";
}
