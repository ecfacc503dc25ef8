using System.Data.Common;
using System.Net;
using Kith.Core.Problems;
using Kith.Server.Http;
using Kith.Store.Jobs;
using Kith.Store.Sql;

namespace Kith.Server.Metrics;

/// <summary>Measures requests, and tells monitors on this machine.</summary>
public static class MetricsEndpoints
{
    // What proxies add to a request they pass on. Behind one on this machine every caller looks local.
    private static readonly string[] Forwarding = ["Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via", "X-Original-For"];

    /// <summary>Measures everything that comes after it, refusals and failures with the status they are answered with.</summary>
    public static void UseRequestMetrics(this WebApplication app)
    {
        var metrics = app.Services.GetRequiredService<KithMetrics>();
        var clock = app.Services.GetRequiredService<TimeProvider>();
        app.Use(async (context, next) =>
        {
            var began = clock.GetTimestamp();
            metrics.Began();
            try
            {
                await next(context);
            }
            finally
            {
                // Paths that are no operation, such as the web client's files, are one together.
                var operation = context.GetEndpoint()?.Metadata.GetMetadata<Operation>();
                metrics.Ended(operation?.Id ?? "none", context.Response.StatusCode, operation is { Endless: true } ? null : clock.GetElapsedTime(began));
            }
        });
    }

    /// <summary>Maps <c>/metrics</c>.</summary>
    public static void MapMetrics(this IEndpointRouteBuilder routes) =>
        routes.Map(new Operation("GET", "/metrics", "metrics", "Counts and times in the text format of Prometheus")
        {
            Guard = Guard.Open,
            Cost = Cost.Free,
            Tag = "operations",
            Description = "Answered on this machine only: by loopback, and not through a proxy.",
            ResponseType = "text/plain",
            Refusals = [ProblemKind.NotFound],
        }, AnswerAsync);

    private static async Task AnswerAsync(HttpContext context, KithMetrics metrics, Database database)
    {
        if (!IsLocal(context))
            throw ProblemException.NotFound();
        try
        {
            metrics.Jobs = await JobCounts.ReadAsync(database, context.RequestAborted);
        }
        // Without the database the rest is told all the more.
        catch (Exception error) when (error is DbException or TimeoutException or IOException)
        {
        }
        context.Response.ContentType = PrometheusText.MediaType;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsync(PrometheusText.Write(metrics.Collected), context.RequestAborted);
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address) && !Forwarding.Any(context.Request.Headers.ContainsKey);
}
