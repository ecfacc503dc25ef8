using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Live;
using Npgsql;

namespace Kith.Server.Tests.Access;

public sealed class ApiKeyTests(Installation server)
{
    private sealed record Key(Client Client, string Id, string Secret);

    private async Task<Key> MakeAsync(Client owner, object body)
    {
        var made = (await owner.PostAsync("auth/keys", body)).Expect(201);
        var secret = made.Text("secret")!;
        return new Key(With(owner, secret), made.GetProperty("key").Text("id")!, secret);
    }

    private Task<Key> MakeAsync(Client owner, params string[] scopes) => MakeAsync(owner, new { name = "Bot", scopes });

    private static Client With(Client owner, string secret) => new(owner.Server) { Bearer = secret, Origin = null, Me = owner.Me };

    [Fact]
    public async Task A_key_acts_as_its_person()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "all:write");
        var company = await key.Client.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal(owner.Person, company.GetProperty("created_by").Id());
        var me = (await key.Client.GetAsync("me")).Expect(200);
        Assert.Equal((owner.Person, 0), (me.GetProperty("person").Id(), me.GetProperty("functions").GetArrayLength()));
    }

    [Fact]
    public async Task The_secret_is_told_once_and_kept_as_a_hash()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "all:read");
        Assert.StartsWith("kith_", key.Secret);
        var list = await owner.GetAsync("auth/keys");
        Assert.DoesNotContain(key.Secret, list.Text, StringComparison.Ordinal);
        Assert.Equal(key.Secret[^4..], list.Json.Data().Single().Text("hint"));
        await using var command = server.Owner.CreateCommand("select encode(hash, 'hex') from kith.api_key where id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = Guid.Parse(key.Id) });
        var hash = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(key.Secret))), hash);
    }

    [Fact]
    public async Task Scopes_hold_in_every_door()
    {
        var owner = await server.WorkspaceAsync();
        var company = (await owner.CreateAsync("companies", new { name = "Acme" })).Id();
        var contact = (await owner.CreateAsync("contacts", new { last_name = "Canary" })).Id();
        var key = (await MakeAsync(owner, "company:read", "function:export")).Client;
        (await key.GetAsync($"companies/{company}")).Expect(200);
        Assert.Equal(200, (await key.GetAsync("companies.csv")).Status);
        Assert.Equal(403, (await (await MakeAsync(owner, "company:read")).Client.GetAsync("companies.csv")).Status);
        (await key.PatchAsync($"companies/{company}", new { name = "Other" })).Refused(403);
        (await key.PostAsync("companies", new { name = "New" })).Refused(403);
        (await key.DeleteAsync($"companies/{company}")).Refused(403);
        (await key.GetAsync($"contacts/{contact}")).Refused(404);
        (await key.GetAsync("contacts")).Refused(404, "unknown_type");
        (await key.PostAsync("query", new { from = "contacts", measures = new { n = "count()" } })).Invalid("from:unknown_type");
        Assert.DoesNotContain("Canary", (await key.GetAsync("search?q=Canary")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Canary", (await key.GetAsync("changes")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await key.SchemaAsync(), t => t.Plural == "contacts");
        (await key.GetAsync("webhooks")).Refused(403, "forbidden");
        Assert.Equal(403, (await key.PostAsync("batch", new { calls = new[] { new { method = "POST", path = "companies", body = new { name = "x" } } } })).Expect(200).GetProperty("results")[0].GetProperty("status").GetInt32());
        Assert.Equal("Acme", (await owner.GetAsync($"companies/{company}")).Json.Text("name"));
        Assert.Single(await owner.ListAsync("companies"));
    }

    [Fact]
    public async Task A_key_cannot_reach_beyond_the_rights_of_its_person()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        var key = (await MakeAsync(member, "all:write", "function:manage_webhooks")).Client;
        (await key.GetAsync("webhooks")).Refused(403, "forbidden");
        (await key.PostAsync("pipelines", new { name = "Mine" })).Refused(403);
    }

    [Fact]
    public async Task A_key_makes_no_keys_and_switches_no_workspace()
    {
        var key = await MakeAsync(await server.WorkspaceAsync(), "all:write");
        (await key.Client.PostAsync("auth/keys", new { name = "More", scopes = new[] { "all:write" } })).Refused(403, "people_only");
        (await key.Client.GetAsync("auth/keys")).Refused(403, "people_only");
        (await key.Client.PostAsync("auth/switch", new { workspace = key.Client.Workspace })).Refused(403, "people_only");
    }

    [Fact]
    public async Task Work_in_the_background_reaches_no_further_than_the_key()
    {
        var owner = await server.WorkspaceAsync();
        var ids = new List<Guid>();
        for (var i = 0; i < 2; i++)
            ids.Add((await owner.CreateAsync("contacts", new { last_name = $"Canary {i}" })).Id());
        var set = (await owner.PostAsync("contacts/actions/update", new { ids, set = new { title = "Dr" } })).Expect(200).Text("changeset")!;
        var key = (await MakeAsync(owner, "company:write")).Client;
        var undo = (await key.PostAsync($"changesets/{set}/undo", new { background = true })).Expect(202).Text("changeset");
        while ((await owner.GetAsync($"changesets/{undo}")).Expect(200).Text("state") is "waiting" or "running")
            await Task.Delay(20, TestContext.Current.CancellationToken);
        Assert.All(await owner.ListAsync("contacts"), c => Assert.Equal("Dr", c.Text("title")));
    }

    [Fact]
    public async Task A_webhook_of_a_key_sends_what_the_key_reads()
    {
        var owner = await server.WorkspaceAsync();
        var key = (await MakeAsync(owner, "company:read", "function:manage_webhooks")).Client;
        (await key.PostAsync("webhooks", new { url = "https://receiver.example/hook" })).Invalid("types:webhook.beyond_key");
        (await key.PostAsync("webhooks", new { url = "https://receiver.example/hook", types = new[] { "contact" } })).Invalid("types:unknown_type");
        (await key.PostAsync("webhooks", new { url = "https://receiver.example/hook", types = new[] { "company" } })).Expect(201);
    }

    [Fact]
    public async Task Answers_kept_for_one_key_are_not_given_to_another()
    {
        var owner = await server.WorkspaceAsync();
        var (first, second) = (await MakeAsync(owner, "all:write"), await MakeAsync(owner, "company:write"));
        (await first.Client.PostAsync("companies", new { name = "Acme" }, ("Idempotency-Key", "once"))).Expect(201);
        (await second.Client.PostAsync("companies", new { name = "Acme" }, ("Idempotency-Key", "once"))).Refused(422, "idempotency_reused");
    }

    [Fact]
    public async Task A_key_works_in_its_networks_only()
    {
        var owner = await server.WorkspaceAsync();
        var elsewhere = await MakeAsync(owner, new { name = "Far", scopes = new[] { "all:read" }, networks = new[] { "192.0.2.0/24", "2001:db8::/32" } });
        (await elsewhere.Client.GetAsync("me")).Refused(401, "unauthenticated");
        var here = await MakeAsync(owner, new { name = "Near", scopes = new[] { "all:read" }, networks = new[] { "127.0.0.1", "::1" } });
        (await here.Client.GetAsync("me")).Expect(200);
        Assert.Equal("127.0.0.1", (await owner.GetAsync("auth/keys")).Json.Data().Single(k => k.Text("id") == here.Id).Text("used_from"));
    }

    [Fact]
    public async Task A_key_ends_by_itself_when_it_is_to()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, new { name = "Short", scopes = new[] { "all:read" }, expires_at = TimeProvider.System.GetUtcNow().AddHours(1) });
        (await key.Client.GetAsync("me")).Expect(200);
        await using var command = server.Owner.CreateCommand("update kith.api_key set expires_at = now() where id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = Guid.Parse(key.Id) });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await EndsAsync(key.Client);
    }

    [Fact]
    public async Task Rotating_and_ending_act_at_once()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "all:read");
        (await key.Client.GetAsync("me")).Expect(200);
        var rotated = With(owner, (await owner.PostAsync($"auth/keys/{key.Id}/rotate", null)).Expect(200).Text("secret")!);
        (await key.Client.GetAsync("me")).Refused(401);
        (await rotated.GetAsync("me")).Expect(200);
        (await owner.DeleteAsync($"auth/keys/{key.Id}")).Expect(204);
        (await rotated.GetAsync("me")).Refused(401);
    }

    [Fact]
    public async Task Ending_a_key_closes_its_live_connections_on_every_process()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "all:read");
        var (host, http) = await server.SecondAsync();
        await using var _ = host;
        using var __ = http;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live") { Headers = { Authorization = new("Bearer", key.Secret) } };
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        Assert.True(await stream.ReadAsync(new byte[256], TestContext.Current.CancellationToken) > 0);
        (await owner.DeleteAsync($"auth/keys/{key.Id}")).Expect(204);
        var buffer = new byte[256];
        while (await stream.ReadAsync(buffer, TestContext.Current.CancellationToken) > 0)
        {
            // The connection ends; until then it may say that it is alive.
        }
    }

    [Fact]
    public async Task Keys_end_with_their_person()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        var key = await MakeAsync(member, "all:read");
        (await key.Client.GetAsync("me")).Expect(200);
        (await owner.PatchAsync($"people/{member.Person}", new { active = false })).Expect(200);
        await EndsAsync(key.Client);
        (await owner.PatchAsync($"people/{member.Person}", new { active = true })).Expect(200);
        (await key.Client.GetAsync("me")).Refused(401);
    }

    [Fact]
    public async Task Switched_off_no_key_works_and_none_is_made()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "all:read");
        Assert.False((await owner.PatchAsync("workspace", new { api_keys = false })).Expect(200).GetProperty("api_keys").GetBoolean());
        (await key.Client.GetAsync("me")).Refused(401);
        (await owner.PostAsync("auth/keys", new { name = "x", scopes = new[] { "all:read" } })).Refused(403, "api_key.off");
        (await owner.PatchAsync("workspace", new { api_keys = true })).Expect(200);
        (await key.Client.GetAsync("me")).Expect(200);
    }

    [Fact]
    public async Task What_cannot_be_a_key_is_refused_by_field()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("auth/keys", new { name = "", scopes = Array.Empty<string>() })).Invalid("name:required", "scopes:required");
        (await owner.PostAsync("auth/keys", new { name = "x", scopes = new[] { "deals", "nothing:read", "function:make_keys" } })).Invalid("scopes:api_key.unknown_scope", "scopes:api_key.unknown_scope", "scopes:api_key.unknown_scope");
        (await owner.PostAsync("auth/keys", new { name = "x", scopes = new[] { "all:read" }, networks = new[] { "10.0.0.0/99", "here" }, expires_at = "2020-01-01T00:00:00Z" }))
            .Invalid("networks:api_key.bad_network", "networks:api_key.bad_network", "expires_at:api_key.past");
        (await owner.PostAsync("auth/keys", new { name = "x", scopes = new[] { "all:read" }, person = server.NewId() })).Invalid("person:api_key.no_service_person");
    }

    [Fact]
    public async Task Others_keys_are_unknown_to_members_and_ended_by_administrators()
    {
        var owner = await server.WorkspaceAsync();
        var (member, administrator) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, "administrator"));
        var key = await MakeAsync(owner, "all:read");
        Assert.Empty((await member.GetAsync("auth/keys")).Expect(200).Data());
        (await member.DeleteAsync($"auth/keys/{key.Id}")).Refused(404);
        (await administrator.DeleteAsync($"auth/keys/{key.Id}")).Refused(403, "person.above_you");
        var theirs = await MakeAsync(member, "all:read");
        (await administrator.PostAsync($"auth/keys/{theirs.Id}/rotate", null)).Refused(403, "forbidden");
        (await administrator.DeleteAsync($"auth/keys/{theirs.Id}")).Expect(204);
        (await theirs.Client.GetAsync("me")).Refused(401);
    }

    [Fact]
    public async Task Service_people_work_through_keys_and_never_sign_in()
    {
        var owner = await server.WorkspaceAsync();
        var administrator = await server.ColleagueAsync(owner, "administrator");
        (await administrator.PostAsync("service_people", new { name = "Robot", role = "owner" })).Refused(403, "person.above_you");
        (await (await server.ColleagueAsync(owner)).PostAsync("service_people", new { name = "Robot" })).Refused(403);
        var robot = (await administrator.PostAsync("service_people", new { name = "Robot" })).Expect(201);
        Assert.True(robot.GetProperty("service").GetBoolean());
        (await administrator.PatchAsync($"people/{robot.Id()}", new { service = false })).Refused(422);
        var key = await MakeAsync(administrator, new { name = "Sync", scopes = new[] { "all:write" }, person = robot.Id() });
        var company = await key.Client.CreateAsync("companies", new { name = "Acme" });
        Assert.Equal(robot.Id(), company.GetProperty("created_by").Id());
        Assert.Equal("Robot", (await key.Client.GetAsync("me")).Expect(200).GetProperty("person").Text("title"));
        (await administrator.PostAsync($"auth/keys/{key.Id}/rotate", null)).Expect(200);
    }

    [Fact]
    public async Task Keys_are_in_the_sealed_stream()
    {
        var owner = await server.WorkspaceAsync();
        var key = await MakeAsync(owner, "deal:read");
        (await owner.PostAsync($"auth/keys/{key.Id}/rotate", null)).Expect(200);
        (await owner.DeleteAsync($"auth/keys/{key.Id}")).Expect(204);
        var events = (await owner.GetAsync("security/events?kind=key_made,key_rotated,key_ended")).Expect(200).Data();
        Assert.Equal(["key_ended", "key_rotated", "key_made"], events.Select(e => e.Text("kind")));
        Assert.All(events, e => Assert.Contains("deal:read", e.GetRawText(), StringComparison.Ordinal));
    }

    // What another process or the database ended, this one notices within a second.
    private static async Task EndsAsync(Client client)
    {
        while ((await client.GetAsync("me")).Status == 200)
            await Task.Delay(20, TestContext.Current.CancellationToken);
        (await client.GetAsync("me")).Refused(401, "unauthenticated");
    }
}
