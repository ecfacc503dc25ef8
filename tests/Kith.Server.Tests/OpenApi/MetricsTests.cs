using System.Diagnostics.Metrics;
using System.Net;
using System.Text.RegularExpressions;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Server.Metrics;

namespace Kith.Server.Tests.OpenApi;

/// <summary>What monitors are told.</summary>
[Collection("description")]
public sealed partial class MetricsTests(DescribedHost host)
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

    [GeneratedRegex("""(?<name>kith_[a-z_]+)\{(?<tag>[a-z]+)="(?<value>[a-z_]+)"\}""", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Watched { get; }

    [Fact]
    public async Task Alert_rules_watch_what_there_is_and_every_kind_of_alert()
    {
        var rules = await File.ReadAllTextAsync(Path.Combine(NodeTool.Root(), "deploy/alerts/kith.yaml"));
        using (var failed = await host.Http.PostAsync("/api/v1/auth/tokens", new StringContent("{\"email\": \"nobody@example.com\", \"password\": \"not the right one\"}", System.Text.Encoding.UTF8, "application/json")))
            Assert.Equal(HttpStatusCode.Unauthorized, failed.StatusCode);
        var text = await host.Http.GetStringAsync("/metrics");
        var watched = Watched.Matches(rules);
        Assert.Equal(rules.Split("expr:").Length - 1, watched.Count);
        Assert.All(watched, w => Assert.Contains($"\n{w.Groups["name"].Value}{{{w.Groups["tag"].Value}=\"", text, StringComparison.Ordinal));
        Assert.Equal(SecurityEvent.Alerts.Select(k => Naming.Snake(k.ToString())).Order(StringComparer.Ordinal), watched.Where(w => w.Groups["tag"].Value == "kind").Select(w => w.Groups["value"].Value).Order(StringComparer.Ordinal));
        Assert.All(SecurityEvent.Alerts, k => Assert.Contains($"kith_security_alerts_total{{kind=\"{Naming.Snake(k.ToString())}\"}} ", text, StringComparison.Ordinal));
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
