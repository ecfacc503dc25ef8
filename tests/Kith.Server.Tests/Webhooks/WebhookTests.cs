using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Webhooks;

public sealed class WebhookTests(Installation server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static async Task<(Guid Id, string Secret)> HookAsync(Client client, object hook)
    {
        var made = (await client.PostAsync("webhooks", hook)).Expect(201);
        return (made.GetProperty("webhook").Id(), made.Text("secret")!);
    }

    /// <summary>The deliveries of a webhook, oldest first, once all of them are as wanted.</summary>
    private static async Task<IReadOnlyList<JsonElement>> DeliveriesAsync(Client client, Guid hook, int count, params string[] states)
    {
        while (true)
        {
            var found = (await client.GetAsync($"webhooks/{hook}/deliveries?limit=200")).Expect(200).Data();
            if (found.Count == count && found.All(d => states.Contains(d.Text("state"))))
                return [.. found.Reverse()];
            await Task.Delay(10, Cancel);
        }
    }

    [Fact]
    public async Task Changes_are_sent_in_order_signed_as_Standard_Webhooks_says_and_logged()
    {
        var client = await server.WorkspaceAsync();
        await using var receiver = await Receiver.StartAsync();
        var (hook, secret) = await HookAsync(client, new { url = receiver.Url + "/in", types = new[] { "company", "deal" } });
        Assert.DoesNotContain(secret, (await client.GetAsync($"webhooks/{hook}")).Text);
        var company = await client.CreateAsync("companies", new { name = "Acme" });
        await client.CreateAsync("contacts", new { last_name = "Rossi" });
        (await client.PatchAsync($"companies/{company.Id()}", new { name = "Acme Ltd" })).Expect(200);
        (await client.DeleteAsync($"companies/{company.Id()}")).Expect(204);
        var received = await receiver.TakeAsync(3);
        Assert.Equal(["company.created", "company.updated", "company.deleted"], received.Select(r => r.Type));
        Assert.Equal(3, received.Select(r => r.Id).Distinct().Count());
        Assert.Equal(3, await Receiver.GenuineAsync(secret, received));
        Assert.Equal(0, await Receiver.GenuineAsync("whsec_" + Convert.ToBase64String(new byte[32]), received));
        Assert.Equal(0, await Receiver.GenuineAsync(secret, received.Select(r => r with { Body = r.Body.Replace("Acme", "Evil", StringComparison.Ordinal) })));
        var changes = (await client.GetAsync("changes?type=company")).Expect(200).Data();
        Assert.All(received.Zip(changes), pair => Assert.True(pair.First.Json.GetProperty("data").Same(pair.Second), pair.First.Body));
        var log = await DeliveriesAsync(client, hook, 3, "delivered");
        Assert.All(log, d => Assert.Equal((1, 204), (d.GetProperty("attempts").GetInt32(), d.GetProperty("status").GetInt32())));
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_one_before()
    {
        var client = await server.WorkspaceAsync();
        await using var receiver = await Receiver.StartAsync();
        var (hook, old) = await HookAsync(client, new { url = receiver.Url });
        var fresh = (await client.PostAsync($"webhooks/{hook}/rotate", null)).Expect(200).Text("secret")!;
        Assert.NotEqual(old, fresh);
        Assert.Equal("waiting", (await client.PostAsync($"webhooks/{hook}/test", null)).Expect(202).Text("state"));
        var received = await receiver.TakeAsync(1);
        Assert.Equal("test", received[0].Type);
        foreach (var secret in new[] { old, fresh })
            Assert.Equal(1, await Receiver.GenuineAsync(secret, received));
    }

    [Fact]
    public async Task What_is_not_taken_is_sent_again_under_its_id_and_by_hand_at_once()
    {
        var client = await server.WorkspaceAsync();
        await using var receiver = await Receiver.StartAsync();
        var (hook, _) = await HookAsync(client, new { url = receiver.Url, types = new[] { "company" } });
        foreach (var status in new[] { 500, 302 })
        {
            receiver.Status = status;
            (await client.PostAsync($"webhooks/{hook}/test", null)).Expect(202);
        }
        await receiver.TakeAsync(1);
        while (!(await client.GetAsync($"webhooks/{hook}")).Expect(200).GetProperty("failing_since").ValueKind.Equals(JsonValueKind.String))
            await Task.Delay(10, Cancel);
        // By itself it comes again after some seconds.
        var failed = (await client.GetAsync($"webhooks/{hook}/deliveries?state=failed")).Expect(200).Data();
        Assert.NotEmpty(failed);
        Assert.All(failed, d => Assert.Contains(d.GetProperty("status").GetInt32(), new[] { 500, 302 }));
        Assert.DoesNotContain(receiver.All, r => r.Path == "/elsewhere");
        receiver.Status = 200;
        (await client.PostAsync($"webhooks/{hook}/deliveries/{failed[0].Id()}/replay", null)).Expect(204);
        await DeliveriesAsync(client, hook, 2, "delivered");
        Assert.Equal(2, receiver.All.Select(r => r.Id).Distinct().Count());
        Assert.True((await client.GetAsync($"webhooks/{hook}")).Expect(200).GetProperty("failing_since").IsEmpty());

        await client.CreateAsync("companies", new { name = "Acme" });
        var first = (await receiver.TakeAsync(receiver.All.Count + 1)).Single(r => r.Type == "company.created");
        (await client.PostAsync($"webhooks/{hook}/replay", new { from = 1 })).Expect(204);
        while (receiver.All.Count(r => r.Type == "company.created") < 2)
            await Task.Delay(10, Cancel);
        Assert.All(receiver.All.Where(r => r.Type == "company.created"), r => Assert.Equal((first.Id, first.Body), (r.Id, r.Body)));
        (await client.PostAsync($"webhooks/{hook}/replay", new { from = 0 })).Invalid("from:bad_limit");
        (await client.PostAsync($"webhooks/{hook}/replay", new { })).Invalid("from:webhook.from_or_since");
        (await client.PostAsync($"webhooks/{hook}/replay", new { since = "yesterday" })).Invalid("since:expression.not_an_instant");
        (await client.PostAsync($"webhooks/{hook}/replay", new { since = "2999-01-01" })).Invalid("since:webhook.nothing_since");
        (await client.PostAsync($"webhooks/{hook}/replay", new { since = first.Json.Text("timestamp") })).Expect(204);
        while (receiver.All.Count(r => r.Type == "company.created") < 3)
            await Task.Delay(10, Cancel);
    }

    [Fact]
    public async Task A_receiver_that_is_gone_switches_its_webhook_off_with_a_note()
    {
        var client = await server.WorkspaceAsync();
        await using var receiver = await Receiver.StartAsync();
        receiver.Status = 410;
        var (hook, _) = await HookAsync(client, new { url = receiver.Url, kinds = new[] { "created" } });
        await client.CreateAsync("companies", new { name = "Acme" });
        await DeliveriesAsync(client, hook, 1, "parked");
        var off = (await client.GetAsync($"webhooks/{hook}")).Expect(200);
        Assert.False(off.GetProperty("active").GetBoolean());
        Assert.Contains("410", off.Text("note"));
        while (!server.Mails(client.Email).Any(m => m.Contains("webhook", StringComparison.Ordinal) && m.Contains("410", StringComparison.Ordinal) && m.Contains($"/settings/webhooks/{hook}", StringComparison.Ordinal)))
            await Task.Delay(10, Cancel);
        receiver.Status = 200;
        Assert.True((await client.PatchAsync($"webhooks/{hook}", new { active = true })).Expect(200).GetProperty("note").IsEmpty());
        await client.CreateAsync("companies", new { name = "Later" });
        await DeliveriesAsync(client, hook, 2, "parked", "delivered");
    }

    [Fact]
    public async Task Addresses_inside_a_network_are_not_called_and_a_receiver_that_is_down_is_told_of()
    {
        var client = await server.WorkspaceAsync();
        foreach (var (url, says) in new[] { ("https://127.0.0.2/", "KITH_OUTBOUND_ALLOW"), ("http://10.0.0.1/", "KITH_OUTBOUND_ALLOW"), ("https://[::1]/", "KITH_OUTBOUND_ALLOW"), ("http://169.254.169.254/latest", "KITH_OUTBOUND_ALLOW"), ("http://127.0.0.1:1/", "reached") })
        {
            var (hook, _) = await HookAsync(client, new { url });
            (await client.PostAsync($"webhooks/{hook}/test", null)).Expect(202);
            Assert.Contains(says, (await DeliveriesAsync(client, hook, 1, "failed"))[0].Text("problem"));
            (await client.DeleteAsync($"webhooks/{hook}")).Expect(204);
        }
    }

    [Fact]
    public async Task A_filter_and_the_rights_of_its_owner_decide_what_is_sent()
    {
        var client = await server.WorkspaceAsync();
        var administrator = await server.ColleagueAsync(client, "administrator");
        await using var receiver = await Receiver.StartAsync();
        await HookAsync(client, new { url = receiver.Url + "/large", types = new[] { "company" }, filter = "employees > 10" });
        await HookAsync(administrator, new { url = receiver.Url + "/views", types = new[] { "view" } });
        await client.CreateAsync("companies", new { name = "Small", employees = 3 });
        await client.CreateAsync("views", new { name = "Mine alone", type = "companies" });
        await client.CreateAsync("companies", new { name = "Large", employees = 30 });
        await client.CreateAsync("views", new { name = "For all", type = "companies", everyone = true });
        var received = await receiver.TakeAsync(2);
        string Title(string path) => received.Single(r => r.Path == path).Json.GetProperty("data").GetProperty("record").Text("title")!;
        Assert.Equal(("Large", "For all"), (Title("/large"), Title("/views")));
    }

    [Fact]
    public async Task What_cannot_be_a_webhook_is_refused_field_by_field()
    {
        var client = await server.WorkspaceAsync();
        foreach (var url in new[] { "", "example.com", "ftp://example.com", "https://user@example.com/", "file:///etc/passwd" })
            (await client.PostAsync("webhooks", new { url })).Invalid("url:webhook.bad_url");
        const string good = "https://example.com/hook";
        (await client.PostAsync("webhooks", new { url = good, types = new[] { "nothing" }, kinds = new[] { "eaten" } })).Invalid("types:unknown_type", "kinds:webhook.bad_kind");
        (await client.PostAsync("webhooks", new { url = good, filter = "name is empty" })).Invalid("filter:webhook.filter_needs_type");
        Assert.Equal("filter", (await client.PostAsync("webhooks", new { url = good, types = new[] { "company" }, filter = "nmae is empty" })).Refused(422).Fields.Single());
        var member = await server.ColleagueAsync(client);
        (await member.GetAsync("webhooks")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task Administrators_see_the_consumer_that_feeds_webhooks_and_set_it_back()
    {
        var client = await server.WorkspaceAsync();
        JsonElement consumer;
        while ((consumer = (await client.GetAsync("consumers")).Expect(200).Data().Single(c => c.Text("name") == "webhooks")).Text("state") != "current")
            await Task.Delay(10, Cancel);
        Assert.Equal(consumer.Raw("head"), consumer.Raw("position"));
        Assert.Equal(0, (await client.PostAsync("consumers/webhooks/replay", new { from = 1 })).Expect(200).GetProperty("position").GetInt64());
        (await client.PostAsync("consumers/webhooks/replay", new { from = 0 })).Invalid("from:bad_limit");
        (await client.PostAsync("consumers/nobody/replay", new { from = 1 })).Refused(404, "not_found");
        Assert.Empty((await client.GetAsync("consumers/webhooks/parked")).Expect(200).Data());
        (await client.PostAsync("consumers/webhooks/parked/1/retry", null)).Refused(404, "not_found");
        (await (await server.ColleagueAsync(client)).GetAsync("consumers")).Refused(403, "forbidden");
    }
}
