using Kith.Core.Modules;

namespace Kith.Sales.Deals;

/// <summary>What always holds for deals.</summary>
internal static class DealRules
{
    /// <summary>A deal stands in a stage of its own pipeline; a new one starts at the first stage of the default pipeline.</summary>
    public static async ValueTask StandsInPipeline(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var moved = drafts.Where(DealStages.Enters).ToList();
        if (moved.Count == 0)
            return;
        var stages = (await source.AllAsync<Stage>(cancellation)).ToDictionary(s => s.Id);
        var pipelines = await source.AllAsync<Pipeline>(cancellation);
        var standard = pipelines.FirstOrDefault(p => p.Default == true)?.Id;
        foreach (var draft in moved)
        {
            var deal = (Deal)draft.Record;
            var stage = stages.GetValueOrDefault(deal.StageId);
            var pipelineChosen = deal.PipelineId != Guid.Empty && draft.Changed("pipeline");
            if (stage is not null && !pipelineChosen)
                deal.PipelineId = stage.PipelineId;
            else if (deal.PipelineId == Guid.Empty)
                deal.PipelineId = standard ?? Guid.Empty;
            if (stage is null || (stage.PipelineId != deal.PipelineId && !draft.Changed("stage")))
            {
                // An unknown stage or pipeline is left for the link's own check to refuse.
                if (deal.StageId != Guid.Empty && stage is null)
                    continue;
                if (stages.Values.Where(s => s.PipelineId == deal.PipelineId).MinBy(s => s.Position) is { } first)
                    deal.StageId = first.Id;
                else if (pipelines.Any(p => p.Id == deal.PipelineId))
                    draft.Problems.Add("stage", "deal.pipeline_without_stages");
            }
            else if (stage.PipelineId != deal.PipelineId)
            {
                draft.Problems.Add("stage", "deal.stage_of_other_pipeline", stage.Name);
            }
        }
    }

    /// <summary>Winning or losing a deal closes it on that day, unless the write names another.</summary>
    public static async ValueTask ClosesOnItsDay(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var moved = drafts.Where(DealStages.Enters).ToList();
        if (moved.Count == 0)
            return;
        var closed = (await source.AllAsync<Stage>(cancellation)).Where(s => s.Won == true || s.Lost == true).Select(s => s.Id).ToHashSet();
        foreach (var draft in moved)
        {
            var deal = (Deal)draft.Record;
            if (closed.Contains(deal.StageId) && (deal.CloseDate is null || !draft.Changed("close_date")))
                deal.CloseDate = source.Today;
        }
    }

    /// <summary>Forecasts add up won deals, so a won deal without an amount would silently count as zero.</summary>
    public static async ValueTask WonHasAmount(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var bare = drafts.Where(d => ((Deal)d.Record).Amount is null).ToList();
        if (bare.Count == 0)
            return;
        var won = (await source.AllAsync<Stage>(cancellation)).Where(s => s.Won == true).Select(s => s.Id).ToHashSet();
        foreach (var draft in bare.Where(d => won.Contains(((Deal)d.Record).StageId)))
            draft.Problems.Add("amount", "deal.required_when_won");
    }
}
