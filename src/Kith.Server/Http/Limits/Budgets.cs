using Kith.Core.Problems;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Kith.Server.Http.Limits;

/// <summary>What one request may take of the server: bytes before it is read, and time until it is answered.</summary>
public static class Budgets
{
    /// <summary>Most bytes of the first line, with the address.</summary>
    public const int LongestLine = 8 * 1024;
    /// <summary>Most bytes of all headers together.</summary>
    public const int LongestHeaders = 32 * 1024;
    /// <summary>Most headers.</summary>
    public const int MostHeaders = 100;
    /// <summary>How long a caller may take to send its headers.</summary>
    public static readonly TimeSpan Headers = TimeSpan.FromSeconds(15);
    /// <summary>After this long a body has to come, and an answer to be taken, at <see cref="SlowestBytes"/> at least.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    /// <summary>Bytes a second, on average.</summary>
    public const double SlowestBytes = 240;

    private const int HeavyFactor = 30;
    private const int FreeSeconds = 10;

    /// <summary>Sets what the server itself holds callers to.</summary>
    public static void Apply(KestrelServerLimits limits)
    {
        limits.MaxRequestBodySize = Body.MostBytes;
        limits.MaxRequestLineSize = LongestLine;
        limits.MaxRequestHeadersTotalSize = LongestHeaders;
        limits.MaxRequestHeaderCount = MostHeaders;
        limits.RequestHeadersTimeout = Headers;
        limits.MinRequestBodyDataRate = new MinDataRate(SlowestBytes, Grace);
        limits.MinResponseDataRate = new MinDataRate(SlowestBytes, Grace);
    }

    /// <summary>How long an operation may take in all; null for one that lasts as long as its reader likes.</summary>
    /// <param name="everyday">Time of an everyday call.</param>
    public static TimeSpan? Time(Operation operation, TimeSpan everyday) => operation switch
    {
        { Endless: true } => null,
        { Cost: Cost.Heavy } => everyday * HeavyFactor,
        { Cost: Cost.Free } => TimeSpan.FromSeconds(FreeSeconds),
        _ => everyday,
    };

    /// <summary>Runs the rest of the pipeline within an operation's time; what it does is stopped then, and nothing of it is kept.</summary>
    /// <exception cref="ProblemException">It took longer.</exception>
    public static async Task WithinAsync(HttpContext context, Operation operation, TimeSpan everyday, RequestDelegate next)
    {
        if (Time(operation, everyday) is not { } time)
        {
            await next(context);
            return;
        }
        var gone = context.RequestAborted;
        using var budget = CancellationTokenSource.CreateLinkedTokenSource(gone);
        budget.CancelAfter(time);
        context.RequestAborted = budget.Token;
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (budget.IsCancellationRequested && !gone.IsCancellationRequested)
        {
            throw new ProblemException(Problem.Of(ProblemKind.Unavailable, "request_time", (long)time.TotalSeconds));
        }
        finally
        {
            context.RequestAborted = gone;
        }
    }
}
