using System.Diagnostics.Metrics;
using Kith.Identity.SignIns;
using Kith.Store.Audit;
using Kith.Store.Jobs;
using Kith.Store.Stream;

namespace Kith.Server.Metrics;

/// <summary>What this server counts: requests by operation and status, and how long they take. One per host, so that two hosts in a process keep apart.</summary>
public sealed class KithMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _durations;
    private readonly UpDownCounter<long> _running;
    private readonly UpDownCounter<long> _watching;
    private readonly Counter<long> _limited;
    private readonly Counter<long> _countedAlone;

    public KithMetrics(SignInCounts signIns, SecurityAlertCounts alerts)
    {
        _meter = new Meter("Kith.Server");
        _requests = _meter.CreateCounter<long>("kith.http.requests", description: "Requests answered, by operation and status.");
        _durations = _meter.CreateHistogram<double>("kith.http.request.duration", "s", "How long requests took, by operation.");
        _running = _meter.CreateUpDownCounter<long>("kith.http.requests.running", description: "Requests being worked on.");
        _meter.CreateObservableGauge("kith.jobs", ObserveJobs, description: "Background jobs of the installation by state.");
        _meter.CreateObservableGauge("kith.jobs.oldest", () => Jobs.OldestSeconds, "s", "How long the job that has waited longest is due.");
        _watching = _meter.CreateUpDownCounter<long>("kith.live.clients", description: "Connections on which changes are told as they happen.");
        _limited = _meter.CreateCounter<long>("kith.rate.refused", description: "Calls refused because a limit was used up, by limit.");
        _countedAlone = _meter.CreateCounter<long>("kith.rate.unshared", description: "Costly calls counted by this process alone, because the database did not answer in time.");
        Collected = new MetricsCollector(instrument => instrument.Meter == _meter || instrument.Meter == signIns.Meter || instrument.Meter == alerts.Meter || RuntimeInstruments.Contains(instrument.Name), PoolOfRequests);
        alerts.Begin();
    }

    // Of the many the runtime and the database driver offer, those an operator looks at first.
    private static readonly HashSet<string> RuntimeInstruments =
    [
        "dotnet.process.memory.working_set", "dotnet.process.cpu.time", "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.exceptions",
        "db.client.connection.count", "db.client.connection.max",
    ];

    /// <summary>Name of the connection pool that requests use.</summary>
    public const string Pool = "kith";

    // Pools without a name are called by their connection string, which is nobody's business; they serve starting up only.
    private static bool PoolOfRequests(KeyValuePair<string, object?> tag) => tag.Key != "db.client.connection.pool.name" || (string?)tag.Value == Pool;

    /// <summary>The values so far.</summary>
    public MetricsCollector Collected { get; }

    /// <summary>How the queue of jobs stood when it was last asked.</summary>
    public JobCounts Jobs { get; set; } = new(0, 0, 0, 0);

    private IEnumerable<Measurement<long>> ObserveJobs() =>
        [new(Jobs.Waiting, new KeyValuePair<string, object?>("state", "waiting")), new(Jobs.Running, new KeyValuePair<string, object?>("state", "running")), new(Jobs.Parked, new KeyValuePair<string, object?>("state", "parked"))];

    /// <summary>Begins a request.</summary>
    public void Began() => _running.Add(1);

    /// <summary>Counts a request that was answered.</summary>
    /// <param name="operation">Id of the operation; never anything a caller can choose, or callers could fill the memory with series.</param>
    /// <param name="took">Null where the reader decided how long it took.</param>
    public void Ended(string operation, int status, TimeSpan? took)
    {
        _running.Add(-1);
        _requests.Add(1, new("operation", operation), new("status", status));
        if (took is { } time)
            _durations.Record(time.TotalSeconds, new KeyValuePair<string, object?>("operation", operation));
    }

    /// <summary>Counts a request as a connection that stays open, and no longer as work.</summary>
    public void Stays()
    {
        _running.Add(-1);
        _watching.Add(1);
    }

    /// <summary>Counts the end of such a connection, before that of its request.</summary>
    public void Leaves()
    {
        _running.Add(1);
        _watching.Add(-1);
    }

    /// <summary>Counts a call that was refused because a limit was used up.</summary>
    public void Limited(string limit) => _limited.Add(1, new KeyValuePair<string, object?>("limit", limit));

    /// <summary>Counts a costly call that only this process knows of.</summary>
    public void CountedAlone() => _countedAlone.Add(1);

    /// <summary>Tells how far consumers of the stream are behind, each over all workspaces.</summary>
    public void Watch(ConsumerRunner consumers)
    {
        _meter.CreateObservableGauge("kith.consumer.behind", () => consumers.Lags.Select(l => Of(l, l.Changes)), description: "Changes that a consumer has not read.");
        _meter.CreateObservableGauge("kith.consumer.lag", () => consumers.Lags.Select(l => Of(l, l.Age)), "s", "Age of the oldest change that a consumer has not read.");

        static Measurement<double> Of(ConsumerLag lag, double value) => new(value, new KeyValuePair<string, object?>("consumer", lag.Consumer));
    }

    public void Dispose()
    {
        Collected.Dispose();
        _meter.Dispose();
    }
}
