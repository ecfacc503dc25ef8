using Kith.Core.Access;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Seeding;

namespace Kith.Server.Endpoints;

/// <summary>The workspace as a whole.</summary>
public static class WorkspaceEndpoints
{
    /// <summary>What was loaded.</summary>
    public sealed record SampleDataResponse(int Records);

    public static void MapWorkspace(this IEndpointRouteBuilder routes)
    {
        var shape = Guard.Has(Function.ManageTypes);
        routes.Map(new Operation("POST", "/api/v1/workspace/sample_data", "load_sample_data", "Load fictitious records to look around with") { Guard = shape, Cost = Cost.Heavy, Tag = "workspace", Response = typeof(SampleDataResponse), Parameters = [OperationParameter.IdempotencyKey] }, LoadAsync);
        routes.Map(new Operation("DELETE", "/api/v1/workspace/sample_data", "remove_sample_data", "Move all sample records to the trash") { Guard = shape, Cost = Cost.Heavy, Tag = "workspace", Status = 204 }, RemoveAsync);
    }

    private static async Task LoadAsync(HttpContext context, KithStore store, SampleData sample, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await Answers.SendAsync(context, store, caller, default, async session =>
            Answer.Of(200, new SampleDataResponse(await sample.LoadAsync(session, caller, catalogue, cancellation))), cancellation);
    }

    private static async Task<IResult> RemoveAsync(HttpContext context, KithStore store, SampleData sample, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        await sample.RemoveAsync(session, caller, catalogue, cancellation);
        return Results.NoContent();
    }
}
