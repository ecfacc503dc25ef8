using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Kith.Server.Metrics;

/// <summary>Adds up what instruments measure, one series for each combination of tags.</summary>
public sealed class MetricsCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, ConcurrentDictionary<string, Series>> _series = [];

    private readonly Func<KeyValuePair<string, object?>, bool> _counts;

    /// <summary>Listens to the instruments that are wanted, those there are and those to come.</summary>
    /// <param name="counts">False for a tag whose measurements are left out.</param>
    public MetricsCollector(Func<Instrument, bool> wanted, Func<KeyValuePair<string, object?>, bool> counts)
    {
        _counts = counts;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (wanted(instrument))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Every instrument with its series, in the order of names, after asking those that only answer when asked.</summary>
    public IReadOnlyList<(Instrument Instrument, IReadOnlyList<(string Tags, Reading Value)> Series)> Read()
    {
        _listener.RecordObservableInstruments();
        return [.. _series.OrderBy(i => i.Key.Name, StringComparer.Ordinal).Select(i =>
            (i.Key, (IReadOnlyList<(string, Reading)>)[.. i.Value.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value.Read()))]))];
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (!_counts(tag))
                return;
        }
        var series = _series.GetOrAdd(instrument, _ => []).GetOrAdd(Key(tags), static (_, i) => new Series(IsHistogram(i)), instrument);
        // Observed instruments answer their total, the others what was added.
        if (instrument.IsObservable)
            series.Set(value);
        else
            series.Add(value);
    }

    private static bool IsHistogram(Instrument instrument) => instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);

    // The tags as Prometheus writes them are also what tells series apart.
    private static string Key(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var parts = new string[tags.Length];
        for (var i = 0; i < tags.Length; i++)
            parts[i] = $"{PrometheusText.Name(tags[i].Key)}=\"{PrometheusText.Escape(Convert.ToString(tags[i].Value, CultureInfo.InvariantCulture) ?? "")}\"";
        return string.Join(',', parts);
    }

    public void Dispose() => _listener.Dispose();
}

/// <summary>The state of one series.</summary>
/// <param name="Sum">Of counters and gauges the value itself.</param>
/// <param name="Buckets">Of histograms: how many measurements were at most each bound, the last without one; null otherwise.</param>
public sealed record Reading(double Sum, IReadOnlyList<long>? Buckets);

/// <summary>One instrument under one combination of tags.</summary>
internal sealed class Series(bool histogram)
{
    /// <summary>Upper bounds of the buckets, in seconds: from a cached read to a report nobody waits for.</summary>
    public static readonly IReadOnlyList<double> Bounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly long[]? _buckets = histogram ? new long[Bounds.Count + 1] : null;
    private double _sum;

    public void Set(double value)
    {
        lock (_gate)
            _sum = value;
    }

    public void Add(double value)
    {
        lock (_gate)
        {
            _sum += value;
            if (_buckets is null)
                return;
            var bucket = 0;
            while (bucket < Bounds.Count && value > Bounds[bucket])
                bucket++;
            _buckets[bucket]++;
        }
    }

    public Reading Read()
    {
        lock (_gate)
        {
            if (_buckets is null)
                return new Reading(_sum, null);
            var upTo = new long[_buckets.Length];
            long count = 0;
            for (var i = 0; i < upTo.Length; i++)
                upTo[i] = count += _buckets[i];
            return new Reading(_sum, upTo);
        }
    }
}
