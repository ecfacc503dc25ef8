using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store;
using Kith.Store.Jobs;

namespace Kith.Server.Endpoints;

/// <summary>Background jobs of the workspace, for its administrators.</summary>
public static class JobEndpoints
{
    private const string Root = "/api/v1/jobs";

    /// <summary>A background job.</summary>
    /// <param name="Label">What people read of the kind.</param>
    /// <param name="Title">What it works on.</param>
    /// <param name="Attempts">Tries since it last got on.</param>
    /// <param name="Problem">Why it last failed.</param>
    /// <param name="DueAt">When it is due, while it waits.</param>
    /// <param name="TakenAt">When it was last begun.</param>
    public sealed record JobResponse(Guid Id, string Kind, string Label, string Title, JobState State, JobPriority Priority, int Attempts, string? Problem, DateTime CreatedAt, DateTime DueAt, DateTime? TakenAt);

    /// <summary>A page of jobs.</summary>
    /// <param name="Next">What <c>after</c> takes for the next page; null at the end.</param>
    public sealed record JobList(IReadOnlyList<JobResponse> Data, string? Next);

    /// <summary>What comes again and again.</summary>
    /// <param name="Schedule">Second, minute, hour, day of the month, month and day of the week, as cron expressions have them.</param>
    public sealed record RecurringJobResponse(string Kind, string Label, string Schedule, string TimeZone, DateTime? LastAt, DateTime NextAt);

    /// <summary>All that comes again and again.</summary>
    public sealed record RecurringJobList(IReadOnlyList<RecurringJobResponse> Data);

    public static void MapJobs(this IEndpointRouteBuilder routes)
    {
        var id = new OperationParameter("id", "path", "Id of the job", Required: true);
        routes.Map(Operation("GET", "", "list_jobs", "Background jobs, newest first") with
        {
            Response = typeof(JobList),
            Parameters =
            [
                new("state", "query", "waiting, running or parked"), new("kind", "query", "Only of this kind"), new("q", "query", "Stands in title, problem or name of the kind"),
                new("limit", "query", "Most jobs, 1 to 200", "integer"), new("after", "query", "next of the page before"),
            ],
        }, ListAsync);
        routes.Map(Operation("GET", "/recurring", "list_recurring_jobs", "What comes again and again, with its last and next moment") with { Response = typeof(RecurringJobList) }, RecurringAsync);
        routes.Map(Operation("POST", "/{id}/retry", "retry_job", "Try a job now that waits or was given up") with { Response = typeof(JobResponse), Parameters = [id, OperationParameter.IdempotencyKey], Refusals = [ProblemKind.Conflict] }, RetryAsync);
        routes.Map(Operation("POST", "/{id}/cancel", "cancel_job", "Take a job away; what it has done so far stays") with { Status = 204, Parameters = [id, OperationParameter.IdempotencyKey] }, CancelAsync);
    }

    private static Operation Operation(string method, string path, string id, string summary) => new(method, Root + path, id, summary) { Guard = Guard.Has(Function.ManageJobs), Tag = "jobs" };

    private static async Task<IResult> ListAsync(HttpContext context, JobConsole jobs, CancellationToken cancellation)
    {
        var query = new QueryReader(context, "state", "kind", "q", "limit", "after");
        var filter = new JobFilter(
            query.OneOf("state", "job.bad_state", (JobState?)null, ("waiting", JobState.Waiting), ("running", JobState.Running), ("parked", JobState.Parked)),
            query.OneOf("kind", "job.bad_kind", null, [.. jobs.Kinds.Select(k => (k, (string?)k))]),
            query.Text("q"), query.Text("after"), (int)query.Number("limit", 50, 1, 200));
        query.Done();
        var page = await jobs.ListAsync(context.Caller(), filter, cancellation);
        return Results.Json(new JobList([.. page.Jobs.Select(Of)], page.Next), Body.Json);
    }

    private static async Task<IResult> RecurringAsync(HttpContext context, JobConsole jobs, TimeProvider clock, CancellationToken cancellation)
    {
        var rows = await jobs.RecurringAsync(context.Caller(), clock.GetUtcNow().UtcDateTime, cancellation);
        return Results.Json(new RecurringJobList([.. rows.Select(r => new RecurringJobResponse(r.Kind, JobConsole.Label(r.Kind), r.Cron, r.TimeZone, r.LastAt, r.NextAt!.Value))]), Body.Json);
    }

    private static async Task RetryAsync(HttpContext context, KithStore store, JobConsole jobs, string id, CancellationToken cancellation)
    {
        var (caller, key) = (context.Caller(), RequestScope.Id(id));
        await Answers.SendAsync(context, store, caller, default, async session => Answer.Of(200, Of(await jobs.RetryAsync(session, caller, key, cancellation))), cancellation);
    }

    private static async Task CancelAsync(HttpContext context, KithStore store, JobConsole jobs, string id, CancellationToken cancellation)
    {
        var (caller, key) = (context.Caller(), RequestScope.Id(id));
        await Answers.SendAsync(context, store, caller, default, async session =>
        {
            await jobs.CancelAsync(session, caller, key, cancellation);
            return new Answer(204, default);
        }, cancellation);
    }

    private static JobResponse Of(JobRow row) => new(row.Key, row.Kind, JobConsole.Label(row.Kind), row.Title, row.State, row.Priority, row.Attempts, row.Problem, row.CreatedAt, row.DueAt, row.TakenAt);
}
