using Kith.Core.Modules;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Sales.Territories;

/// <summary>What people do with records because of where they lie.</summary>
internal static class TerritoryActions
{
    /// <summary>What a transfer is told: who gets the companies, and whether what is still to be done goes along.</summary>
    public static readonly Field[] Transferred =
    [
        new() { Name = "owner", Label = "", Kind = FieldKinds.Person, To = "person", Required = true },
        new() { Name = "deals", Label = "", Kind = FieldKinds.Boolean },
        new() { Name = "tasks", Label = "", Kind = FieldKinds.Boolean },
    ];

    /// <summary>Puts companies where the territories say, unless a person chose where they lie.</summary>
    public static ValueTask PlaceCompanies(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) => PlaceAsync<Company>(drafts, source, cancellation);

    /// <summary>Puts leads where the territories say, unless a person chose where they lie.</summary>
    public static ValueTask PlaceLeads(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) => PlaceAsync<Leads.Lead>(drafts, source, cancellation);

    /// <summary>Puts deals where the territories say or their company lies, unless a person chose where they lie.</summary>
    public static ValueTask PlaceDeals(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation) => PlaceAsync<Deal>(drafts, source, cancellation);

    /// <summary>Gives companies to another owner, with the open deals and open tasks that their owner so far has with them.</summary>
    public static async ValueTask Transfer(IReadOnlyList<Draft> drafts, IReadOnlyDictionary<string, object?> input, IRecordSource source, CancellationToken cancellation)
    {
        var owner = (Guid)input["owner"]!;
        foreach (var draft in drafts)
        {
            var company = (Company)draft.Record;
            if (company.OwnerId is { } before && before != owner)
                await AlongAsync(draft, company.Id, before, owner, input["deals"] is true, input["tasks"] is true, source, cancellation);
            company.OwnerId = owner;
        }
    }

    private static async Task AlongAsync(Draft draft, Guid company, Guid before, Guid owner, bool withDeals, bool withTasks, IRecordSource source, CancellationToken cancellation)
    {
        var deals = withDeals || withTasks ? await Handover.DealsAsync(source, company, before, cancellation) : [];
        foreach (var deal in withDeals ? deals : [])
            draft.Change<Deal>(deal.Id, d => d.OwnerId = owner, ifAllowed: true);
        // What has to do with the company or its deals.
        foreach (var (_, task, of) in withTasks ? await Handover.TasksAsync(source, deals.Select(d => d.Id).Prepend(company), before, cancellation) : [])
            draft.ChangeIfAllowed(task, of, owner);
    }

    private static async ValueTask PlaceAsync<T>(IReadOnlyList<Draft> drafts, IRecordSource source, CancellationToken cancellation) where T : Record, IInTerritory
    {
        List<T> records = [.. drafts.Select(d => (T)d.Record)];
        var tree = new TerritoryTree(await source.AllAsync<Territory>(cancellation));
        foreach (var (record, placed) in records.Zip(await Placing.OfAsync(records, tree, source, cancellation)))
        {
            if (placed.Territory != record.TerritoryId)
                (record.TerritoryId, record.TerritoryByHand) = (placed.Territory, false);
        }
    }
}
