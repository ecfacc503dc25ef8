using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Sales;
using Kith.Server.Http;
using Kith.Server.OpenApi.Schemas;
using Kith.Store;
using Kith.Store.Stream;

namespace Kith.Server.Endpoints;

/// <summary>How fast deals go through a pipeline, and where they stay or end.</summary>
public static class VelocityEndpoints
{
    private const int Quarter = 90;
    private const int MostDays = 730;

    public static void MapVelocity(this IEndpointRouteBuilder routes) => routes.Map(new Operation("GET", "/api/v1/pipeline/velocity", "pipeline_velocity", "How long deals stood in each stage of a pipeline, and where they went from there")
    {
        Guard = Guard.SignedIn,
        Tag = "records",
        Cost = Cost.Heavy,
        Description = "From the history of the deals that the caller sees and that are in the pipeline now: what entered a stage in the last days. A deal that enters a stage twice counts twice.",
        Response = typeof(PipelineVelocity),
        Parameters = [new("pipeline", "query", "Id of the pipeline", Required: true), new("days", "query", "How many days back, 1 to 730; 90 when missing", "integer")],
        Refusals = [ProblemKind.Forbidden],
    }, ReadAsync);

    /// <summary>How deals stood in a stage.</summary>
    /// <param name="Entered">How often a deal came into it.</param>
    /// <param name="Left">How often one of these left it.</param>
    /// <param name="Further">How often to a later stage that is not the end.</param>
    /// <param name="Back">How often to an earlier stage, or out of the pipeline.</param>
    /// <param name="Won">How often to one that is won.</param>
    /// <param name="Lost">How often to one that is lost.</param>
    /// <param name="Mean">Seconds until they left, the mean; null where none has.</param>
    /// <param name="Median">Seconds until they left, the median.</param>
    public sealed record StageVelocity(Link Stage, long Entered, long Left, long Further, long Back, long Won, long Lost, long? Mean, long? Median);

    /// <summary>How deals went through a pipeline, in the order of its stages.</summary>
    public sealed record PipelineVelocity(IReadOnlyList<StageVelocity> Data);

    private static async Task ReadAsync(HttpContext context, KithStore store, TimeProvider clock, CancellationToken cancellation)
    {
        var (caller, catalogue) = await RequestScope.OfAsync(context, store, cancellation);
        var query = new QueryReader(context, "pipeline", "days");
        var days = query.Number("days", Quarter, 1, MostDays);
        var pipeline = query.Text("pipeline");
        query.Done();
        var deals = catalogue.Of<Deal>();
        var rights = store.Policy.Rights(caller, deals);
        if (!rights.Read)
            throw ProblemException.NotFound();
        if (rights.Hidden.Contains("stage") || rights.Hidden.Contains("pipeline"))
            throw ProblemException.Forbidden();
        if (!Guid.TryParseExact(pipeline, "D", out var id))
            throw new ProblemException(Problem.Field("pipeline", "not_an_id", "pipeline"));
        await using var session = await store.Database.OpenAsync(caller.Workspace, cancellation);
        var all = await store.Writes.LookAsync(session, caller, catalogue, async source =>
            (await source.FindAsync<Pipeline>($"id = \"{id:D}\"", 1, cancellation)).Count == 0 ? throw ProblemException.NotFound() : await source.AllAsync<Stage>(cancellation));
        var now = clock.GetUtcNow().UtcDateTime;
        var stays = (await store.Stays.ReadAsync(caller, catalogue, deals, deals["stage"], (deals["pipeline"], id), now.AddDays(-days), now, cancellation)).ToDictionary(s => s.Value);
        await context.Response.WriteAsJsonAsync(new PipelineVelocity([.. all.Where(s => s.PipelineId == id).OrderBy(s => s.Position ?? 0).ThenBy(s => s.Id).Select(Velocity)]), Body.Json, cancellation);

        StageVelocity Velocity(Stage stage)
        {
            var stay = stays.GetValueOrDefault(stage.Id);
            long To(Func<Stage?, bool> where) => stay?.Next.Where(n => where(all.FirstOrDefault(s => s.Id == n.Key))).Sum(n => n.Value) ?? 0;
            bool Later(Stage s) => s.PipelineId == id && (s.Position ?? 0) > (stage.Position ?? 0);
            return new StageVelocity(
                new Link(stage.Id, stage.Name), stay?.Entered ?? 0, stay?.Left ?? 0,
                To(s => s is { Won: not true, Lost: not true } && Later(s)), To(s => s is null || (s is { Won: not true, Lost: not true } && !Later(s))), To(s => s?.Won == true), To(s => s?.Lost == true && s.Won != true),
                stay?.Mean is { } mean ? (long)Math.Round(mean) : null, stay?.Median is { } median ? (long)Math.Round(median) : null);
        }
    }
}
