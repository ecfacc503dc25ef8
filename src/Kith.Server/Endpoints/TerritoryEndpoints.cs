using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Sales.Territories;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;

namespace Kith.Server.Endpoints;

/// <summary>How territories stand, and what they would do.</summary>
public static class TerritoryEndpoints
{
    private const int Latest = 100;

    public static void MapTerritories(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/api/v1/territory/standing", "territory_standing", "Which records each territory gets, and which territories cannot be worked out")
        {
            Guard = Guard.SignedIn,
            Tag = "territories",
            Response = typeof(TerritoryStandings),
        }, StandingAsync);
        routes.Map(new Operation("POST", "/api/v1/territory/trial", "try_territories", "Where companies, leads or deals would lie by the territories as they are, and where two of them fit, without moving any")
        {
            Guard = Guard.SignedIn,
            Tag = "territories",
            Cost = Cost.Heavy,
            Request = typeof(TerritoryTrialRequest),
            Response = typeof(TerritoryTrialResponse),
        }, TryAsync);
    }

    /// <summary>How all territories stand for all types, in the order in which they are asked.</summary>
    public sealed record TerritoryStandings(IReadOnlyList<TerritoryStandingOf> Data);

    /// <summary>How a territory stands for one type.</summary>
    /// <param name="Condition">Which records it gets: what it says together with those above it. Null where it gets none by rules.</param>
    /// <param name="Problem">Why that cannot be worked out any more, so that it gets none; null where it can.</param>
    public sealed record TerritoryStandingOf(Guid Id, [property: AllowedValues("company", "lead", "deal")] string Type, string? Condition, string? Problem);

    /// <summary>Which records to try the territories on.</summary>
    /// <param name="Latest">How many of the latest, 1 to 500; 100 when missing.</param>
    public sealed record TerritoryTrialRequest([property: AllowedValues("companies", "leads", "deals")] string Type, int? Latest = null);

    /// <summary>Where each would lie, the latest first.</summary>
    public sealed record TerritoryTrialResponse(IReadOnlyList<TriedRecord> Data);

    /// <summary>Where a record would lie.</summary>
    /// <param name="Now">Where it lies now.</param>
    /// <param name="ByHand">True where a person chose that, so that it stays.</param>
    /// <param name="Then">Where it would lie.</param>
    /// <param name="Rival">Another territory that fits as well and has the same priority; null where there is none.</param>
    public sealed record TriedRecord(Link Record, Link? Now, bool ByHand, Link? Then, Link? Rival);

    /// <summary>The type of a plural that has territories; refuses others.</summary>
    internal static string TypeOf(string plural) => plural switch
    {
        "companies" => "company",
        "leads" => "lead",
        "deals" => "deal",
        _ => throw new ProblemException(Problem.Field("type", "unknown_choice", "type", plural)),
    };

    /// <summary>Refuses who may not change territories.</summary>
    internal static void Require(KithStore store, Caller caller, Catalogue catalogue)
    {
        var rights = store.Policy.Rights(caller, catalogue.Of<Territory>());
        if (!rights.Read)
            throw ProblemException.NotFound();
        if (!rights.Update)
            throw ProblemException.Forbidden();
    }

    internal static Link? LinkOf(Territory? territory) => territory is null ? null : new Link(territory.Id, territory.Name);

    private static async Task StandingAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        Require(store, caller, catalogue);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var standing = await store.Writes.LookAsync(session, caller, catalogue, source => TerritoryTrial.StandingAsync(source, cancellation));
        await context.Response.WriteAsJsonAsync(new TerritoryStandings([.. standing.Select(s => new TerritoryStandingOf(s.Territory.Id, s.Type, s.Condition, s.Fault))]), Body.Json, cancellation);
    }

    private static async Task TryAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        new QueryReader(context).Done();
        Require(store, caller, catalogue);
        var asked = Body.Read<TerritoryTrialRequest>(await Body.ReadBytesAsync(context, cancellation));
        var type = TypeOf(asked.Type);
        if (asked.Latest is < 1 or > TerritoryTrial.Most)
            throw new ProblemException(Problem.Field("latest", "out_of_range", "latest", 1, TerritoryTrial.Most));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var tried = await store.Writes.LookAsync(session, caller, catalogue, source => TerritoryTrial.OfAsync(source, type, null, asked.Latest ?? Latest, cancellation));
        var hidden = store.Policy.Rights(caller, catalogue[type]).Hidden.Contains("territory");
        await context.Response.WriteAsJsonAsync(new TerritoryTrialResponse([.. tried.Select(t => hidden ? new TriedRecord(new Link(t.Id, t.Title), null, false, null, null)
            : new TriedRecord(new Link(t.Id, t.Title), LinkOf(t.Now), t.ByHand, LinkOf(t.Then), LinkOf(t.Rival)))]), Body.Json, cancellation);
    }
}
