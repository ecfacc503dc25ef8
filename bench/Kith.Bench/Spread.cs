namespace Kith.Bench;

/// <summary>How long something took that was done several times, in milliseconds.</summary>
internal sealed record Spread(int Count, double P50, double P95, double P99, double Slowest)
{
    public static Spread Of(IEnumerable<double> times)
    {
        var sorted = times.Order().ToList();
        double At(double part) => sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * part))];
        return new Spread(sorted.Count, At(0.50), At(0.95), At(0.99), At(1));
    }
}
