using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

public sealed class BatchTests(Installation server)
{
    [Fact]
    public async Task Calls_are_done_in_order_name_each_other_and_are_undone_together()
    {
        var client = await server.WorkspaceAsync();
        var there = await client.CreateAsync("companies", new { name = "There" });
        var gone = await client.CreateAsync("products", new { name = "Gone" });
        var before = await client.ListAsync("companies");
        object[] calls =
        [
            new { method = "POST", path = "companies", body = new { name = "Acme" }, @ref = "acme" },
            new { method = "POST", path = "contacts", body = new { last_name = "Rossi", company = new { @ref = "acme" } }, @ref = "rossi" },
            new { method = "POST", path = "activities", body = new { kind = "call", subject = "Hello", regarding = new { type = "contact", id = new { @ref = "rossi" } }, participants = new object[] { new { @ref = "rossi" } } } },
            new { method = "PATCH", path = $"companies/{there.Id()}", body = new { employees = 3 }, if_match = "\"1\"" },
            new { method = "DELETE", path = $"products/{gone.Id()}" },
            new { method = "PATCH", path = "companies/acme", body = new { employees = 4 } },
        ];
        var done = (await client.PostAsync("batch", new { calls, all_or_nothing = true }, ("Idempotency-Key", "once"))).Expect(200);
        Assert.Equal([201, 201, 201, 200, 204, 200], done.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()));
        var again = await client.PostAsync("batch", new { calls, all_or_nothing = true }, ("Idempotency-Key", "once"));
        Assert.Equal((done.GetRawText(), "true"), (again.Expect(200).GetRawText(), again.Headers["Idempotency-Replayed"]));
        var acme = done.GetProperty("results")[0].Id();
        var contact = (await client.GetAsync($"contacts/{done.GetProperty("results")[1].Id()}")).Expect(200);
        Assert.Equal((acme, 4), (contact.GetProperty("company").Id(), (await client.GetAsync($"companies/{acme}")).Expect(200).GetProperty("employees").GetInt32()));
        var call = (await client.GetAsync($"activities/{done.GetProperty("results")[2].Id()}")).Expect(200);
        Assert.Equal((contact.Id(), contact.Id()), (call.GetProperty("regarding").Id(), call.GetProperty("participants")[0].Id()));

        var undone = (await client.PostAsync($"changesets/{done.Text("changeset")}/undo", null)).Expect(200);
        Assert.Equal((5, 0), (undone.GetProperty("done").GetInt32(), undone.GetProperty("failed").GetInt32()));
        Assert.Equal(before.Select(c => c.Text("name")), (await client.ListAsync("companies")).Select(c => c.Text("name")));
        (await client.GetAsync($"products/{gone.Id()}")).Expect(200);
    }

    [Fact]
    public async Task One_refusal_undoes_all_or_stands_alone_as_asked()
    {
        var client = await server.WorkspaceAsync();
        var taken = await client.CreateAsync("products", new { name = "Taken", sku = "A-1" });
        object[] calls =
        [
            new { method = "POST", path = "products", body = new { name = "First", sku = "A-2" } },
            new { method = "POST", path = "products", body = new { name = "Second", sku = "a-1" } },
            new { method = "POST", path = "products", body = new { name = 5 } },
            new { method = "PATCH", path = $"products/{taken.Id()}", body = new { name = "Late" }, if_match = "\"7\"" },
            new { method = "PATCH", path = $"products/{server.NewId()}", body = new { name = "Absent" } },
            new { method = "GET", path = "products" },
            new { method = "POST", path = "nothings", body = new { } },
            new { method = "POST", path = "contacts", body = new { last_name = "Rossi", company = new { @ref = "nobody" } } },
            new { method = "PATCH", path = $"products/{taken.Id()}" },
        ];
        var before = await Snapshot.OfAsync(client);
        (await client.PostAsync("batch", new { calls, all_or_nothing = true })).Invalid("calls[1].sku:unique");
        (await client.PostAsync("batch", new { calls = calls[3..], all_or_nothing = true })).Refused(412, "stale");
        (await client.PostAsync("batch", new { calls = Array.Empty<object>() })).Invalid("calls:batch.size");
        (await client.PostAsync("batch", new { calls = Enumerable.Repeat(calls[0], 1001) })).Invalid("calls:batch.size");
        Assert.Equal(before, await Snapshot.OfAsync(client));
        var done = (await client.PostAsync("batch", new { calls })).Expect(200);
        Assert.Equal([201, 422, 422, 412, 404, 422, 404, 422, 422], done.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()));
        Assert.Equal(["unique", "not_a_text", "batch.unknown_call", "batch.unknown_ref", "not_an_object"],
            done.GetProperty("results").EnumerateArray().SelectMany(r => r.GetProperty("errors").EnumerateArray()).Select(e => e.Text("code")));
        Assert.Equal(["First", "Taken"], (await client.ListAsync("products", null, "&sort=name")).Select(p => p.Text("name")));
    }

    [Fact]
    public async Task A_unique_value_is_created_once_and_changed_from_then_on()
    {
        var client = await server.WorkspaceAsync();
        var made = await client.SendAsync("PUT", "products/by/sku/A%2F1", Client.Content(new { name = "One" }));
        Assert.Equal("A/1", made.Expect(201).Text("sku"));
        var changed = await client.SendAsync("PUT", "products/by/sku/a%2F1", Client.Content(new { name = "Two" }));
        Assert.Equal((made.Json.Id(), "Two", "a/1"), (changed.Expect(200).Id(), changed.Json.Text("name"), changed.Json.Text("sku")));
        (await client.DeleteAsync($"products/{made.Json.Id()}")).Expect(204);
        Assert.NotEqual(made.Json.Id(), (await client.SendAsync("PUT", "products/by/sku/A%2F1", Client.Content(new { name = "Three" }))).Expect(201).Id());
        (await client.SendAsync("PUT", "products/by/name/One", Client.Content(new { }))).Invalid("field:upsert.not_unique");
        (await client.SendAsync("PUT", "products/by/sku/B", Client.Content(new { name = "Four", sku = "C" }))).Invalid("sku:upsert.other_value");
        // At once, by many.
        var all = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => client.SendAsync("PUT", "products/by/sku/RACE", Client.Content(new { name = $"Race {i}" }))));
        Assert.Single(all, a => a.Status == 201);
        Assert.All(all, a => Assert.True(a.Status is 200 or 201, a.Text));
        Assert.Single(all.Select(a => a.Json.Id()).Distinct());
    }
}
