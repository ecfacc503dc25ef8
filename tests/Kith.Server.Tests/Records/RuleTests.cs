using System.Text.Json;
using Kith.Server.Tests.Endpoints;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Records;

/// <summary>FEATURES 33: rules of administrators hold in every door, and the message names the field.</summary>
public sealed class RuleTests(Installation server)
{
    private const string Message = "A shop has people.";

    private static async Task<JsonElement> MakeAsync(Client client, string type, object rule) => (await client.PostAsync($"types/{type}/rules", rule)).Expect(201);

    private async Task<Client> WithShopsAsync()
    {
        var client = await server.WorkspaceAsync();
        await MakeAsync(client, "company", new { kind = "valid", field = "employees", when = "industry = 'retail'", condition = "employees > 0", message = Message });
        return client;
    }

    private static void Broken(Answer answer) => Assert.Equal(Message, Assert.Single(answer.Invalid("employees:rule.broken").Errors).Text("message"));

    private static void Failed(JsonElement outcome)
    {
        Assert.False(outcome.GetProperty("ok").GetBoolean());
        Assert.Equal(("employees", "rule.broken", Message), Assert.Single(outcome.GetProperty("errors").EnumerateArray()) is var e ? (e.Text("field"), e.Text("code"), e.Text("message")) : default);
    }

    private static async Task<JsonElement> CompanyAsync(Client client, string name, string? industry, int? employees) => await client.CreateAsync("companies", new { name, industry, employees });

    [Fact]
    public async Task A_rule_holds_for_single_writes_and_refused_ones_leave_nothing()
    {
        var client = await WithShopsAsync();
        var shop = await CompanyAsync(client, "Shop", "retail", 3);
        var farm = await CompanyAsync(client, "Farm", "medical", null);
        var before = await Snapshot.OfAsync(client);
        Broken(await client.PostAsync("companies", new { name = "Empty", industry = "retail" }));
        Broken(await client.PostAsync("companies", new { name = "Empty", industry = "retail" }, ("Idempotency-Key", "one")));
        Broken(await client.PatchAsync($"companies/{shop.Id()}", new { employees = 0 }));
        Broken(await client.PatchAsync($"companies/{farm.Id()}", new { industry = "retail" }, ("If-Match", "\"1\"")));
        Broken(await client.SendAsync("PUT", "companies/by/external_id/x-1", Client.Content(new { name = "Empty", industry = "retail" })));
        Assert.Equal(before, await Snapshot.OfAsync(client));
        (await client.PatchAsync($"companies/{farm.Id()}", new { industry = "retail", employees = 1 })).Expect(200);
        (await client.SendAsync("PUT", "companies/by/external_id/x-1", Client.Content(new { name = "Full", industry = "retail", employees = 2 }))).Expect(201);
        Broken(await client.SendAsync("PUT", "companies/by/external_id/x-1", Client.Content(new { employees = 0 })));
    }

    [Fact]
    public async Task A_rule_holds_in_batches_and_bulk_edits_where_the_others_go_on()
    {
        var client = await WithShopsAsync();
        object Call(string name, int employees) => new { method = "POST", path = "companies", body = new { name, industry = "retail", employees } };
        var batch = (await client.PostAsync("batch", new { calls = new[] { Call("One", 1), Call("None", 0), Call("Two", 2) } })).Expect(200);
        Assert.Equal([201, 422, 201], batch.GetProperty("results").EnumerateArray().Select(r => r.GetProperty("status").GetInt32()));
        (await client.PostAsync("batch", new { calls = new[] { Call("Three", 1), Call("None", 0) }, all_or_nothing = true })).Invalid("calls[1].employees:rule.broken");
        var farm = await CompanyAsync(client, "Farm", "medical", 0);
        var ids = (await client.ListAsync("companies")).Select(c => c.Id()).ToArray();
        var bulk = (await client.PostAsync("companies/actions/update", new { ids, set = new { industry = "retail" }, dry_run = true })).Expect(200);
        Failed(bulk.GetProperty("outcomes").EnumerateArray().Single(o => o.Id() == farm.Id()));
        bulk = (await client.PostAsync("companies/actions/update", new { ids, set = new { industry = "retail", website = "kith.example" } })).Expect(200);
        Assert.Equal((2, 1), (bulk.GetProperty("done").GetInt32(), bulk.GetProperty("failed").GetInt32()));
        Failed(bulk.GetProperty("outcomes").EnumerateArray().Single(o => o.Id() == farm.Id()));
        Assert.Equal(["One", "Two"], (await client.ListAsync("companies", "website is not empty", "&sort=name")).Select(c => c.Text("name")));
    }

