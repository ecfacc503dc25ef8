using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Deals;

/// <summary>What people do with deals.</summary>
internal static class DealActions
{
    private static readonly Field[] Why =
    [
        new() { Name = "close_reason", Label = "", Kind = FieldKinds.Link, To = "close_reason" },
        new() { Name = "competitor", Label = "", Kind = FieldKinds.Link, To = "company" },
        new() { Name = "close_note", Label = "", Kind = FieldKinds.Text, MaxLength = 1000 },
    ];

    /// <summary>What winning is told.</summary>
    public static readonly Field[] Won = [new() { Name = "amount", Label = "", Kind = FieldKinds.Money }, .. Why];

    /// <summary>What losing is told.</summary>
    public static readonly Field[] Lost = Why;

    /// <summary>What moving is told.</summary>
    public static readonly Field To = new() { Name = "stage", Label = "", Kind = FieldKinds.Link, To = "stage", Required = true };

    /// <summary>Moves deals to a stage.</summary>
    public static ValueTask Move(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        foreach (var draft in drafts)
            ((Deal)draft.Record).StageId = (Guid)input["stage"]!;
        return ValueTask.CompletedTask;
    }

    /// <summary>Moves deals to the won stage of their pipeline.</summary>
    public static ValueTask Win(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        CloseAsync(drafts, input, source, Outcomes.Won, "deal.no_won_stage", cancellation);

    /// <summary>Moves deals to the lost stage of their pipeline.</summary>
    public static ValueTask Lose(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) =>
        CloseAsync(drafts, input, source, Outcomes.Lost, "deal.no_lost_stage", cancellation);

    /// <summary>Moves deals that ended back to the stage they came from, or else to the first one; one that is open stays where it is.</summary>
    public static async ValueTask Reopen(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var all = await source.AllAsync<Stage>(cancellation);
        var open = all.Where(s => Outcomes.Of(s) is null).OrderBy(s => s.Position).ToLookup(s => s.PipelineId);
        var ended = all.Where(s => Outcomes.Of(s) is not null).Select(s => s.Id).ToHashSet();
        foreach (var draft in drafts.Where(d => ended.Contains(((Deal)d.Record).StageId)))
        {
            var deal = (Deal)draft.Record;
            var choices = open[deal.PipelineId].ToList();
            if ((choices.Find(s => s.Id == deal.ClosedFromId) ?? choices.FirstOrDefault()) is { } stage)
                deal.StageId = stage.Id;
            else
                draft.Problems.Add("stage", "deal.no_open_stage");
        }
    }

    private static async ValueTask CloseAsync(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, string outcome, string code, CancellationToken cancellation)
    {
        var stages = (await source.AllAsync<Stage>(cancellation)).Where(s => Outcomes.Of(s) == outcome).OrderBy(s => s.Position).ToLookup(s => s.PipelineId);
        foreach (var draft in drafts)
        {
            var deal = (Deal)draft.Record;
            if (stages[deal.PipelineId].FirstOrDefault() is { } stage)
                deal.StageId = stage.Id;
            else
                draft.Problems.Add("stage", code);
            deal.Amount = input.GetValueOrDefault("amount") as Money? ?? deal.Amount;
            deal.CloseReasonId = input["close_reason"] as Guid? ?? deal.CloseReasonId;
            deal.CompetitorId = input["competitor"] as Guid? ?? deal.CompetitorId;
            deal.CloseNote = input["close_note"] as string ?? deal.CloseNote;
        }
    }
}
