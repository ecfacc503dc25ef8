using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Kith.Server.Tests.Scim;

namespace Kith.Server.Tests.Access;

/// <summary>From where a workspace may be reached.</summary>
public sealed class NetworkTests(Installation server)
{
    private const string Office = "203.0.113.7";

    private static object List(params string[] networks) => new { networks = networks.Select(n => new { network = n, label = "Office" }), confirm_lockout = true };

    // A process behind a proxy on this machine, so that calls may come from anywhere.
    private Task<(KithHost Host, HttpClient Http)> BehindProxyAsync() => server.SecondAsync(s => s with { TrustedProxies = [IPNetwork.Parse("127.0.0.1/32")] });

    private static async Task<int> FromAsync(HttpClient http, string bearer, string address, string path = "/api/v1/companies")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new("Bearer", bearer);
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    [Fact]
    public async Task A_list_holds_for_sign_ins_tokens_directories_and_keys_whose_own_networks_narrow_it()
    {
        var owner = await server.WorkspaceAsync();
        var token = (await owner.ProgramAsync()).Bearer!;
        var key = (await owner.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201).Text("secret")!;
        var directory = await ScimDirectory.OfAsync(owner);
        var narrow = (await owner.PostAsync("auth/keys", new { name = "Narrow", scopes = new[] { "all:read" }, networks = new[] { "203.0.113.8/32", "198.51.100.0/24" } })).Expect(201).Text("secret")!;
        (await owner.PutAsync("workspace/networks", List("203.0.113.0/24", "2001:db8:7::/48"))).Expect(200);
        var (host, http) = await BehindProxyAsync();
        await using var _ = host;
        using var __ = http;
        foreach (var secret in new[] { token, key })
        {
            Assert.Equal(200, await FromAsync(http, secret, Office));
            Assert.Equal(200, await FromAsync(http, secret, "2001:db8:7::9"));
            Assert.Equal(403, await FromAsync(http, secret, "198.51.100.1"));
            Assert.Equal(403, await FromAsync(http, secret, "2001:db8:8::9"));
        }
        Assert.Equal(200, await FromAsync(http, directory.Token!, Office, "/scim/v2/Users"));
        Assert.Equal(403, await FromAsync(http, directory.Token!, "198.51.100.1", "/scim/v2/Users"));
        Assert.Equal(200, await FromAsync(http, narrow, "203.0.113.8"));
        Assert.Equal(401, await FromAsync(http, narrow, Office));
        Assert.Equal(403, await FromAsync(http, narrow, "198.51.100.1"));
        (await owner.GetAsync("companies")).Refused(403, "network.refused");
    }