    [Fact]
    public async Task Of_a_thousand_records_saved_at_once_those_that_break_a_rule_are_told_and_the_others_saved()
    {
        var client = await WithShopsAsync();
        var calls = Enumerable.Range(0, 1_000).Select(n => new { method = "POST", path = "companies", body = new { name = $"Shop {n}", industry = "retail", employees = n is 0 or 501 or 999 ? 0 : n } });
        var results = (await client.PostAsync("batch", new { calls })).Expect(200).GetProperty("results").EnumerateArray().ToList();
        Assert.Equal([0, 501, 999], results.Index().Where(r => r.Item.GetProperty("status").GetInt32() == 422).Select(r => r.Index));
        Assert.Equal(997, (await client.GetAsync("companies?limit=1&count=exact")).Expect(200).GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task Rows_of_an_import_fail_with_the_message_and_keep_their_number()
    {
        var client = await WithShopsAsync();
        var import = (await Furnished.UploadAsync(client, "name,industry,employees\nOne,retail,1\nNone,retail,0\nTwo,retail,2\n")).Text("id");
        (await client.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name", industry = "industry", employees = "employees" } })).Expect(202);
        JsonElement status;
        while ((status = (await client.GetAsync($"imports/{import}")).Expect(200)).Text("state") != "done")
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal((2, 1), (status.GetProperty("created").GetInt32(), status.GetProperty("failed").GetInt32()));
        var errors = (await client.GetAsync($"imports/{import}/errors.csv")).Text;
        Assert.Contains($"\r\n2,{Message},None,retail,0\r\n", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_holds_for_merges_undoing_and_what_comes_out_of_the_trash()
    {
        var client = await server.WorkspaceAsync();
        var trashed = await CompanyAsync(client, "Trashed", "retail", null);
        (await client.DeleteAsync($"companies/{trashed.Id()}")).Expect(204);
        await MakeAsync(client, "company", new { kind = "valid", field = "employees", when = "industry = 'retail'", condition = "employees > 0", message = Message });
        Broken(await client.PostAsync($"companies/{trashed.Id()}/restore", null));
        Failed(Assert.Single((await client.PostAsync("companies/actions/restore", new { ids = new[] { trashed.Id() } })).Expect(200).GetProperty("outcomes").EnumerateArray()));

        var (one, two) = (await CompanyAsync(client, "One", "medical", 0), await CompanyAsync(client, "Two", "retail", 5));
        var before = await Snapshot.OfAsync(client);
        Broken(await client.PostAsync("companies/actions/merge", new { ids = new[] { one.Id(), two.Id() }, input = new { into = one.Id(), values = new { industry = two.Id(), employees = one.Id() } } }));
        Assert.Equal(before, await Snapshot.OfAsync(client));

        (await client.PatchAsync($"companies/{two.Id()}", new { industry = "medical" })).Expect(200);
        (await client.PatchAsync($"companies/{two.Id()}", new { employees = (int?)null })).Expect(200);
        var first = (await client.GetAsync($"companies/{two.Id()}/changes")).Expect(200).Data()[1].Raw("position");
        Failed(Assert.Single((await client.PostAsync($"changes/{first}/undo", null)).Expect(200).GetProperty("outcomes").EnumerateArray()));
        Assert.Equal("medical", (await client.GetAsync($"companies/{two.Id()}")).Expect(200).Text("industry"));
    }

    [Fact]
    public async Task An_action_needs_what_a_rule_asks_for_after_it()
    {
        var client = await server.WorkspaceAsync();
        await MakeAsync(client, "deal", new { kind = "required", field = "product", when = "stage.won" });
        var deal = await client.CreateAsync("deals", new { name = "Tower", amount = 5 });
        var refused = (await client.PostAsync($"deals/{deal.Id()}/actions/win", new { })).Invalid("product:required");
        Assert.Equal("Product is needed.", refused.Errors[0].Text("message"));
        var product = await client.CreateAsync("products", new { name = "Crane" });
        (await client.PatchAsync($"deals/{deal.Id()}", new { product = product.Id() })).Expect(200);
        (await client.PostAsync($"deals/{deal.Id()}/actions/win", new { })).Expect(200);
    }

    [Fact]
    public async Task Rules_follow_links_and_count_what_points_here_as_it_was_just_saved()
    {
        var client = await server.WorkspaceAsync();
        await MakeAsync(client, "activity", new { kind = "required", field = "participants", when = "kind = 'meeting'", message = "Who comes?" });
        await MakeAsync(client, "deal", new { kind = "valid", field = "amount", condition = "company is empty or amount <= company.annual_revenue", message = "More than they earn." });
        await MakeAsync(client, "company", new { kind = "valid", field = "name", when = "employees > 100", condition = "any(contacts)", message = "Whom do we know there?" });
        Assert.Equal("Who comes?", (await client.PostAsync("activities", new { kind = "meeting", subject = "Hello", starts_at = "2026-11-20T09:00:00Z" })).Invalid("participants:required").Errors[0].Text("message"));
        var meeting = await client.CreateAsync("activities", new { kind = "meeting", subject = "Hello", starts_at = "2026-11-20T09:00:00Z", participants = new[] { client.Person } });
        (await client.PatchAsync($"activities/{meeting.Id()}", new { participants = Array.Empty<Guid>() })).Invalid("participants:required");
        var company = await client.CreateAsync("companies", new { name = "Acme", annual_revenue = 100 });
        (await client.PostAsync("deals", new { name = "Tower", amount = 101, company = company.Id() })).Invalid("amount:rule.broken");
        await client.CreateAsync("deals", new { name = "Tower", amount = 100, company = company.Id() });
        (await client.PatchAsync($"companies/{company.Id()}", new { employees = 101 })).Invalid("name:rule.broken");
        await client.CreateAsync("contacts", new { last_name = "Rossi", company = company.Id() });
        (await client.PatchAsync($"companies/{company.Id()}", new { employees = 101 })).Expect(200);
        // All that is wrong is told at once.
        await MakeAsync(client, "company", new { kind = "required", field = "website" });
        (await client.PostAsync("companies", new { name = "New", employees = 200 })).Invalid("name:rule.broken", "website:required");
    }

    [Fact]
    public async Task Records_that_break_a_new_rule_stay_until_they_are_saved_and_are_counted_and_listed()
    {
        var client = await server.WorkspaceAsync();
        var old = await CompanyAsync(client, "Old", "retail", null);
        await CompanyAsync(client, "Good", "retail", 7);
        var rule = new { kind = "valid", field = "employees", when = "industry = 'retail'", condition = "employees > 0", message = Message };
        var trial = (await client.PostAsync("types/company/rules/check", rule)).Expect(200);
        Assert.Equal((1, true), (trial.GetProperty("count").GetInt32(), trial.GetProperty("count_exact").GetBoolean()));
        Assert.Empty((await client.GetAsync("types/company/rules")).Expect(200).Data());
        var made = await MakeAsync(client, "company", rule);
        Assert.Equal(trial.GetRawText(), made.Raw("breaking"));
        Assert.Equal([old.Id()], (await client.ListAsync("companies", made.GetProperty("breaking").Text("where"))).Select(c => c.Id()));
        Broken(await client.PatchAsync($"companies/{old.Id()}", new { website = "kith.example" }));
        (await client.PatchAsync($"companies/{old.Id()}", new { website = "kith.example", employees = 1 })).Expect(200);
    }

    [Fact]
    public async Task What_Kith_does_by_itself_to_other_records_does_not_stop_at_a_rule()
    {
        var client = await server.WorkspaceAsync();
        var (one, two) = (await CompanyAsync(client, "One", null, null), await CompanyAsync(client, "Two", null, null));
        var contact = await client.CreateAsync("contacts", new { last_name = "Rossi", company = two.Id() });
        await MakeAsync(client, "contact", new { kind = "required", field = "email" });
        (await client.PostAsync("companies/actions/merge", new { ids = new[] { one.Id(), two.Id() }, input = new { into = one.Id() } })).Expect(200);
        Assert.Equal(one.Id(), (await client.GetAsync($"contacts/{contact.Id()}")).Expect(200).GetProperty("company").Id());
    }

    [Fact]
    public async Task A_rule_is_checked_when_it_is_made_and_changed_and_goes_again()
    {
        var client = await server.WorkspaceAsync();
        const string rules = "types/companies/rules";
        (await client.PostAsync(rules, new { })).Invalid("kind:rule.kind", "field:required");
        (await client.PostAsync(rules, new { kind = "valid", field = "name" })).Invalid("condition:required", "message:required");
        (await client.PostAsync(rules, new { kind = "required", field = "nmae" })).Invalid("field:unknown_field");
        (await client.PostAsync(rules, new { kind = "required", field = "created_at" })).Invalid("field:rule.not_writable");
        (await client.PostAsync(rules, new { kind = "required", field = "name", condition = "employees > 0" })).Invalid("condition:rule.of_valid");
        var wrong = (await client.PostAsync(rules, new { kind = "valid", field = "name", when = "emploees > 0", condition = "employees", message = "No." })).Invalid("when:expression.unknown_name", "condition:expression.not_a_condition");
        Assert.Equal((0, 8, "employees"), wrong.Errors.Single(e => e.Text("field") == "when") is var e ? (e.GetProperty("position").GetInt32(), e.GetProperty("length").GetInt32(), e.Text("suggestion")) : default);
        (await client.PostAsync(rules, new { kind = "valid", field = "name", condition = "employees >= was(employees, '2026-01-01')", message = "No." })).Invalid("condition:expression.past_here");

        var made = await MakeAsync(client, "company", new { kind = "required", field = "website" });
        var address = $"{rules}/{made.GetProperty("rule").Text("id")}";
        Assert.True((await client.TypeAsync("companies"))["website"].Required);
        (await client.PostAsync("companies", new { name = "Acme" })).Invalid("website:required");
        Assert.Equal("industry is not empty", (await client.PatchAsync(address, new { when = "industry is not empty" })).Expect(200).GetProperty("rule").Text("when"));
        Assert.False((await client.TypeAsync("companies"))["website"].Required);
        await client.CreateAsync("companies", new { name = "Acme" });
        (await client.PostAsync("companies", new { name = "Acme", industry = "retail" })).Invalid("website:required");
        (await client.PatchAsync(address, new { when = (string?)null, active = false })).Expect(200);
        await client.CreateAsync("companies", new { name = "Acme", industry = "retail" });
        Assert.Equal("""{"id":"ID","kind":"required","field":"website","when":null,"condition":null,"message":null,"active":false,"problem":null}""".Replace("ID", made.GetProperty("rule").Text("id"), StringComparison.Ordinal), Assert.Single((await client.GetAsync(rules)).Expect(200).Data()).GetRawText());
        (await client.DeleteAsync(address)).Expect(204);
        (await client.DeleteAsync(address)).Refused(404, "not_found");
        Assert.Empty((await client.GetAsync(rules)).Expect(200).Data());
    }

    [Fact]
    public async Task A_field_that_a_rule_uses_stays_and_the_refusal_names_the_rule()
    {
        var client = await server.WorkspaceAsync();
        (await client.PostAsync("types/company/fields", new { label = "Busy", formula = "count(deals) > 3" })).Expect(201);
        var made = await MakeAsync(client, "contact", new { kind = "valid", field = "email", when = "company.busy_c", condition = "email is not empty", message = "How do we reach them?" });
        Assert.Contains("How do we reach them?", (await client.DeleteAsync("types/company/fields/busy_c")).Invalid("field:rule.used").Errors[0].Text("message"), StringComparison.Ordinal);
        (await client.PatchAsync("types/company/fields/busy_c", new { formula = "was(employees, '2026-01-01') > 3" })).Invalid("formula:rule.used");
        (await client.DeleteAsync($"types/contact/rules/{made.GetProperty("rule").Text("id")}")).Expect(204);
        (await client.DeleteAsync("types/company/fields/busy_c")).Expect(204);
    }

    [Fact]
    public async Task Rules_are_made_by_administrators_and_hold_for_everybody_of_the_workspace()
    {
        var client = await WithShopsAsync();
        var member = await server.ColleagueAsync(client);
        (await member.GetAsync("types/company/rules")).Refused(403, "forbidden");
        (await member.PostAsync("types/company/rules", new { kind = "required", field = "website" })).Refused(403, "forbidden");
        Broken(await member.PostAsync("companies", new { name = "Empty", industry = "retail" }));
        // Another workspace knows nothing of it.
        await CompanyAsync(await server.WorkspaceAsync(), "Empty", "retail", null);
    }
}
