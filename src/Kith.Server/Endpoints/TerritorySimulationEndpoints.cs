using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Sales;
using Kith.Sales.Leads;
using Kith.Sales.Territories;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>What a change of territories would do, before it is made.</summary>
public static class TerritorySimulationEndpoints
{
    private const int MostChanges = 100;
    private const int MostMoves = 500;

    public static void MapTerritorySimulation(this IEndpointRouteBuilder routes) => routes.Map(new Operation("POST", "/api/v1/territory/simulation", "simulate_territories", "What a change of territories would move from where to where, and what would lie in each, without making it")
    {
        Guard = Guard.SignedIn,
        Tag = "territories",
        Cost = Cost.Heavy,
        Description = $"Looks at the latest {TerritorySimulation.Most} companies, leads that are worked on, and open deals that the caller sees. What a person put into a territory stays there.",
        Request = typeof(TerritorySimulationRequest),
        Response = typeof(TerritorySimulationResponse),
        Refusals = [ProblemKind.Forbidden],
    }, SimulateAsync);

    /// <summary>A change that is only thought of.</summary>
    /// <param name="Changes">Territories as they would be changed: each with its id, or without one where it would be new, and the fields to set. At most 100.</param>
    /// <param name="Removed">Ids of territories that would be gone.</param>
    public sealed record TerritorySimulationRequest(IReadOnlyList<JsonElement>? Changes = null, IReadOnlyList<Guid>? Removed = null);

    /// <summary>What lies in a territory.</summary>
    /// <param name="Leads">Leads that are worked on.</param>
    /// <param name="Deals">Open deals.</param>
    /// <param name="Amount">What the open deals are worth, in the workspace's currency; null where the caller does not see it.</param>
    public sealed record TerritoryLoadResponse(int Companies, int Leads, int Deals, string? Amount);

    /// <summary>What would become of a territory.</summary>
    /// <param name="Territory">Null for what lies in none.</param>
    public sealed record SimulatedTerritory(Link? Territory, TerritoryLoadResponse Before, TerritoryLoadResponse After);

    /// <summary>A record that would lie elsewhere.</summary>
    /// <param name="From">Null for none.</param>
    /// <param name="To">Null for none.</param>
    public sealed record SimulatedRecord([property: AllowedValues("company", "lead", "deal")] string Type, Link Record, Link? From, Link? To);

    /// <summary>What a change of territories would do.</summary>
    /// <param name="Data">The territories in which something would change.</param>
    /// <param name="Moves">Records that would lie elsewhere, at most 500.</param>
    /// <param name="Moved">How many would lie elsewhere in all.</param>
    /// <param name="More">True where there are more records than were looked at.</param>
    public sealed record TerritorySimulationResponse(string Currency, IReadOnlyList<SimulatedTerritory> Data, IReadOnlyList<SimulatedRecord> Moves, int Moved, bool More);

    private static async Task SimulateAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        TerritoryEndpoints.Require(store, caller, catalogue);
        var asked = Body.Read<TerritorySimulationRequest>(await Body.ReadBytesAsync(context, cancellation));
        if (asked.Changes?.Count > MostChanges || asked.Removed?.Count > MostChanges)
            throw new ProblemException(Problem.Field(asked.Changes?.Count > MostChanges ? "changes" : "removed", "too_many_items", asked.Changes?.Count > MostChanges ? "changes" : "removed", MostChanges));
        if (new[] { catalogue.Of<Company>(), catalogue.Of<Lead>(), catalogue.Of<Deal>() }.Any(t => store.Policy.Rights(caller, t).Hidden.Contains("territory")))
            throw ProblemException.Forbidden();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var now = await AllAsync(session);
        var then = await ThoughtOfAsync(session);
        var simulated = await store.Writes.LookAsync(session, caller, catalogue, source => TerritorySimulation.OfAsync(source, then, cancellation));
        await context.Response.WriteAsJsonAsync(Answer(simulated, now, then), Body.Json, cancellation);

        Task<IReadOnlyList<Territory>> AllAsync(Session at) => store.Writes.LookAsync(at, caller, catalogue, source => source.AllAsync<Territory>(cancellation));

        // They are saved, with all that is looked at then, and taken back at once.
        async Task<IReadOnlyList<Territory>> ThoughtOfAsync(Session at)
        {
            await at.BeginAsync(cancellation);
            try
            {
                foreach (var request in Requests(store, caller, catalogue.Of<Territory>(), asked))
                    await store.Writes.OneAsync(at, caller, catalogue, catalogue.Of<Territory>(), request, null, null, cancellation);
                return await AllAsync(at);
            }
            finally
            {
                await at.RollbackAsync(CancellationToken.None);
            }
        }

        TerritorySimulationResponse Answer(SimulatedTerritories of, IReadOnlyList<Territory> before, IReadOnlyList<Territory> after)
        {
            var names = before.Concat(after).GroupBy(t => t.Id).ToDictionary(t => t.Key, t => new Link(t.Key, t.Last().Name));
            var amounts = !store.Policy.Rights(caller, catalogue.Of<Deal>()).Hidden.Contains("amount");
            var changed = of.Before.Keys.Union(of.After.Keys).Where(id => of.Before.GetValueOrDefault(id) != of.After.GetValueOrDefault(id));
            return new TerritorySimulationResponse(
                caller.Currency,
                [.. changed.Select(id => new SimulatedTerritory(Named(id), Load(of.Before.GetValueOrDefault(id)), Load(of.After.GetValueOrDefault(id)))).OrderBy(t => t.Territory is null).ThenBy(t => t.Territory?.Title, StringComparer.CurrentCultureIgnoreCase)],
                [.. of.Moves.Take(MostMoves).Select(m => new SimulatedRecord(m.Type, new Link(m.Id, m.Title), Named(m.From), Named(m.To)))], of.Moves.Count, of.More);

            Link? Named(Guid? id) => id is { } known && known != Guid.Empty ? names.GetValueOrDefault(known) : null;

            TerritoryLoadResponse Load(TerritoryLoad load) => new(load.Companies, load.Leads, load.Deals, amounts ? Currencies.Text(Currencies.Round(load.Amount, caller.Currency), caller.Currency) : null);
        }
    }

    private static IEnumerable<WriteRequest> Requests(KithStore store, Caller caller, RecordType type, TerritorySimulationRequest asked)
    {
        foreach (var change in asked.Changes ?? [])
        {
            if (change.ValueKind != JsonValueKind.Object)
                throw new ProblemException(Problem.Field("changes", "not_an_object", "changes"));
            var id = change.TryGetProperty("id", out var known) ? known.ValueKind == JsonValueKind.String && Guid.TryParseExact(known.GetString(), "D", out var parsed) ? parsed : throw new ProblemException(Problem.Field("id", "not_an_id", "id")) : (Guid?)null;
            var request = new WriteRequest(id is null ? WriteKind.Create : WriteKind.Update, id ?? store.Ids.Next());
            using var fields = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(change.EnumerateObject().Where(p => p.Name != "id").ToDictionary(p => p.Name, p => p.Value)));
            RecordInput.Bind(fields.RootElement, type, store.Policy.Rights(caller, type), new InputFormat(caller.Currency), request);
            yield return request;
        }
        foreach (var gone in asked.Removed ?? [])
            yield return new WriteRequest(WriteKind.Delete, gone);
    }
}
