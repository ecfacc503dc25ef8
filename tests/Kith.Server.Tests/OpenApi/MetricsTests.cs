using System.Diagnostics.Metrics;
using System.Net;
using Kith.Server.Metrics;

namespace Kith.Server.Tests.OpenApi;

/// <summary>What monitors are told.</summary>
[Collection("description")]
public sealed class MetricsTests(DescribedHost host)
{
    [Fact]
    public async Task Requests_are_counted_by_operation_and_status()
    {
        (await host.Http.GetAsync("/api/v1/deals")).Dispose();
        var text = await host.Http.GetStringAsync("/metrics");
        Assert.Contains("kith_http_requests_total{operation=\"list\",status=\"401\"} ", text, StringComparison.Ordinal);
        Assert.Contains("kith_http_request_duration_seconds_bucket{operation=\"list\",le=\"+Inf\"} ", text, StringComparison.Ordinal);
        Assert.Contains("db_client_connection_max{db_client_connection_pool_name=\"kith\"} ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Username", text, StringComparison.Ordinal);
        foreach (var state in new[] { "waiting", "running", "parked" })
            Assert.Contains($"kith_jobs{{state=\"{state}\"}} ", text, StringComparison.Ordinal);
        Assert.Contains("kith_jobs_oldest_seconds ", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Matches("""^(# (HELP|TYPE) [a-z][a-z0-9_]* .+|[a-z][a-z0-9_]*(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.eE+-]+)$""", line));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    [InlineData("Via", "1.1 proxy")]
    public async Task A_caller_behind_a_proxy_gets_none(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await host.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public void Series_add_up_and_buckets_are_cumulative()
    {
        using var meter = new Meter("test");
        var counter = meter.CreateCounter<long>("jobs.done", description: "With a \\ and a\nnew line.");
        var histogram = meter.CreateHistogram<double>("job.time", "s");
        using var collected = new MetricsCollector(i => i.Meter == meter, tag => tag.Key != "secret");
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a \"quoted\" one"));
        counter.Add(3, new KeyValuePair<string, object?>("kind", "a \"quoted\" one"));
        counter.Add(9, new KeyValuePair<string, object?>("secret", "yes"));
        foreach (var seconds in new[] { 0.005, 0.3, 20 })
            histogram.Record(seconds);
        var lines = PrometheusText.Write(collected).Split('\n');
        Assert.Contains("# HELP jobs_done_total With a \\\\ and a\\nnew line.", lines);
        Assert.Contains("# TYPE jobs_done_total counter", lines);
        Assert.Contains("jobs_done_total{kind=\"a \\\"quoted\\\" one\"} 5", lines);
        Assert.DoesNotContain(lines, l => l.Contains("secret", StringComparison.Ordinal));
        Assert.Contains("job_time_seconds_bucket{le=\"0.005\"} 1", lines);
        Assert.Contains("job_time_seconds_bucket{le=\"0.25\"} 1", lines);
        Assert.Contains("job_time_seconds_bucket{le=\"0.5\"} 2", lines);
        Assert.Contains("job_time_seconds_bucket{le=\"10\"} 2", lines);
        Assert.Contains("job_time_seconds_bucket{le=\"+Inf\"} 3", lines);
        Assert.Contains("job_time_seconds_count 3", lines);
    }
}
