using System.Diagnostics.Metrics;
using Kith.Core.Changes;
using Kith.Core.Types;

namespace Kith.Identity.SignIns;

/// <summary>Counts what happens to sign-ins, for those who run the installation. One per host, so that two hosts in a process keep apart.</summary>
public sealed class SignInCounts : IDisposable
{
    private readonly Counter<long> _events;

    public SignInCounts()
    {
        Meter = new Meter("Kith.Identity");
        _events = Meter.CreateCounter<long>("kith.sign_ins", description: "What happened to sign-ins: signed_in, sign_in_failed, locked_out. What looks wrong is counted as kith.security_alerts.");
    }

    /// <summary>What it is read from.</summary>
    public Meter Meter { get; }

    /// <summary>Counts one.</summary>
    public void Add(SecurityEventKind kind) => _events.Add(1, new KeyValuePair<string, object?>("outcome", Naming.Snake(kind.ToString())));

    public void Dispose() => Meter.Dispose();
}
