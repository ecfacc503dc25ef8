namespace Kith.Store.Stream;

/// <summary>How consumers are run.</summary>
public sealed record ConsumerOptions
{
    /// <summary>Workspaces that each consumer works in at a time in this process; 0 leaves them to other processes.</summary>
    public int Workers { get; init; } = 2;
    /// <summary>How often is looked for what no signal told of.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>How long a batch may take.</summary>
    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>Changes looked through at a time for those a consumer wants.</summary>
    public int Window { get; init; } = 5_000;
    /// <summary>Failures after which a batch is halved, and a change that stands alone is parked.</summary>
    public int MostAttempts { get; init; } = 5;
    /// <summary>Wait after the first failure; it doubles with each further one.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);
    /// <summary>Longest wait between two tries.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>How a consumer's present batch does.</summary>
/// <param name="Attempts">Failures of the batch in its present size.</param>
/// <param name="Most">Most changes of a batch while one at fault is looked for; null when none is.</param>
internal sealed record Patience(int Attempts, int? Most)
{
    /// <summary>When all is well.</summary>
    public static readonly Patience Full = new(0, null);

    /// <summary>After a batch that went well: batches grow again to their full size.</summary>
    public Patience Succeeded(int batchSize) => Most * 2 < batchSize ? new Patience(0, Most * 2) : Full;

    /// <summary>After a batch of several changes, or of one, that failed; null when that one is to be parked.</summary>
    /// <remarks>The first batch that fails is tried again as it is. One that keeps failing is halved, and its halves at once, until the change at fault stands alone.</remarks>
    public Patience? Failed(int changes, int mostAttempts)
    {
        if (Attempts + 1 < mostAttempts && (changes == 1 || Most is null))
            return this with { Attempts = Attempts + 1 };
        return changes == 1 ? null : new Patience(0, changes / 2);
    }

    /// <summary>After processes that all ended while they worked on a batch: it is halved at once, or parked where it is one change; null then.</summary>
    public Patience? Ended(int changes, int mostAttempts) => (this with { Attempts = mostAttempts - 1 }).Failed(changes, mostAttempts);

    /// <summary>How many processes may end with a batch. Few where it has several changes, since each costs a restart and one of them is looked for.</summary>
    public static int MostEnded(int changes, int mostAttempts) => changes == 1 ? mostAttempts : Math.Min(2, mostAttempts);

    /// <summary>How long to wait before the next try, a part of it by chance so that not all who failed together come back together.</summary>
    /// <param name="chance">From 0 to 1.</param>
    public TimeSpan Wait(ConsumerOptions options, double chance)
    {
        var seconds = options.FirstWait.TotalSeconds * Math.Pow(2, Math.Min(Math.Max(Attempts, 1) - 1, 30)) * (0.5 + (chance / 2));
        return TimeSpan.FromSeconds(Math.Min(seconds, options.LongestWait.TotalSeconds));
    }
}
