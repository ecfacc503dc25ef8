namespace Kith.Store.Jobs;

/// <summary>A job in the hands of this process.</summary>
/// <param name="Workspace">The workspace it works in.</param>
/// <param name="Kind">Which handler does it.</param>
/// <param name="Id">The thing it works on.</param>
/// <param name="Fence">Proves that the job is still this holder's; see <see cref="JobQueue.ProveAsync"/>.</param>
/// <param name="Attempts">Tries since the job last got on, this one included.</param>
public sealed record Job(Guid Workspace, string Kind, Guid Id, long Fence, int Attempts);

/// <summary>Does the jobs of one kind.</summary>
public abstract class JobHandler
{
    /// <summary>The kind of jobs.</summary>
    public abstract string Kind { get; }

    /// <summary>
    /// Does a job from where it stands, and ends it in the transaction of its last effect. It may run again after any failure, so every
    /// effect commits together with the proof that the job is still held.
    /// </summary>
    public abstract Task RunAsync(Job job, CancellationToken cancellation);

    /// <summary>Says in the job's own place that it was given up after too many failures.</summary>
    public abstract Task GiveUpAsync(Job job, CancellationToken cancellation);
}

/// <summary>Another process has taken the job over; what was not committed is undone.</summary>
public sealed class LeaseLostException() : Exception("The job is no longer held by this process.");

/// <summary>How jobs are run.</summary>
public sealed record JobOptions
{
    /// <summary>Jobs done at a time by this process; 0 does none.</summary>
    public int Workers { get; init; } = 2;
    /// <summary>How long a job belongs to a process that says nothing more.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(10);
    /// <summary>How often a process says that it still works on a job.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(3);
    /// <summary>How often the queue is looked at when nothing wakes this process.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);
    /// <summary>Tries without getting on, after which a job is parked.</summary>
    public int MostAttempts { get; init; } = 8;
}