    [Fact]
    public async Task Nobody_locks_themselves_out_unknowingly()
    {
        var owner = await server.WorkspaceAsync();
        var refused = (await owner.PutAsync("workspace/networks", new { networks = new[] { new { network = "203.0.113.0/24", label = "" } } })).Invalid("networks:network.lockout");
        Assert.Contains("127.0.0.1", refused.Errors[0].Text("message"), StringComparison.Ordinal);
        (await owner.GetAsync("companies")).Expect(200);
        var saved = (await owner.PutAsync("workspace/networks", new { networks = new[] { new { network = "127.0.0.0/8", label = "Here" }, new { network = Office, label = "Office" } } })).Expect(200);
        Assert.Equal(["127.0.0.0/8", Office + "/32"], saved.Data().Select(n => n.Text("network")));
        Assert.Equal("127.0.0.1", saved.Text("address"));
        (await owner.GetAsync("companies")).Expect(200);
        (await owner.PutAsync("workspace/networks", new { networks = new[] { new { network = "office", label = "" } } })).Invalid("networks[0].network:api_key.bad_network");
        (await (await server.ColleagueAsync(owner)).GetAsync("workspace/networks")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_list_can_be_tried_out()
    {
        var owner = await server.WorkspaceAsync();
        var networks = new[] { new { network = "203.0.113.0/24", label = "Office" } };
        var inside = (await owner.PostAsync("workspace/networks/test", new { networks, address = Office })).Expect(200);
        Assert.Equal((true, "Office"), (inside.GetProperty("allowed").GetBoolean(), inside.GetProperty("network").Text("label")));
        Assert.False((await owner.PostAsync("workspace/networks/test", new { networks, address = "192.0.2.1" })).Expect(200).GetProperty("allowed").GetBoolean());
        (await owner.PostAsync("workspace/networks/test", new { networks, address = "here" })).Invalid("address:network.bad_address");
        Assert.Empty((await owner.GetAsync("workspace/networks")).Expect(200).Data());
    }

    [Fact]
    public async Task Live_connections_end_within_a_second_on_every_process()
    {
        var owner = await server.WorkspaceAsync();
        var (host, http) = await server.SecondAsync();
        await using var _ = host;
        using var __ = http;
        using var here = await Listening.ToAsync(owner);
        using var there = await Listening.ToAsync(owner, http: http);
        (await owner.PutAsync("workspace/networks", List("203.0.113.0/24"))).Expect(200);
        var began = Stopwatch.GetTimestamp();
        await Task.WhenAll(here.EndAsync(), there.EndAsync());
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0, 3);
        (await owner.GetAsync("live")).Refused(403, "network.refused");
    }

    [Fact]
    public async Task Who_is_shut_out_may_still_leave_and_work_elsewhere_and_the_audit_tells_of_it()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PutAsync("workspace/networks", List("203.0.113.0/24"))).Expect(200);
        (await owner.GetAsync("companies")).Refused(403, "network.refused");
        (await owner.PostAsync("companies", new { name = "Acme" })).Refused(403, "network.refused");
        (await owner.GetAsync("me")).Expect(200);
        await using (var command = server.Owner.CreateCommand($"update kith.gathered_event set due_at = now() where workspace_id = '{owner.Workspace}'"))
            Assert.InRange(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken), 1, 2);
        (await CommandAsync("networks", "clear", "--workspace", owner.Workspace.ToString())).Expect(0, "everywhere");
        await using (var command = server.Owner.CreateCommand($"insert into kith.job (workspace_id, kind, id, title, run_at, created_at) values ('{owner.Workspace}', 'gathered_events', '{owner.Workspace}', '', now(), now()) on conflict do nothing"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        IReadOnlyList<JsonElement> found = [];
        while (found.Count == 0)
        {
            var answer = await owner.GetAsync("security/events?kind=network_refused");
            found = answer.Status == 200 ? answer.Json.Data() : [];
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        Assert.All(found, told => Assert.Equal("127.0.0.1", told.GetProperty("details").GetProperty("address")[1].GetString()));
        // Both of one minute are one event, but for a minute that ended in between.
        Assert.Equal(2, found.Sum(told => told.GetProperty("details").TryGetProperty("times", out var times) ? times[1].GetInt32() : 1));
        Assert.Equal(2, (await owner.GetAsync("security/events?kind=networks_changed")).Expect(200).Data().Count);
    }

    [Fact]
    public async Task The_command_line_opens_a_workspace_again()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PutAsync("workspace/networks", List("203.0.113.0/24"))).Expect(200);
        (await owner.GetAsync("companies")).Refused(403, "network.refused");
        (await CommandAsync("networks", "list", "--workspace", owner.Workspace.ToString())).Expect(0, "203.0.113.0/24 Office");
        (await CommandAsync("networks", "clear", "--workspace", server.NewId().ToString())).Expect(2, "no workspace");
        (await CommandAsync("networks", "clear")).Expect(2, "kith networks");
        (await CommandAsync("networks", "clear", "--workspace", owner.Workspace.ToString())).Expect(0, "everywhere");
        await Task.Delay(600, TestContext.Current.CancellationToken);
        (await owner.GetAsync("companies")).Expect(200);
    }

    private Task<CommandAnswer> CommandAsync(params string[] arguments) => KithCommand.RunAsync(server, arguments);
}
