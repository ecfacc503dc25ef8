using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Modules;
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
using Kith.Store.Changesets;
using Kith.Store.Sql;
using Kith.Store.Writing;

namespace Kith.Server.Endpoints;

/// <summary>Who has how much in a territory, and how it is shared out anew.</summary>
public static class TerritoryWorkEndpoints
{
    private static readonly (string Word, WorkMeasure? Measure)[] Measures =
        [("companies", WorkMeasure.Companies), ("leads", WorkMeasure.Leads), ("deals", WorkMeasure.Deals), ("amount", WorkMeasure.Amount), ("tasks", WorkMeasure.Tasks)];

    public static void MapTerritoryWork(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/territory/workload", "territory_workload", "Who has how much in a territory with all inside it, and whose companies or leads would go to whom to share it out evenly")
        {
            Guard = Guard.SignedIn,
            Tag = "territories",
            Cost = Cost.Heavy,
            Description = $"Looks at the latest {Workload.Most} companies, leads that are worked on, open deals and open tasks that the caller sees. Shared out among those who work there as primary members now, or else its managers, by their share in assignment. Nobody's and gone people's go first; then as few as even it out within five percent. A company goes with the open deals and tasks that its owner has with it.",
            Response = typeof(TerritoryWorkload),
            Parameters = [new("territory", "query", "Id of the territory", Required: true), new("by", "query", "companies, leads, deals, amount or tasks, to be told what would even that out; only who has what when missing")],
            Refusals = [ProblemKind.Forbidden],
        }, WorkloadAsync);
        routes.Map(new Operation("POST", "/api/v1/territory/handovers", "hand_over", "Give companies, with the open deals and tasks that their owners have with them, and leads to other owners, as one changeset")
        {
            Guard = Guard.SignedIn,
            Tag = "territories",
            Cost = Cost.Heavy,
            Description = $"Each of at most {Workload.MostMoves} has its own outcome; one that has another owner by now stays where it is.",
            Request = typeof(HandoverRequest),
            Response = typeof(HandoverResponse),
            Refusals = [ProblemKind.Forbidden],
            Parameters = [OperationParameter.IdempotencyKey],
        }, HandOverAsync);
    }

    /// <summary>What somebody has to look after.</summary>
    /// <param name="Amount">What the open deals are worth, in the workspace's currency; null where the caller does not see it.</param>
    /// <param name="Tasks">What is still to be done about them.</param>
    public sealed record WorkloadResponse(int Companies, int Leads, int Deals, string? Amount, int Tasks);

    /// <summary>What one person has there.</summary>
    /// <param name="Person">Null for what is nobody's.</param>
    /// <param name="Works">True for those among whom work is shared out.</param>
    /// <param name="Share">How much is theirs against the others.</param>
    /// <param name="After">What they would have by the proposal.</param>
    public sealed record PersonWorkload(Link? Person, bool Works, long Share, WorkloadResponse Now, WorkloadResponse After);

    /// <summary>A company or lead that would get another owner.</summary>
    /// <param name="From">Null where it is nobody's.</param>
    /// <param name="Along">What goes with it, itself included.</param>
    public sealed record ProposedHandover([property: AllowedValues("company", "lead")] string Type, Link Record, Link? From, Link To, WorkloadResponse Along);

    /// <summary>Who has how much in a territory.</summary>
    /// <param name="Moves">What the proposal would move; empty where none was asked for or all is even.</param>
    /// <param name="More">True where there is more than was looked at.</param>
    public sealed record TerritoryWorkload(string Currency, IReadOnlyList<PersonWorkload> Data, IReadOnlyList<ProposedHandover> Moves, bool More);

    /// <summary>What goes to whom.</summary>
    public sealed record HandoverRequest(IReadOnlyList<HandoverOf>? Moves = null);

    /// <summary>A company or lead that gets another owner.</summary>
    /// <param name="From">Who has it now; null or missing where it is nobody's.</param>
    public sealed record HandoverOf([property: AllowedValues("company", "lead")] string Type, Guid Id, Guid To, Guid? From = null);

    /// <summary>What became of it.</summary>
    /// <param name="Changeset">What ties the changes together and undoes them; null where nothing was changed.</param>
    /// <param name="Moved">How many companies and leads have another owner now.</param>
    /// <param name="Along">How many deals and tasks went with them.</param>
    public sealed record HandoverResponse(Guid? Changeset, int Moved, int Along, IReadOnlyList<RefusedHandover> Refused);

    /// <summary>A record that stayed where it is.</summary>
    /// <param name="Id">The company, lead, deal or task.</param>
    public sealed record RefusedHandover(Guid Id, string Code, string Message, IReadOnlyList<FieldProblem> Errors);

    private static async Task WorkloadAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "territory", "by");
        var by = query.OneOf("by", "territory.unknown_measure", null, Measures);
        var territory = query.Text("territory");
        query.Done();
        Require(store, caller, catalogue);
        if (!Guid.TryParseExact(territory, "D", out var id))
            throw new ProblemException(Problem.Field("territory", "not_an_id", "territory"));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var work = await store.Writes.LookAsync(session, caller, catalogue, source => Workload.OfAsync(source, id, by, cancellation)) ?? throw ProblemException.NotFound();
        await context.Response.WriteAsJsonAsync(Told(work, caller, !store.Policy.Rights(caller, catalogue.Of<Deal>()).Hidden.Contains("amount")), Body.Json, cancellation);
    }

    // Who may not see whose they are is told nothing of it.
    private static void Require(KithStore store, Caller caller, Catalogue catalogue)
    {
        if (!store.Policy.Rights(caller, catalogue.Of<Territory>()).Read)
            throw ProblemException.NotFound();
        if (new[] { catalogue.Of<Company>(), catalogue.Of<Lead>(), catalogue.Of<Deal>() }.Any(t => store.Policy.Rights(caller, t) is var rights && (rights.Hidden.Contains("owner") || rights.Hidden.Contains("territory"))))
            throw ProblemException.Forbidden();
    }

    private static TerritoryWorkload Told(TerritoryWork work, Caller caller, bool amounts)
    {
        var names = work.People.Where(p => p.Person is not null).ToDictionary(p => p.Person!.Value, p => new Link(p.Person!.Value, p.Name));
        return new TerritoryWorkload(
            caller.Currency,
            [.. work.People.Select(p => new PersonWorkload(p.Person is { } id ? names[id] : null, p.Works, p.Share, Load(p.Now), Load(p.After)))],
            [.. work.Moves.Select(m => new ProposedHandover(m.Type, new Link(m.Id, m.Title), m.From is { } from ? names.GetValueOrDefault(from) : null, names[m.To], Load(m.Along)))], work.More);

        WorkloadResponse Load(WorkLoad load) => new(load.Companies, load.Leads, load.Deals, amounts ? Currencies.Text(Currencies.Round(load.Amount, caller.Currency), caller.Currency) : null, load.Tasks);
    }

    private static async Task HandOverAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        if (!store.Policy.Rights(caller, catalogue.Of<Company>()).Update && !store.Policy.Rights(caller, catalogue.Of<Lead>()).Update)
            throw ProblemException.Forbidden();
        var asked = Body.Read<HandoverRequest>(body).Moves;
        if (asked is not { Count: > 0 and <= Workload.MostMoves })
            throw new ProblemException(Problem.Field("moves", "territory.too_many_moves", Workload.MostMoves));
        for (var i = 0; i < asked.Count; i++)
        {
            if (asked[i].Type is not ("company" or "lead"))
                throw new ProblemException(Problem.Field($"moves[{i}].type", "unknown_choice", "type", asked[i].Type));
        }
        await Answers.SendAsync(context, store, caller, body, async session =>
        {
            var (writes, refused) = await store.Writes.LookAsync(session, caller, catalogue, source => WritesAsync(source, catalogue, asked, cancellation));
            var (changeset, outcomes) = writes.Count == 0 ? (null, []) : await store.Batches.RunAsync(session, caller, catalogue, writes, allOrNothing: false, cancellation);
            var done = outcomes.Where(o => o.Problem is null).Select(o => o.Id).ToHashSet();
            var moved = asked.Count(m => done.Contains(m.Id));
            refused.AddRange(outcomes.Where(o => o.Problem is not null).Select(o => Refused(o.Id, o.Problem!)));
            return Answer.Of(200, new HandoverResponse(changeset, moved, done.Count - moved, refused));
        }, cancellation);
    }

    private static RefusedHandover Refused(Guid id, Problem problem) => new(id, problem.Code, problem.Title, problem.Errors);

    // What goes along is found under the owner that it leaves.
    private static async Task<(List<BatchWrite> Writes, List<RefusedHandover> Refused)> WritesAsync(IRecordSource source, Catalogue catalogue, IReadOnlyList<HandoverOf> asked, CancellationToken cancellation)
    {
        var (writes, along, refused) = (new List<BatchWrite>(), new List<BatchWrite>(), new List<RefusedHandover>());
        foreach (var moves in asked.DistinctBy(m => m.Id).GroupBy(m => m.Type))
        {
            var type = catalogue[moves.Key];
            var found = new Dictionary<Guid, Record>();
            foreach (var some in moves.Chunk(100))
            {
                foreach (var record in await source.FindAsync(type, $"id in ({string.Join(", ", some.Select(m => $"\"{m.Id:D}\""))})", some.Length, cancellation))
                    found[record.Id] = record;
            }
            foreach (var move in moves)
            {
                if (!found.TryGetValue(move.Id, out var record))
                    refused.Add(Refused(move.Id, ProblemException.NotFound().Problem));
                else if (record.Get(type.Owner) as Guid? != move.From)
                    refused.Add(Refused(move.Id, Problem.Of(ProblemKind.Conflict, "territory.moved_meanwhile")));
                else
                    await AddAsync(type, record, move);
            }
        }
        if (writes.Count + along.Count > Batches.Most)
            throw new ProblemException(Problem.Field("moves", "territory.too_much_along", Batches.Most));
        // Those of one type stand together, so they are written together.
        return ([.. writes.Concat(along).OrderBy(w => w.Type!.Name == "company" ? 0 : w.Type.Name == "lead" ? 1 : w.Type.Name == "deal" ? 2 : 3).ThenBy(w => w.Type!.Name, StringComparer.Ordinal)], refused);

        async Task AddAsync(RecordType type, Record record, HandoverOf move)
        {
            writes.Add(Write(type, record, type.Owner, move.To));
            if (record is not Company || move.From is not { } before)
                return;
            var deals = await Handover.DealsAsync(source, record.Id, before, cancellation);
            along.AddRange(deals.Select(d => Write(catalogue.Of<Deal>(), d, catalogue.Of<Deal>().Owner, move.To)));
            along.AddRange((await Handover.TasksAsync(source, deals.Select(d => d.Id).Prepend(record.Id), before, cancellation)).Select(t => Write(t.Type, t.Task, t.Owner, move.To)));
        }

        static BatchWrite Write(RecordType type, Record record, Field owner, Guid to) => new(type, new WriteRequest(WriteKind.Update, record.Id) { Values = { [owner] = to } }, null);
    }
}
