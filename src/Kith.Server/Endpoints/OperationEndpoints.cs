using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>What operators and monitors ask.</summary>
public static class OperationEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        routes.Map(new Operation("GET", "/health/live", "health_live", "Whether the server runs") { Guard = Guard.Open, Cost = Cost.Free, Tag = "operations", Response = typeof(Health) }, () => Results.Json(new Health("live"), Body.Json));
        routes.Map(new Operation("GET", "/health/ready", "health_ready", "Whether the server can answer, with its database") { Guard = Guard.Open, Cost = Cost.Free, Tag = "operations", Response = typeof(Health), Refusals = [ProblemKind.Unavailable] }, ReadyAsync);
    }

    /// <summary>How the server is.</summary>
    public sealed record Health(string Status);

    private static async Task<IResult> ReadyAsync(Database database, CancellationToken cancellation)
    {
        await database.PingAsync(cancellation);
        return Results.Json(new Health("ready"), Body.Json);
    }
}
