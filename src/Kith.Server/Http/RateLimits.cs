using System.Threading.RateLimiting;
using Kith.Core.Problems;

namespace Kith.Server.Http;

/// <summary>Limits how often an address (before sign-in) or a person (after) may call, by what an operation costs. Counts are of this process.</summary>
public sealed class RateLimits(KithSettings settings) : IDisposable
{
    private readonly PartitionedRateLimiter<(string Who, Cost Cost)> _limiter = PartitionedRateLimiter.Create<(string Who, Cost Cost), (string, Cost)>(call =>
        call.Cost == Cost.Free ? RateLimitPartition.GetNoLimiter(call) : RateLimitPartition.GetTokenBucketLimiter(call, c => Bucket(c.Item2, settings.RateLimit)));

    // A burst, and what comes back each second.
    private static TokenBucketRateLimiterOptions Bucket(Cost cost, double factor)
    {
        var (burst, perSecond) = cost switch
        {
            Cost.Everyday => (2_000, 200),
            Cost.Heavy => (200, 20),
            Cost.SignIn => (100, 2),
            _ => throw new ArgumentOutOfRangeException(nameof(cost)),
        };
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = (int)Math.Min(burst * factor, int.MaxValue),
            TokensPerPeriod = (int)Math.Min(perSecond * factor, int.MaxValue),
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
        };
    }

    /// <summary>Refuses a call over the limit, saying when to try again.</summary>
    public void Take(HttpContext context, Operation operation)
    {
        var who = context.FindSignIn() is { } sign && operation.Cost != Cost.SignIn ? sign.Caller.Person.ToString()! : context.Connection.RemoteIpAddress?.ToString() ?? "";
        using var lease = _limiter.AttemptAcquire((who, operation.Cost));
        if (lease.IsAcquired)
            return;
        var seconds = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
        throw new ProblemException(Problem.TooMany(seconds));
    }

    public void Dispose() => _limiter.Dispose();
}
