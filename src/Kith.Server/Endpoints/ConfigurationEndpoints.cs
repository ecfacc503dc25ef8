using System.Globalization;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Configuring;
using Kith.Store.Sql;

namespace Kith.Server.Endpoints;

/// <summary>The configuration of a workspace as data.</summary>
public static class ConfigurationEndpoints
{
    private const string Root = "/api/v1/configuration";
    private static readonly OperationParameter Number = new("number", "path", "Number of the state", Required: true);

    /// <summary>A file to apply.</summary>
    /// <param name="Configuration">The file as it was exported, or a part of one.</param>
    /// <param name="Remove">True where what the file does not name goes: records to the trash, fields to the removed ones, types if they have no records.</param>
    /// <param name="DryRun">True to be told what would happen, and nothing else.</param>
    /// <param name="Note">Why; stands beside the state that is kept of before.</param>
    public sealed record ApplyRequest(ConfigurationFile? Configuration = null, bool Remove = false, bool DryRun = false, string? Note = null);

    /// <summary>Two files to compare.</summary>
    /// <param name="From">What was; the configuration as it is when missing.</param>
    /// <param name="To">What is; the configuration as it is when missing.</param>
    public sealed record CompareRequest(ConfigurationFile? From = null, ConfigurationFile? To = null);

    /// <summary>What is other in the second.</summary>
    public sealed record ComparedConfigurations(IReadOnlyList<ConfigurationDifference> Differences);

    /// <summary>A state to keep.</summary>
    /// <param name="Note">Why, in at most 200 characters.</param>
    public sealed record KeepRequest(string? Note = null);

    /// <summary>A state that was kept.</summary>
    public sealed record KeptNumber(long Number);

    /// <summary>The states that are kept, the newest first; of more than 200 the oldest are forgotten.</summary>
    public sealed record KeptConfigurations(IReadOnlyList<KeptConfigurationItem> Data);

    /// <summary>A state that is kept.</summary>
    /// <param name="Number">Counts up from 1.</param>
    /// <param name="By">Who kept it; null for Kith itself.</param>
    /// <param name="Note">Why it was kept.</param>
    public sealed record KeptConfigurationItem(long Number, DateTime At, KeptBy? By, string Note);

    /// <summary>Who kept a state.</summary>
    public sealed record KeptBy(Guid Id, string Name);

    /// <summary>Puts a state back.</summary>
    /// <param name="DryRun">True to be told what would happen, and nothing else.</param>
    public sealed record RestoreConfigurationRequest(bool DryRun = false);

    public static void MapConfiguration(this IEndpointRouteBuilder routes)
    {
        OperationParameter[] number = [Number];
        OperationParameter[] once = [OperationParameter.IdempotencyKey];
        routes.Map(Operation("GET", "", "export_configuration", "Everything administrators made without code, as one file") with { Response = typeof(ConfigurationFile) }, ExportAsync);
        routes.Map(Operation("POST", "/compare", "compare_configurations", "Tell what is other in one configuration than in another, or than it is now") with { Request = typeof(CompareRequest), Response = typeof(ComparedConfigurations), Parameters = once }, CompareAsync);
        routes.Map(Operation("POST", "/apply", "apply_configuration", "Make the workspace what a file says, all of it or nothing, or say what that would do") with { Request = typeof(ApplyRequest), Response = typeof(AppliedConfiguration), Cost = Cost.Heavy, Parameters = once }, ApplyAsync);
        routes.Map(Operation("GET", "/kept", "kept_configurations", "States of the configuration that are kept") with { Response = typeof(KeptConfigurations) }, KeptAsync);
        routes.Map(Operation("POST", "/kept", "keep_configuration", "Keep the configuration as it is") with { Request = typeof(KeepRequest), Response = typeof(KeptNumber), Status = 201, Parameters = once }, KeepAsync);
        routes.Map(Operation("GET", "/kept/{number}", "kept_configuration", "A state that is kept, as a file") with { Response = typeof(ConfigurationFile), Parameters = number }, KeptOneAsync);
        routes.Map(Operation("POST", "/kept/{number}/restore", "restore_configuration", "Put a state back, all of it or nothing, or say what that would do") with { Request = typeof(RestoreConfigurationRequest), Response = typeof(AppliedConfiguration), Cost = Cost.Heavy, Parameters = [.. number, .. once] }, RestoreAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageTypes), Tag = "schema" };

