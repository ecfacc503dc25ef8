using System.Collections.Concurrent;

namespace Kith.Store.Limits;

/// <summary>Meters of this process. Each is one moment, that when all that was taken has come back (the generic cell rate algorithm).</summary>
public sealed class RateMeters(TimeProvider clock)
{
    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<RateKey, Meter> _meters = new();
    private readonly long _began = clock.GetTimestamp();
    private double _nextSweep = SweepEvery.TotalSeconds;

    private double Now => clock.GetElapsedTime(_began).TotalSeconds;

    /// <summary>How many meters are kept.</summary>
    public int Count => _meters.Count;

    /// <summary>Takes one call from each meter, or from none.</summary>
    public RateTaking Take(IReadOnlyList<RateKey> keys)
    {
        var now = Now;
        Sweep(now);
        var ahead = new double[keys.Count];
        for (var i = 0; i < keys.Count; i++)
        {
            if (Of(keys[i]).Take(now, keys[i].Policy, out ahead[i]))
                continue;
            for (var back = 0; back < i; back++)
                ahead[back] = Of(keys[back]).GiveBack(now, keys[back].Policy);
            for (var rest = i + 1; rest < keys.Count; rest++)
                ahead[rest] = Of(keys[rest]).Ahead(now);
            return new RateTaking(false, ahead);
        }
        return new RateTaking(true, ahead);
    }

    /// <summary>Takes over what is known of meters elsewhere, so that what they refuse is refused here without asking again.</summary>
    public void Learn(IReadOnlyList<RateKey> keys, RateTaking taking)
    {
        var now = Now;
        for (var i = 0; i < keys.Count; i++)
            Of(keys[i]).Raise(now + taking.Ahead[i]);
    }

    private Meter Of(RateKey key) => _meters.GetOrAdd(key, static _ => new Meter());

    // A meter from which everything has come back is like none.
    private void Sweep(double now)
    {
        var due = Volatile.Read(ref _nextSweep);
        if (now < due || Interlocked.CompareExchange(ref _nextSweep, now + SweepEvery.TotalSeconds, due) != due)
            return;
        foreach (var (key, meter) in _meters)
        {
            if (meter.Ahead(now) == 0)
                _meters.TryRemove(KeyValuePair.Create(key, meter));
        }
    }

    private sealed class Meter
    {
        private readonly Lock _gate = new();
        private double _fullAt;

        public bool Take(double now, RatePolicy policy, out double ahead)
        {
            lock (_gate)
            {
                ahead = Math.Max(0, _fullAt - now);
                if (ahead + policy.Interval > policy.Window)
                    return false;
                ahead += policy.Interval;
                _fullAt = now + ahead;
                return true;
            }
        }

        public double GiveBack(double now, RatePolicy policy)
        {
            lock (_gate)
            {
                _fullAt -= policy.Interval;
                return Math.Max(0, _fullAt - now);
            }
        }

        public double Ahead(double now)
        {
            lock (_gate)
                return Math.Max(0, _fullAt - now);
        }

        public void Raise(double fullAt)
        {
            lock (_gate)
                _fullAt = Math.Max(_fullAt, fullAt);
        }
    }
}
