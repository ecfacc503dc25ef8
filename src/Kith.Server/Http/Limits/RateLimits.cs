using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Problems;
using Kith.Server.Metrics;
using Kith.Store.Limits;
using Kith.Store.Sql;

namespace Kith.Server.Http.Limits;

/// <summary>
/// Limits how often callers may call, by what an operation costs: an address before sign-in; a person or key, and their workspace, after. What is costly is counted
/// for all processes together. Where the database does not answer in time, this process counts alone, so that a slow database refuses nobody (ADR 34).
/// </summary>
public sealed partial class RateLimits(KithSettings settings, RateMeters meters, Database database, KithMetrics metrics, ILogger<RateLimits> log) : IDisposable
{
    /// <summary>How long a call waits to be counted together with those of other processes.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);

    // Counting must not take the connections that pages need.
    private readonly SemaphoreSlim _places = new(2);
    private readonly Rates _rates = new(settings.RateLimit);

    /// <summary>Refuses a call over a limit, saying when to try again.</summary>
    public async Task TakeAsync(HttpContext context, Operation operation)
    {
        var keys = Keys(context, operation.Cost);
        var taking = meters.Take(keys);
        if (taking.Taken && Rates.IsShared(operation.Cost))
            taking = await ShareAsync(keys, context.RequestAborted) ?? taking;
        var headers = new RateHeaders(keys, taking);
        context.Features.Set(headers);
        headers.Apply(context.Response.Headers);
        if (!taking.Taken)
            Refuse(keys, taking);
    }

    private IReadOnlyList<RateKey> Keys(HttpContext context, Cost cost)
    {
        if (cost is Cost.Form)
            return [new RateKey(_rates.Of(cost, Counted.Address), CallerAddress.Of(context.Connection.RemoteIpAddress)), new RateKey(_rates.Of(cost, Counted.Form), FormOf(context))];
        if (context.FindSignIn()?.Caller is not { } caller || cost is Cost.SignIn or Cost.Free)
            return [new RateKey(_rates.Of(cost, Counted.Address), CallerAddress.Of(context.Connection.RemoteIpAddress))];
        var first = caller.Scope is { } scope ? new RateKey(_rates.Of(cost, Counted.Key), scope.Key) : new RateKey(_rates.Of(cost, Counted.Person), caller.Viewer ?? caller.Person ?? Guid.Empty);
        return [first, new RateKey(_rates.Of(cost, Counted.Workspace), caller.Workspace)];
    }

    // What stands in the place of a form's key is counted, be it one or not.
    private static Guid FormOf(HttpContext context) => new(SHA256.HashData(Encoding.UTF8.GetBytes(context.GetRouteValue("key") as string ?? "")).AsSpan(0, 16));

    private async Task<RateTaking?> ShareAsync(IReadOnlyList<RateKey> keys, CancellationToken cancellation)
    {
        try
        {
            // A statement that hangs is left behind and ends by itself; waiting for its end would take longer than what is waited for.
            var taking = await CountAsync(keys).WaitAsync(Patience, cancellation);
            if (taking is not null)
            {
                meters.Learn(keys, taking);
                return taking;
            }
        }
        catch (TimeoutException)
        {
        }
        metrics.CountedAlone();
        return null;
    }

    private async Task<RateTaking?> CountAsync(IReadOnlyList<RateKey> keys)
    {
        if (!await _places.WaitAsync(Patience))
            return null;
        try
        {
            return await SharedRates.TakeAsync(database, keys, Patience, CancellationToken.None);
        }
        catch (Exception error) when (error is DbException or TimeoutException or IOException or ObjectDisposedException)
        {
            Alone(log, error.GetType().Name);
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    private void Refuse(IReadOnlyList<RateKey> keys, RateTaking taking)
    {
        var (limit, wait) = keys.Zip(taking.Ahead, (key, ahead) => (key.Policy.Name, Wait: key.Policy.Wait(ahead))).MaxBy(l => l.Wait);
        metrics.Limited(limit);
        throw new ProblemException(Problem.TooMany(Math.Max(1, (int)Math.Ceiling(wait))));
    }

    public void Dispose() => _places.Dispose();

    [LoggerMessage(Level = LogLevel.Warning, Message = "Costly calls are counted by this process alone ({Error})")]
    private static partial void Alone(ILogger log, string error);
}
