using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Jobs;

/// <summary>
/// Queues the jobs that come again and again when their moment has come. All processes that do jobs look; whoever moves a job on to its next
/// moment queues it in the same transaction, so each moment counts once. Moments that nobody was there for count once together.
/// </summary>
public sealed partial class RecurringScheduler(Database database, IEnumerable<JobHandler> handlers, JobOptions options, TimeProvider clock, ILogger<RecurringScheduler> log) : BackgroundService
{
    private const int AtOnce = 500;
    private static readonly TimeSpan BetweenPlans = TimeSpan.FromMinutes(1);

    private readonly RecurringJob[] _jobs = [.. handlers.OfType<RecurringJob>()];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0 || _jobs.Length == 0)
            return;
        await Task.Yield();
        long? planned = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (planned is null || clock.GetElapsedTime(planned.Value) >= BetweenPlans)
                {
                    await PlanAsync(stoppingToken);
                    planned = clock.GetTimestamp();
                }
                await RunDueAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
            {
                Unreachable(log, error.GetType().Name);
            }
            await Task.Delay(options.Poll, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Gives workspaces what they lack of the declared jobs.</summary>
    public async Task PlanAsync(CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await RecurringTable.PlanAsync(session, [.. _jobs.Select(j => j.Kind)], [.. _jobs.Select(j => j.Schedule.Text)], cancellation);
    }

    /// <summary>Queues all that is due now, and works out the first moment of what has none.</summary>
    public async Task RunDueAsync(CancellationToken cancellation)
    {
        List<DueRecurring> due;
        do
        {
            await using (var session = await database.OpenGlobalAsync(cancellation))
                due = await RecurringTable.DueAsync(session, [.. _jobs.Select(j => j.Kind)], AtOnce, cancellation);
            foreach (var one in due)
                await MoveAsync(one, cancellation);
        }
        while (due.Count >= AtOnce);
    }

    private async Task MoveAsync(DueRecurring due, CancellationToken cancellation)
    {
        // The database decided that the moment has come; where this machine's clock is behind, the moment must not come again.
        var now = clock.GetUtcNow().UtcDateTime;
        var next = new CronSchedule(due.Cron).Next(due.Seen > now ? due.Seen.Value : now, TimeZoneInfo.FindSystemTimeZoneById(due.TimeZone));
        await using var session = await database.OpenAsync(due.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        if (await RecurringTable.MoveAsync(session, due, next, cancellation) && due.Seen is not null && await _jobs.First(j => j.Kind == due.Kind).IsNeededAsync(session, due.Workspace, cancellation))
            await session.ExecuteAsync(JobQueue.Enqueue(new NewJob(due.Workspace, due.Kind, due.Workspace) { Priority = JobPriority.Low }), cancellation);
        await session.CommitAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Recurring jobs cannot be looked at ({Error})")]
    private static partial void Unreachable(ILogger log, string error);
}
