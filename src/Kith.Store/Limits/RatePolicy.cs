namespace Kith.Store.Limits;

/// <summary>How often something may be done.</summary>
/// <param name="Name">What callers and operators know it by.</param>
/// <param name="Burst">Calls at once, where none were made before.</param>
/// <param name="PerSecond">Calls that come back each second.</param>
public sealed record RatePolicy(string Name, double Burst, double PerSecond)
{
    /// <summary>Seconds in which one call comes back.</summary>
    public double Interval => 1 / PerSecond;

    /// <summary>Seconds in which all calls come back.</summary>
    public double Window => Burst / PerSecond;

    /// <summary>Calls that are left when a meter is ahead of the present by some seconds.</summary>
    public long Left(double ahead) => (long)Math.Max(0, Math.Floor(((Window - ahead) / Interval) + 1e-6));

    /// <summary>Seconds until one more call is let in.</summary>
    public double Wait(double ahead) => Math.Max(0, ahead + Interval - Window);
}

/// <summary>The meter of one caller: a person, a key, a workspace or a network, by what the policy counts.</summary>
public readonly record struct RateKey(RatePolicy Policy, Guid Caller);

/// <summary>What taking a call found.</summary>
/// <param name="Taken">False where one of the meters had too little left; then nothing was taken from any.</param>
/// <param name="Ahead">By how many seconds each meter is ahead of the present.</param>
public sealed record RateTaking(bool Taken, IReadOnlyList<double> Ahead);
