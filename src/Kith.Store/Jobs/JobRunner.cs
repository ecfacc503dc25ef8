using Kith.Store.Sql;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Jobs;

/// <summary>Does the jobs of all workspaces in this process. Started and stopped by the host; stopping gives every job back.</summary>
public sealed partial class JobRunner(Database database, IEnumerable<JobHandler> handlers, JobOptions options, TimeProvider clock, ILogger<JobRunner> log) : BackgroundService
{
    private static readonly TimeSpan AfterTrouble = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Parting = TimeSpan.FromSeconds(5);

    private readonly JobQueue _queue = new(database);
    private readonly Dictionary<string, JobHandler> _handlers = handlers.ToDictionary(h => h.Kind);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.Workers == 0 || _handlers.Count == 0)
            return;
        // The start of the server must not wait for the database.
        await Task.Yield();
        using var presence = new JobPresence(database, clock, log);
        using var leaving = new CancellationTokenSource();
        var kept = presence.KeepAsync(leaving.Token);
        await Task.WhenAll(Enumerable.Range(0, options.Workers).Select(_ => WorkAsync(presence, stoppingToken)));
        // Present until the last job was given back, so that nobody takes it while its last effect commits.
        await leaving.CancelAsync();
        await kept;
    }

    private async Task WorkAsync(JobPresence presence, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await presence.HeldAsync(stopping);
                if (await _queue.TakeAsync([.. _handlers.Keys], presence.Key, options.Lease, stopping) is { } job)
                    await DoAsync(job, stopping);
                else
                    await presence.WaitAsync(options.Poll, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException)
            {
                Unreachable(log, error.GetType().Name);
                await Task.Delay(AfterTrouble, clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task DoAsync(Job job, CancellationToken stopping)
    {
        using var held = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var beats = BeatAsync(job, held);
        Taken(log, job.Kind, job.Workspace, job.Id, job.Attempts);
        try
        {
            // Its process died each time, so nobody could say why.
            if (job.Attempts > _handlers[job.Kind].Retries.Most)
                await ParkAsync(job, "attempts");
            else
                await _handlers[job.Kind].RunAsync(job, held.Token);
        }
        catch (Exception error) when (stopping.IsCancellationRequested && error is not LeaseLostException)
        {
            await ReleaseAsync(job);
        }
        catch (Exception error) when (error is LeaseLostException || held.IsCancellationRequested)
        {
            Lost(log, job.Kind, job.Workspace, job.Id);
        }
        catch (JobFailedException failure)
        {
            Postponed(log, job.Kind, job.Workspace, job.Id, job.Attempts);
            await AfterAsync(job, failure.Message);
        }
        // The border of the job: whatever went wrong, it is tried again, and parked where that does not help.
        catch (Exception error)
        {
            Failed(log, job.Kind, job.Workspace, job.Id, job.Attempts, error);
            await AfterAsync(job, error.GetType().Name);
        }
        finally
        {
            await held.CancelAsync();
            await beats;
        }
    }

    private async Task AfterAsync(Job job, string problem)
    {
        using var parting = new CancellationTokenSource(Parting);
        var retries = _handlers[job.Kind].Retries;
        if (job.Attempts >= retries.Most)
            await ParkAsync(job, problem);
        else
            await _queue.FailAsync(job, retries.After(job.Attempts, Random.Shared.NextDouble()), problem, parting.Token);
    }

    private async Task ParkAsync(Job job, string problem)
    {
        using var parting = new CancellationTokenSource(Parting);
        await _handlers[job.Kind].GiveUpAsync(job, parting.Token);
        await _queue.ParkAsync(job, problem, parting.Token);
        Parked(log, job.Kind, job.Workspace, job.Id);
    }

    private async Task ReleaseAsync(Job job)
    {
        using var parting = new CancellationTokenSource(Parting);
        await _queue.ReleaseAsync(job, parting.Token);
    }

    /// <summary>Renews the lease until the job ends; ends the job when it was lost, or when nothing is known of the lease for its whole length.</summary>
    private async Task BeatAsync(Job job, CancellationTokenSource held)
    {
        var known = clock.GetTimestamp();
        while (!held.IsCancellationRequested)
        {
            await Task.Delay(options.Heartbeat, clock, held.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (held.IsCancellationRequested)
                return;
            try
            {
                var asked = clock.GetTimestamp();
                if (!await _queue.BeatAsync(job, options.Lease, held.Token))
                    await held.CancelAsync();
                known = asked;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                if (clock.GetElapsedTime(known) > options.Lease)
                    await held.CancelAsync();
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Job {Kind} of workspace {Workspace}, {Id}, taken, try {Attempt}")]
    private static partial void Taken(ILogger log, string kind, Guid workspace, Guid id, int attempt);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Job {Kind} of workspace {Workspace}, {Id}, was taken over by another process")]
    private static partial void Lost(ILogger log, string kind, Guid workspace, Guid id);

    [LoggerMessage(Level = LogLevel.Information, Message = "Job {Kind} of workspace {Workspace}, {Id}, did not succeed at try {Attempt}")]
    private static partial void Postponed(ILogger log, string kind, Guid workspace, Guid id, int attempt);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Kind} of workspace {Workspace}, {Id}, failed at try {Attempt}")]
    private static partial void Failed(ILogger log, string kind, Guid workspace, Guid id, int attempt, Exception error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Job {Kind} of workspace {Workspace}, {Id}, was given up")]
    private static partial void Parked(ILogger log, string kind, Guid workspace, Guid id);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The queue of jobs cannot be reached ({Error})")]
    private static partial void Unreachable(ILogger log, string error);
}
