using Kith.Core.Expressions;
using Kith.Core.Modules;
using Kith.Sales.Forecasts;

namespace Kith.Sales;

/// <summary>What always holds for pipelines and their stages.</summary>
internal static class PipelineRules
{
    /// <summary>The first pipeline of a workspace is its default.</summary>
    public static async ValueTask FirstIsDefault(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        if (!drafts.Any(d => d.IsNew))
            return;
        var any = (await source.AllAsync<Pipeline>(cancellation)).Any(p => p.Default == true);
        foreach (var draft in drafts.Where(d => d.IsNew))
        {
            ((Pipeline)draft.Record).Default = !any;
            any = true;
        }
    }

    /// <summary>A stage without a pipeline joins the default one, behind its other stages; it is won or lost or neither, and that decides its probability.</summary>
    public static async ValueTask StageHasPlace(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
        {
            var stage = (Stage)draft.Record;
            if (stage.PipelineId == Guid.Empty && (await source.AllAsync<Pipeline>(cancellation)).FirstOrDefault(p => p.Default == true) is { } pipeline)
                stage.PipelineId = pipeline.Id;
            if (stage.Position is null)
            {
                var others = (await source.AllAsync<Stage>(cancellation)).Concat(drafts.Select(d => (Stage)d.Record)).Where(s => s.PipelineId == stage.PipelineId);
                stage.Position = 1 + (others.Max(s => s.Position) ?? 0);
            }
            if (stage is { Won: true, Lost: true })
                draft.Problems.Add("lost", "stage.won_and_lost");
            stage.Probability = stage switch { { Won: true } => 100, { Lost: true } => 0, _ => stage.Probability ?? 50 };
            Counts(stage, draft);
            AsksForFields(stage, draft, source.Names);
        }
    }

    // Unless told, what is likelier than not counts in the best case, and what is nearly sure is promised.
    private static void Counts(Stage stage, Draft draft)
    {
        if (stage is { ForecastCategory: ForecastCategories.Closed, Won: not true } && draft.Named("forecast_category"))
            draft.Problems.Add("forecast_category", "stage.closed_is_won");
        stage.ForecastCategory = stage switch
        {
            { Won: true } => ForecastCategories.Closed,
            { Lost: true } => ForecastCategories.Omitted,
            { ForecastCategory: not null and not ForecastCategories.Closed } => stage.ForecastCategory,
            { Probability: >= 75 } => ForecastCategories.Commit,
            { Probability: >= 50 } => ForecastCategories.BestCase,
            _ => ForecastCategories.Pipeline,
        };
    }

    // What nobody could fill would lock the stage for good.
    private static void AsksForFields(Stage stage, Draft draft, CheckContext names)
    {
        if (stage.RequiredToEnter is not { Length: > 0 } asked || !(draft.IsNew || draft.Changed("required_to_enter")))
            return;
        var deal = names.Catalogue.Of<Deal>();
        foreach (var name in asked.Where(n => deal.Find(n) is not { Writable: true }))
            draft.Problems.Add("required_to_enter", "stage.unknown_field", name);
    }

    /// <summary>Makes a pipeline the default in the place of the one that is.</summary>
    public static async ValueTask MakeDefault(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var present = (await source.AllAsync<Pipeline>(cancellation)).Where(p => p.Default == true).ToList();
        foreach (var draft in drafts)
        {
            foreach (var other in present.Where(p => p.Id != draft.Record.Id))
                draft.Change<Pipeline>(other.Id, p => p.Default = false);
            ((Pipeline)draft.Record).Default = true;
        }
    }

    /// <summary>Deals without a pipeline must find one, so the default stays.</summary>
    public static string? DefaultStays(Pipeline pipeline) => pipeline.Default == true ? "pipeline.default_stays" : null;
}
