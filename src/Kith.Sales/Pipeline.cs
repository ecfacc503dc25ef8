using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Sales;

/// <summary>A way that deals take, stage by stage.</summary>
[RecordType("pipeline", "pipelines", Icon = "workflow", Setup = true, Configuration = true, List = "name,default")]
public sealed class Pipeline : Record
{
    [Title, Required, MaxLength(100)] public string Name { get; set; } = "";
    /// <summary>The pipeline that deals without one enter: always exactly one, at first the workspace's first.</summary>
    [ReadOnlyField] public bool? Default { get; set; }
    /// <summary>When a deal has to say why it ended; never where empty. People are asked in any case.</summary>
    [Choices("never", "lost", "always"), Default("never")] public string? ReasonNeeded { get; set; }
}

/// <summary>A step of a pipeline.</summary>
[RecordType("stage", "stages", Icon = "milestone", Setup = true, Configuration = true, List = "name,pipeline,position,probability,forecast_category,days_until_stale,won,lost")]
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
    /// <summary>What its deals count as in a forecast; what is won is closed, what is lost omitted.</summary>
    [Choices("pipeline", "best_case", "commit", "omitted", "closed")] public string? ForecastCategory { get; set; }
    /// <summary>A hue from 0 to 360, as choices have it; grey without one.</summary>
    [Range(0, 360)] public long? Color { get; set; }
    /// <summary>After how many days in this stage a deal counts as stale; never where empty.</summary>
    [Range(1, 3650)] public long? DaysUntilStale { get; set; }
    /// <summary>Names of the deal's fields without which none enters.</summary>
    [Tags] public string[]? RequiredToEnter { get; set; }
}
