using System.Collections.Concurrent;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kith.Store.Tests.Jobs;

/// <summary>A kind of jobs that a test has for itself, in the database that all share.</summary>
internal sealed class CountedJobs(StoreFixture fixture, string? kind = null) : JobHandler
{
    private static int _kinds;

    public override string Kind { get; } = kind ?? "test" + Interlocked.Increment(ref _kinds).ToString(System.Globalization.CultureInfo.InvariantCulture);
    public ConcurrentQueue<Job> Runs { get; } = new();
    public ConcurrentQueue<Job> GivenUp { get; } = new();
    public Func<Job, Task> Work { get; set; } = _ => Task.CompletedTask;
    public JobRetries Often { get; set; } = new(3, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(2));
    public override JobRetries Retries => Often;

    public override async Task RunAsync(Job job, CancellationToken cancellation)
    {
        Runs.Enqueue(job);
        await Work(job);
        await using var session = await fixture.Store.Database.OpenAsync(job.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await JobQueue.ProveAsync(session, job, TimeSpan.FromSeconds(3), cancellation);
        await session.ExecuteAsync(JobQueue.End(job), cancellation);
        await session.CommitAsync(cancellation);
    }

    public override Task GiveUpAsync(Job job, CancellationToken cancellation)
    {
        GivenUp.Enqueue(job);
        return Task.CompletedTask;
    }
}

/// <summary>Short calls on the queue.</summary>
internal static class Queueing
{
    public static readonly JobOptions Options = new() { Poll = TimeSpan.FromMilliseconds(50), Lease = TimeSpan.FromSeconds(3), Heartbeat = TimeSpan.FromSeconds(1) };

    public static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    public static async Task QueueAsync(this StoreFixture fixture, params NewJob[] jobs)
    {
        foreach (var byWorkspace in jobs.GroupBy(j => j.Workspace))
        {
            await using var session = await fixture.Store.Database.OpenAsync(byWorkspace.Key, default);
            foreach (var part in byWorkspace.Chunk(500))
                await session.ExecuteAsync([.. part.SelectMany(JobQueue.Enqueue)], default);
        }
    }

    public static JobRunner Runner(this StoreFixture fixture, params JobHandler[] handlers) => new(fixture.Store.Database, handlers, Options, TimeProvider.System, NullLogger<JobRunner>.Instance);

    public static Task<Job?> TakeAsync(this StoreFixture fixture, JobHandler handler, long worker = 42) =>
        new JobQueue(fixture.Store.Database).TakeAsync([handler.Kind], worker, TimeSpan.FromSeconds(30), default);

    public static async Task<T> AskAsync<T>(this StoreFixture fixture, string sql)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static async Task DoAsync(this StoreFixture fixture, string sql)
    {
        await using var command = fixture.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits for what must become so; a wait without end is ended by the test's own time limit.</summary>
    public static async Task UntilAsync(Func<Task<bool>> so)
    {
        while (!await so())
            await Task.Delay(10, TestContext.Current.CancellationToken);
    }
}
