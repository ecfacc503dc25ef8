using System.Diagnostics.Metrics;
using Kith.Core.Changes;
using Kith.Core.Types;

namespace Kith.Store.Audit;

/// <summary>Counts what looks wrong, for those who run the installation. One per host, so that two hosts in a process keep apart.</summary>
public sealed class SecurityAlertCounts : IDisposable
{
    private readonly Counter<long> _alerts;

    public SecurityAlertCounts()
    {
        Meter = new Meter("Kith.Store");
        _alerts = Meter.CreateCounter<long>("kith.security_alerts", description: "What looked wrong about sign-ins, keys and exports, by kind.");
    }

    /// <summary>What it is read from.</summary>
    public Meter Meter { get; }

    /// <summary>Shows every kind from the beginning, so that the first alert is seen as a rise.</summary>
    public void Begin()
    {
        foreach (var kind in SecurityEvent.Alerts)
            Add(Naming.Snake(kind.ToString()), 0);
    }

    internal void Add(string kind, long times) => _alerts.Add(times, new KeyValuePair<string, object?>("kind", kind));

    public void Dispose() => Meter.Dispose();
}
