using Kith.Store.Sql;

namespace Kith.Store.Jobs;

/// <summary>Which of several jobs comes first. A lower one counts as due fifteen seconds later for each step, so none waits forever.</summary>
public enum JobPriority { High, Normal, Low }

/// <summary>A job to be queued.</summary>
/// <param name="Workspace">The workspace it works in.</param>
/// <param name="Kind">Which handler does it.</param>
/// <param name="Id">The thing it works on, which has one job of a kind at most.</param>
public sealed record NewJob(Guid Workspace, string Kind, Guid Id)
{
    public JobPriority Priority { get; init; } = JobPriority.Normal;
    /// <summary>When it is due; null for at once.</summary>
    public DateTime? DueAt { get; init; }
    /// <summary>What administrators read beside the kind, such as the name of a file.</summary>
    public string Title { get; init; } = "";
}

/// <summary>A job in the hands of this process.</summary>
/// <param name="Workspace">The workspace it works in.</param>
/// <param name="Kind">Which handler does it.</param>
/// <param name="Id">The thing it works on.</param>
/// <param name="Fence">Proves that the job is still this holder's; see <see cref="JobQueue.ProveAsync"/>.</param>
/// <param name="Attempts">Tries since the job last got on, this one included.</param>
public sealed record Job(Guid Workspace, string Kind, Guid Id, long Fence, int Attempts);

/// <summary>Does the jobs of one kind. What administrators read of the kind is the message <c>job.</c> with its name.</summary>
public abstract class JobHandler
{
    /// <summary>The kind of jobs.</summary>
    public abstract string Kind { get; }

    /// <summary>True where jobs mostly wait for the world outside: they have workers of their own, so that a slow receiver holds up no import.</summary>
    public virtual bool Outside => false;

    /// <summary>How often and when a job that failed is tried again.</summary>
    public virtual JobRetries Retries => JobRetries.Default;

    /// <summary>
    /// Does a job from where it stands, and ends it in the transaction of its last effect. It may run again after any failure, so every
    /// effect commits together with the proof that the job is still held.
    /// </summary>
    public abstract Task RunAsync(Job job, CancellationToken cancellation);

    /// <summary>Says in the job's own place that it was given up after too many failures.</summary>
    public virtual Task GiveUpAsync(Job job, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Makes ready in the job's own place that a person has it tried again; in the transaction that queues it.</summary>
    public virtual Task RetryAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Says in the job's own place that a person cancelled it; in the transaction that takes the job away.</summary>
    public virtual Task CancelAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) => Task.CompletedTask;
}

/// <summary>Work that comes again and again in every workspace; its job's id is the workspace's own.</summary>
public abstract class RecurringJob : JobHandler
{
    /// <summary>When it comes, in the time zone of the workspace.</summary>
    public abstract CronSchedule Schedule { get; }

    /// <summary>False where a moment may pass, since there is nothing to do in the workspace.</summary>
    public virtual Task<bool> IsNeededAsync(Session session, Guid workspace, CancellationToken cancellation) => Task.FromResult(true);
}

/// <summary>When a job that failed is tried again: after a pause that doubles from the first to the longest, of which a random half is left out.</summary>
/// <param name="Most">Tries without getting on, after which it is parked.</param>
public sealed record JobRetries(int Most, TimeSpan First, TimeSpan Longest)
{
    public static JobRetries Default { get; } = new(8, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));

    /// <summary>The pause after so many tries.</summary>
    /// <param name="luck">From 0 to 1; spreads what failed together.</param>
    public TimeSpan After(int attempts, double luck)
    {
        var doubled = First * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (doubled < Longest ? doubled : Longest) * (0.5 + (luck / 2));
    }
}

/// <summary>Another process has taken the job over; what was not committed is undone.</summary>
public sealed class LeaseLostException() : Exception("The job is no longer held by this process.");

/// <summary>A failure that may pass, with a reason for administrators to read.</summary>
public sealed class JobFailedException(string reason) : Exception(reason);

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
}
