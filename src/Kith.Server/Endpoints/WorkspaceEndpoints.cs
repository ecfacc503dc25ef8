using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Identity;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Seeding;
using System.ComponentModel.DataAnnotations;

namespace Kith.Server.Endpoints;

/// <summary>The workspace as a whole.</summary>
public static class WorkspaceEndpoints
{
    /// <summary>What was loaded.</summary>
    public sealed record SampleDataResponse(int Records);

    /// <summary>Settings to change; what is missing stays.</summary>
    /// <param name="WeekStart">The day that weeks begin on.</param>
    /// <param name="FiscalMonth">The month whose first day begins the fiscal year, 1 to 12.</param>
    /// <param name="TrashDays">How many days records stay in the trash before they are purged, 1 to 3650.</param>
    /// <param name="HistoryDays">How many days the history of records is kept, 30 to 36500; 0 for good.</param>
    /// <param name="SecondFactorRoles">The roles that must have a second factor; empty for none.</param>
    /// <param name="SecondFactorDays">Days that who lacks one is given to set it up, counted from this change, 0 to 90.</param>
    /// <param name="ApiKeys">False keeps API keys from working; they are kept.</param>
    public sealed record WorkspaceRequest([property: AllowedValues("monday", "sunday", "saturday")] string? WeekStart = null, int? FiscalMonth = null, int? TrashDays = null, int? HistoryDays = null, bool? ApiKeys = null, IReadOnlyList<string>? SecondFactorRoles = null, int? SecondFactorDays = null);

    public static void MapWorkspace(this IEndpointRouteBuilder routes)
    {
        var shape = Guard.Has(Function.ManageTypes);
        routes.Map(new Operation("PATCH", "/api/v1/workspace", "update_workspace", "Change the workspace's settings") { Guard = shape, Tag = "workspace", Request = typeof(WorkspaceRequest), Response = typeof(WorkspaceSummary) }, UpdateAsync);
        routes.Map(new Operation("POST", "/api/v1/workspace/sample_data", "load_sample_data", "Load fictitious records to look around with") { Guard = shape, Cost = Cost.Heavy, Tag = "workspace", Response = typeof(SampleDataResponse), Parameters = [OperationParameter.IdempotencyKey] }, LoadAsync);
        routes.Map(new Operation("DELETE", "/api/v1/workspace/sample_data", "remove_sample_data", "Move all sample records to the trash") { Guard = shape, Cost = Cost.Heavy, Tag = "workspace", Status = 204 }, RemoveAsync);
    }

    private static async Task<IResult> UpdateAsync(HttpContext context, KithStore store, SignInCache cache, MeAnswer me, TimeProvider clock, CancellationToken cancellation)
    {
        var asked = await Body.ReadAsync<WorkspaceRequest>(context, cancellation);
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var settings = new WorkspaceSettings(asked.WeekStart, asked.FiscalMonth, asked.TrashDays, asked.HistoryDays);
        Check(catalogue, asked, settings);
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
        {
            await session.BeginAsync(cancellation);
            await settings.SaveAsync(session, caller, async () =>
            {
                if (asked.SecondFactorRoles is not null || asked.SecondFactorDays is not null)
                    await WorkspaceTable.SetSecondFactorAsync(session, caller.Workspace, asked.SecondFactorRoles?.Distinct().ToArray(), asked.SecondFactorDays, clock.GetUtcNow().UtcDateTime, cancellation);
                if (asked.ApiKeys is { } keys)
                    await WorkspaceTable.SetApiKeysAsync(session, caller.Workspace, keys, cancellation);
            }, cancellation);
            await session.CommitAsync(cancellation);
        }
        cache.ForgetWorkspace(caller.Workspace);
        return Results.Json((await me.OfAsync(caller with { Calendar = settings.Calendar(caller.Calendar) }, context.FindSignIn()!.AccountId, standing: null, cancellation)).Workspace, Body.Json);
    }

    private static void Check(Catalogue catalogue, WorkspaceRequest asked, WorkspaceSettings settings)
    {
        var problems = new ProblemList();
        settings.Check(problems);
        if (asked.SecondFactorDays is < 0 or > 90)
            problems.Add("second_factor_days", "out_of_range", Naming.Label("second_factor_days"), 0, 90);
        foreach (var role in asked.SecondFactorRoles ?? [])
        {
            if (catalogue.Role(role) is null)
                problems.Add("second_factor_roles", "person.unknown_role", role);
        }
        problems.ThrowIfAny();
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
