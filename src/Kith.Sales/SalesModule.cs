using Kith.Core.Modules;

namespace Kith.Sales;

/// <summary>Companies, the people in them, and the deals made with them.</summary>
public sealed class SalesModule : Module
{
    protected override void Declare(ModuleBuilder builder) => builder
        .Type<Company>()
        .Type<Contact>(t => t.Prepare(ContactRules.NameFromParts))
        .Type<Pipeline>(t => t.Prepare(PipelineRules.FirstIsDefault))
        .Type<Stage>(t => t.Prepare(PipelineRules.StageHasPlace))
        .Type<Deal>(t => t
            .Prepare(DealRules.StandsInPipeline)
            .Prepare(DealRules.ClosesOnItsDay)
            .Prepare(DealRules.WonHasAmount)
            .HandedOver("not (stage.won or stage.lost)")
            .Action("win", DealActions.Win)
            .Action("lose", DealActions.Lose));
}
