using Kith.Core.Modules;

namespace Kith.Sales.Deals;

/// <summary>What happens when a deal enters a stage.</summary>
internal static class DealStages
{
    /// <summary>A deal knows since when it stands in its stage.</summary>
    public static ValueTask KnowsSinceWhen(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts.Where(Enters))
            ((Deal)draft.Record).StageSince = source.Now;
        return ValueTask.CompletedTask;
    }

    /// <summary>What a stage asks for is filled before a deal enters it; all that is missing is told at once.</summary>
    public static async ValueTask HasWhatIsAsked(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation)
    {
        var entering = drafts.Where(Enters).ToList();
        if (entering.Count == 0)
            return;
        var stages = (await source.AllAsync<Stage>(cancellation)).Where(s => s.RequiredToEnter is { Length: > 0 }).ToDictionary(s => s.Id);
        if (stages.Count == 0)
            return;
        var (type, names) = (source.Names.Catalogue.Of<Deal>(), source.Names);
        foreach (var draft in entering)
        {
            if (!stages.TryGetValue(((Deal)draft.Record).StageId, out var stage))
                continue;
            // A field that is gone by now asks for nothing.
            foreach (var field in stage.RequiredToEnter!.Select(type.Find).OfType<Kith.Core.Types.Field>().Where(f => !draft.Filled(f.Name)))
            {
                if (names.Hidden(type, field))
                    draft.Problems.Add("stage", "deal.needs_what_is_hidden", stage.Name);
                else if (!draft.Problems.Errors.Any(e => e.Field == field.Name))
                    draft.Problems.Add(field.Name, "deal.required_to_enter", field.Label, stage.Name);
            }
        }
    }

    /// <summary>True where a write brings a deal into a stage; that of another pipeline, too, even where only the pipeline was named.</summary>
    public static bool Enters(Draft draft) => draft.IsNew || draft.Changed("stage") || draft.Changed("pipeline");
}
