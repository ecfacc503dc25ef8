using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>A way that deals take, stage by stage.</summary>
[RecordType("pipeline", "pipelines", Icon = "workflow", Setup = true, List = "name,default")]
public sealed class Pipeline : Record
{
    [Title, Required, MaxLength(100)] public string Name { get; set; } = "";
    /// <summary>The pipeline that deals without one enter; the workspace's first.</summary>
    [ReadOnlyField] public bool? Default { get; set; }
}

/// <summary>A step of a pipeline.</summary>
[RecordType("stage", "stages", Icon = "milestone", Setup = true, List = "name,pipeline,position,probability,won,lost")]
public sealed class Stage : Record
{
    [Title, Required, MaxLength(100)] public string Name { get; set; } = "";
    [Link<Pipeline>, Required(FilledIn = true)] public Guid PipelineId { get; set; }
    /// <summary>Order within the pipeline, from 1.</summary>
    [Range(0, 1000)] public long? Position { get; set; }
    /// <summary>How likely a deal in this stage is won.</summary>
    [Percent] public decimal? Probability { get; set; }
    public bool? Won { get; set; }
    public bool? Lost { get; set; }
}

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
        }
    }
}
