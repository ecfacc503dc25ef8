using Kith.Core.Modules;

namespace Kith.Sales;

/// <summary>What people do with deals.</summary>
internal static class DealActions
{
    /// <summary>Moves deals to the won stage of their pipeline.</summary>
    public static ValueTask Win(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        MoveAsync(drafts, source, s => s.Won == true, "deal.no_won_stage", cancellation);

    /// <summary>Moves deals to the lost stage of their pipeline.</summary>
    public static ValueTask Lose(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        MoveAsync(drafts, source, s => s.Lost == true, "deal.no_lost_stage", cancellation);

    private static async ValueTask MoveAsync(IReadOnlyList<Draft> drafts, IRecordSource source, Func<Stage, bool> wanted, string code, CancellationToken cancellation)
    {
        var stages = (await source.AllAsync<Stage>(cancellation)).Where(wanted).OrderBy(s => s.Position).ToLookup(s => s.PipelineId);
        foreach (var draft in drafts)
        {
            var deal = (Deal)draft.Record;
            if (stages[deal.PipelineId].FirstOrDefault() is { } stage)
                deal.StageId = stage.Id;
            else
                draft.Problems.Add("stage", code);
        }
    }
}
