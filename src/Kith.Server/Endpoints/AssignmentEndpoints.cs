using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Sales.Assignment;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>How assignment rules stand, and what they would do.</summary>
public static class AssignmentEndpoints
{
    private const int Latest = 100;

    public static void MapAssignment(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/assignment", "assignment_standing", "How the rules stand that deal leads out, in the order in which they are asked")
        {
            Guard = Guard.Has(Function.ManageTypes),
            Tag = "leads",
            Response = typeof(AssignmentStanding),
        }, StandingAsync);
        routes.Map(new Operation("POST", "/api/v1/assignment/trial", "try_assignment", "Who would get which open leads by the rules, and why, without giving them to anybody")
        {
            Guard = Guard.Has(Function.ManageTypes),
            Tag = "leads",
            Cost = Cost.Heavy,
            Request = typeof(AssignmentTrialRequest),
            Response = typeof(AssignmentTrialResponse),
        }, TryAsync);
    }

    /// <summary>How all rules stand.</summary>
    public sealed record AssignmentStanding(IReadOnlyList<AssignmentRuleStanding> Data);

    /// <summary>How a rule stands.</summary>
    /// <param name="Problem">Why its condition cannot be worked out any more, so that the rule is passed over; null where it can.</param>
    /// <param name="Takers">How many people may get leads by it today; with none it is passed over.</param>
    public sealed record AssignmentRuleStanding(Guid Id, string? Problem, int Takers);

    /// <summary>Which leads to try the rules on.</summary>
    /// <param name="Ids">Leads by their ids, at most 500; the latest when missing.</param>
    /// <param name="Latest">How many of the latest, 1 to 500; 100 when missing.</param>
    public sealed record AssignmentTrialRequest(IReadOnlyList<Guid>? Ids = null, int? Latest = null);

    /// <summary>What the rules would do with each, the latest first. Leads that are converted or given up stay where they are and are left out.</summary>
    public sealed record AssignmentTrialResponse(IReadOnlyList<TriedLead> Data);

    /// <summary>Who would get a lead.</summary>
    /// <param name="Owner">Who has it now.</param>
    /// <param name="Person">Who would get it; null where no rule decides.</param>
    /// <param name="Rule">The rule that decides; null where none does.</param>
    /// <param name="Way">How the rule chooses; null where none decides.</param>
    /// <param name="Open">Open leads that the person would have had before; null where nobody counts them.</param>
    public sealed record TriedLead(Link Lead, Link? Owner, Link? Person, Link? Rule, [property: AllowedValues("person", "round_robin", "load", "weighted", "territory", "territory_load")] string? Way, long? Open);

    private static async Task StandingAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var standing = await store.Writes.LookAsync(session, caller, catalogue, source => AssignmentTrial.StandingAsync(source, cancellation));
        await context.Response.WriteAsJsonAsync(new AssignmentStanding([.. standing.Select(s => new AssignmentRuleStanding(s.Rule.Id, s.Fault, s.Takers))]), Body.Json, cancellation);
    }

    private static async Task TryAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        var asked = Body.Read<AssignmentTrialRequest>(await Body.ReadBytesAsync(context, cancellation));
        if (asked.Ids is { Count: > AssignmentTrial.Most })
            throw new ProblemException(Problem.Field("ids", "too_many_items", "ids", AssignmentTrial.Most));
        if (asked.Latest is < 1 or > AssignmentTrial.Most)
            throw new ProblemException(Problem.Field("latest", "out_of_range", "latest", 1, AssignmentTrial.Most));
        var where = asked.Ids is null ? null : asked.Ids.Count == 0 ? "false" : $"id in ({string.Join(", ", asked.Ids.Select(id => $"\"{id}\""))})";
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var (tried, people) = await store.Writes.LookAsync(session, caller, catalogue, async source =>
            (await AssignmentTrial.OfAsync(source, where, asked.Ids?.Count ?? asked.Latest ?? Latest, cancellation), (await source.AllAsync<Core.Records.Person>(cancellation)).ToDictionary(p => p.Id)));
        var hidden = store.Policy.Rights(caller, catalogue.Of<Sales.Leads.Lead>()).Hidden.Contains("owner");
        await context.Response.WriteAsJsonAsync(new AssignmentTrialResponse([.. tried.Select(t => new TriedLead(
            new Link(t.Lead.Id, t.Lead.Name),
            !hidden && t.Lead.OwnerId is { } owner && people.TryGetValue(owner, out var has) ? new Link(owner, has.Name) : null,
            t.Dealt is null ? null : new Link(t.Dealt.Person.Id, t.Dealt.Person.Name),
            t.Dealt is null ? null : new Link(t.Dealt.Rule.Id, t.Dealt.Rule.Name),
            t.Dealt?.Rule.Way, t.Dealt?.Open))]), Body.Json, cancellation);
    }
}