    // A configuration has roles and sharing rules in it, too.
    private static async Task<Caller> CallerAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var (caller, _) = await RequestScope.OfAsync(context, store, cancellation);
        return store.Policy.May(caller, Function.ManageAccess) ? caller : throw ProblemException.Forbidden();
    }

    private static async Task<IResult> ExportAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return File(context, await store.Configurations.OfAsync(session, caller, cancellation), $"kith-configuration-{clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.json");
    }

    private static IResult File(HttpContext context, ConfigurationFile file, string name)
    {
        context.Response.Headers.ContentDisposition = $"attachment; filename={name}";
        return Results.Json(file, ConfigurationFile.Json);
    }

    private static async Task<IResult> CompareAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        var asked = await Body.ReadAsync<CompareRequest>(context, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var now = asked is { From: not null, To: not null } ? null : await store.Configurations.OfAsync(session, caller, cancellation);
        return Results.Json(new ComparedConfigurations(ConfigurationDifference.Between((asked.From ?? now!).Tree(), (asked.To ?? now!).Tree())), Body.Json);
    }

    private static async Task ApplyAsync(HttpContext context, KithStore store, SignInCache cache, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<ApplyRequest>(body);
        await SendAsync(context, store, cache, caller, body, asked.Configuration ?? throw new ProblemException(Problem.Field("configuration", "required", "configuration")), asked.Remove, asked.DryRun, Messages.Text("configuration.before_file", string.IsNullOrWhiteSpace(asked.Note) ? "" : $": {asked.Note.Trim()}"), cancellation);
    }

    private static async Task RestoreAsync(HttpContext context, KithStore store, SignInCache cache, string number, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<RestoreConfigurationRequest>(body);
        ConfigurationFile file;
        await using (var session = await store.Database.OpenAsync(caller.Workspace, cancellation))
            file = await Configurations.KeptAsync(session, caller, Parse(number), PeopleBy.Id, cancellation);
        await SendAsync(context, store, cache, caller, body, file, remove: true, asked.DryRun, Messages.Text("configuration.before_state", number), cancellation);
    }

    private static async Task SendAsync(HttpContext context, KithStore store, SignInCache cache, Caller caller, ReadOnlyMemory<byte> body, ConfigurationFile file, bool remove, bool trial, string note, CancellationToken cancellation)
    {
        if (trial)
        {
            await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
            await session.BeginAsync(cancellation);
            var would = await store.Configurations.ApplyAsync(session, caller, file, remove, true, note, cancellation);
            await session.RollbackAsync(cancellation);
            await context.Response.WriteAsJsonAsync(would, Body.Json, cancellation);
            return;
        }
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
            Answer.Of(200, await store.Configurations.ApplyAsync(session, caller, file, remove, false, note, cancellation)) with
            {
                Committed = async () =>
                {
                    await store.Catalogues.RefreshAsync(caller.Workspace, cancellation);
                    cache.ForgetWorkspace(caller.Workspace);
                },
            }, cancellation), cancellation);
    }

    private static async Task<IResult> KeptAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return Results.Json(new KeptConfigurations([.. (await Configurations.KeptAsync(session, caller, cancellation)).Select(k => new KeptConfigurationItem(k.Number, k.At, k.By is { } by ? new KeptBy(by, k.ByName) : null, k.Note))]), Body.Json);
    }

    private static async Task KeepAsync(HttpContext context, KithStore store, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        var body = await Body.ReadBytesAsync(context, cancellation);
        var asked = Body.Read<KeepRequest>(body);
        await Answers.SendAsync(context, store, caller, body, session => session.TogetherAsync(async () =>
            Answer.Of(201, new KeptNumber(await store.Configurations.KeepAsync(session, caller, asked.Note, cancellation))), cancellation), cancellation);
    }

    private static async Task<IResult> KeptOneAsync(HttpContext context, KithStore store, string number, CancellationToken cancellation)
    {
        var caller = await CallerAsync(context, store, cancellation);
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        return File(context, await Configurations.KeptAsync(session, caller, Parse(number), PeopleBy.Email, cancellation), $"kith-configuration-{number}.json");
    }

    private static long Parse(string number) => long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : throw ProblemException.NotFound();
}
