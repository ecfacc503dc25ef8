using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Limits;

public sealed class RateLimitTests(Installation server)
{
    private const string Everyday = "/api/v1/companies";
    private const string Heavy = "/api/v1/query";
    private static readonly object Report = new { from = "companies", measures = new { n = "count()" } };

    private static string Header(HttpResponseMessage answer, string name) => string.Join(", ", answer.Headers.GetValues(name));

    private static async Task<string> TokenAsync(Client client) => (await client.ProgramAsync()).Bearer!;

    [Fact]
    public async Task A_person_is_told_what_is_left_and_when_to_go_on()
    {
        var token = await TokenAsync(await server.WorkspaceAsync());
        await using var host = await LimitedHost.StartAsync(server);
        using (var first = await host.CallAsync(token, Everyday))
        {
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.Equal("\"everyday-person\";q=20;w=10, \"everyday-workspace\";q=60;w=10", Header(first, "RateLimit-Policy"));
            Assert.Equal("\"everyday-person\";r=19;t=1, \"everyday-workspace\";r=59;t=1", Header(first, "RateLimit"));
        }
        Assert.InRange(await host.LetInAsync(40, token, Everyday), 19, 30);
        using var refused = await host.CallAsync(token, Everyday);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Contains("\"everyday-person\";r=0;", Header(refused, "RateLimit"), StringComparison.Ordinal);
        var wait = int.Parse(Header(refused, "Retry-After"), CultureInfo.InvariantCulture);
        await Task.Delay(TimeSpan.FromSeconds(wait), TestContext.Current.CancellationToken);
        Assert.Equal(200, await host.StatusAsync(token, Everyday));
        Assert.Contains("kith_rate_refused_total{limit=\"everyday-person\"} ", await host.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_noisy_workspace_is_held_back_as_a_whole_and_others_work_on()
    {
        var noisy = await server.WorkspaceAsync();
        var quiet = await TokenAsync(await server.WorkspaceAsync());
        var tokens = new List<string> { await TokenAsync(noisy) };
        for (var i = 0; i < 5; i++)
            tokens.Add(await TokenAsync(await server.ColleagueAsync(noisy)));
        await using var host = await LimitedHost.StartAsync(server);
        await Task.WhenAll(tokens.Select(token => host.LetInAsync(30, token, Everyday)));
        using var refused = await host.CallAsync(tokens[0], Everyday);
        Assert.Contains("\"everyday-workspace\";r=0;", Header(refused, "RateLimit"), StringComparison.Ordinal);
        Assert.Equal(20, await host.LetInAsync(20, quiet, Everyday));
        Assert.Contains("kith_rate_refused_total{limit=\"everyday-workspace\"} ", await host.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_does_not_use_up_what_its_person_has()
    {
        var owner = await server.WorkspaceAsync();
        var key = (await owner.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201).Text("secret")!;
        var token = await TokenAsync(owner);
        await using var host = await LimitedHost.StartAsync(server);
        Assert.InRange(await host.LetInAsync(40, key, Everyday), 20, 35);
        using var answer = await host.CallAsync(token, Everyday);
        Assert.Contains("\"everyday-person\";r=19;", Header(answer, "RateLimit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_limited_by_address_on_every_operation()
    {
        // From an address of its own: other tests sign in from this machine's, which counts in all processes.
        await using var host = await LimitedHost.StartAsync(server, s => s with { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] });
        var from = ("X-Forwarded-For", "203.0.113.200");
        Assert.InRange(await host.LetInAsync(20, null, Everyday), 10, 18);
        Assert.InRange(await host.LetInAsync(20, "no-such-token", "/openapi/v1.json"), 10, 18);
        Assert.Equal(1, await host.LetInAsync(5, null, "/api/v1/auth/tokens", new { email = "nobody@example.com", password = "seven green umbrellas" }, from));
    }

    [Fact]
    public async Task Processes_count_costly_calls_together_and_everyday_ones_apart()
    {
        var token = await TokenAsync(await server.WorkspaceAsync());
        await using var one = await LimitedHost.StartAsync(server);
        await using var other = await LimitedHost.StartAsync(server);
        Assert.Equal(200, await one.StatusAsync(token, Heavy, Report));
        Assert.Equal(200, await other.StatusAsync(token, Heavy, Report));
        Assert.Equal(429, await one.StatusAsync(token, Heavy, Report));
        Assert.Equal(429, await other.StatusAsync(token, Heavy, Report));
        Assert.Equal(15, await one.LetInAsync(15, token, Everyday));
        Assert.Equal(15, await other.LetInAsync(15, token, Everyday));
    }

    [Fact]
    public async Task A_database_that_does_not_answer_holds_up_neither_costly_calls_nor_others()
    {
        var token = await TokenAsync(await server.WorkspaceAsync());
        await using var host = await LimitedHost.StartAsync(server);
        Assert.Equal(200, await host.StatusAsync(token, Everyday));
        await using var connection = await server.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var command = new Npgsql.NpgsqlCommand("lock table kith_private.rate_meter in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var heavy = host.StatusAsync(token, Heavy, Report);
        var began = Stopwatch.GetTimestamp();
        Assert.Equal(10, await host.LetInAsync(10, token, Everyday));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 2);
        Assert.Equal(200, await heavy);
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 4);
        Assert.Equal(200, await host.StatusAsync(token, Heavy, Report));
        Assert.Equal(429, await host.StatusAsync(token, Heavy, Report));
        Assert.Contains("kith_rate_unshared_total 2", await host.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_over_the_limit_is_refused_before_its_body_is_read()
    {
        var token = await TokenAsync(await server.WorkspaceAsync());
        await using var host = await LimitedHost.StartAsync(server);
        Assert.Equal(2, await host.LetInAsync(3, token, Heavy, Report));
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        // Not one byte of the five million follows.
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST {Heavy} HTTP/1.1\r\nHost: {host.Http.BaseAddress.Authority}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 5000000\r\n\r\n"), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Equal("HTTP/1.1 429 Too Many Requests", await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Only_a_trusted_proxy_says_where_a_call_comes_from()
    {
        await using var plain = await LimitedHost.StartAsync(server);
        await using var behind = await LimitedHost.StartAsync(server, s => s with { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32"), IPNetwork.Parse("10.9.0.0/16")] });
        var (ofPlain, ofBehind) = (0, 0);
        for (var i = 1; i <= 30; i++)
        {
            ofPlain += await plain.LetInAsync(1, null, "/health/live", null, ("X-Forwarded-For", $"203.0.113.{i}"));
            ofBehind += await behind.LetInAsync(1, null, "/health/live", null, ("X-Forwarded-For", $"203.0.113.{i}, 10.9.0.1"));
        }
        Assert.InRange(ofPlain, 10, 28);
        Assert.Equal(30, ofBehind);
        // What a caller writes in front of its own address changes nothing, and neither does the rest of its own network.
        Assert.InRange(await behind.LetInAsync(25, null, "/health/live", null, ("X-Forwarded-For", "198.51.100.9, 203.0.113.77")), 10, 23);
        Assert.Equal(429, await behind.StatusAsync(null, "/health/live", null, ("X-Forwarded-For", "198.51.100.10, 203.0.113.77")));
        Assert.InRange(await behind.LetInAsync(25, null, "/health/live", null, ("X-Forwarded-For", "2001:db8:1:2::1")), 10, 23);
        Assert.Equal(429, await behind.StatusAsync(null, "/health/live", null, ("X-Forwarded-For", "2001:db8:1:2:ffff::2")));
        Assert.Equal(200, await behind.StatusAsync(null, "/health/live", null, ("X-Forwarded-For", "2001:db8:1:3::1")));
    }
}
