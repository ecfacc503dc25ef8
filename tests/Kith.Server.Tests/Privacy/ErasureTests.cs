using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Store.Audit;

namespace Kith.Server.Tests.Privacy;

/// <summary>People are erased from everything that is kept of them.</summary>
public sealed class ErasureTests(Installation server)
{
    private const string Address = "grace.hopper@compilers.example";
    private const string Phone = "+1 202 555 0143";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task SealAsync(Client client)
    {
        await AskAsync<Guid>($"insert into kith.job (workspace_id, kind, id, run_at, created_at) values ('{client.Workspace}', 'seal', '{client.Workspace}', now(), now()) on conflict (workspace_id, kind, id) do update set run_at = now() returning key");
        while (await AskAsync<long>($"select count(*) from kith.job where workspace_id = '{client.Workspace}' and kind = 'seal'") > 0)
            await Task.Delay(20, Cancel);
    }

    private static async Task<JsonElement> EraseAsync(Client client, object request)
    {
        var id = (await client.PostAsync("privacy_requests", request)).Expect(201).Text("id");
        Assert.Equal("working", (await client.PostAsync($"privacy_requests/{id}/erase", null)).Expect(202).Text("state"));
        while (true)
        {
            var now = (await client.GetAsync($"privacy_requests/{id}")).Expect(200);
            if (now.Text("state") == "done")
                return now;
            Assert.Empty((await client.GetAsync("jobs?kind=erasure")).Expect(200).Data().Where(j => j.TryGetProperty("problem", out var p) && p.ValueKind == JsonValueKind.String).Select(j => j.Text("problem")));
            await Task.Delay(50, Cancel);
        }
    }

    private async Task<IReadOnlyList<string>> TablesWithAsync(Client client, string text)
    {
        var tables = await AskAsync<string[]>("select array_agg(c.relname::text) from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')");
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await AskAsync<bool>($"select exists (select 1 from kith.{table} x where x.workspace_id = '{client.Workspace}' and (x::text ilike '%{text}%' or x::text ilike '%' || encode(convert_to('{text}', 'UTF8'), 'hex') || '%'))"))
                found.Add(table);
        }
        return found;
    }

    private Task<AuditResult> VerifyAsync(Client client) => new AuditVerifier(((Kith.Store.KithStore)server.Services.GetService(typeof(Kith.Store.KithStore))!).Database).VerifyAsync(client.Workspace, null, Cancel);

    [Fact]
    public async Task After_an_erasure_nothing_of_the_person_is_left_and_the_stream_is_still_proved()
    {
        var client = await server.WorkspaceAsync();
        var elsewhere = await server.WorkspaceAsync();
        await elsewhere.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address });
        var company = (await client.CreateAsync("companies", new { name = "Compilers", description = $"Ask Grace Hopper ({Address}, 202 555-0143)." })).Id();
        var grace = (await client.PostAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address, phone = Phone, company }, ("Idempotency-Key", "grace"))).Expect(201).Id();
        (await client.PatchAsync($"contacts/{grace}", new { description = "Likes nanoseconds" })).Expect(200);
        var call = (await client.CreateAsync("activities", new { subject = "Call Grace Hopper", participants = new[] { grace, company } })).Id();
        (await client.PostAsync("invitations", new { email = Address })).Expect(201);
        (await client.PostAsync($"contacts/{grace}/watch", null)).Expect(204);
        (await client.PostAsync("contacts/actions/update", new { ids = new[] { grace }, set = new { title = "Rear admiral" } })).Expect(200);
        var trashed = (await client.CreateAsync("companies", new { name = "Hopper, Grace: estate" })).Id();
        (await client.DeleteAsync($"companies/{trashed}")).Expect(204);
        await SealAsync(client);
        var sealedEntries = (await VerifyAsync(client)).Entries;

        var done = await EraseAsync(client, new { kind = "erasure", email = Address, records = new[] { grace }, note = "Wants to be forgotten." });
        var receipt = done.GetProperty("receipt");
        Assert.Empty(receipt.GetProperty("remains").EnumerateArray().Select(r => $"{r.Text("table")}.{r.Text("column")}"));
        Assert.Empty(receipt.GetProperty("kept").EnumerateArray());
        Assert.True(receipt.GetProperty("entries").GetInt64() > 4);
        foreach (var text in new[] { "hopper", Address, "5550143", "nanoseconds", "Rear admiral", "forgotten" })
            Assert.Empty(await TablesWithAsync(client, text));
        (await client.GetAsync($"contacts/{grace}")).Refused(404, "not_found");
        Assert.Empty((await client.GetAsync("search?q=hopper")).Expect(200).Data());
        Assert.Contains("[erased]", (await client.GetAsync($"companies/{company}")).Expect(200).Text("description"), StringComparison.Ordinal);
        Assert.Equal("Call [erased]", (await client.GetAsync($"activities/{call}")).Expect(200).Text("subject"));
        Assert.Single((await elsewhere.PostAsync("privacy_search", new { email = Address })).Expect(200).Data(), r => r.Text("table") == "contact");

        var verified = await VerifyAsync(client);
        Assert.Null(verified.Finding);
        Assert.Equal(receipt.GetProperty("entries").GetInt64(), verified.Erased);
        Assert.True(verified.Entries > sealedEntries);
        await SealAsync(client);
        Assert.Null((await VerifyAsync(client)).Finding);
        Assert.Equal(done.Text("id"), (await client.GetAsync("security/events?kind=erased")).Expect(200).Data().Single().GetProperty("subject").Text("id"));
    }

    [Fact]
    public async Task What_was_not_erased_by_its_event_is_still_called_changed()
    {
        var client = await server.WorkspaceAsync();
        var grace = (await client.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address })).Id();
        await client.CreateAsync("companies", new { name = "Bystander" });
        await SealAsync(client);
        await EraseAsync(client, new { kind = "erasure", email = Address, records = new[] { grace } });
        var created = await AskAsync<long>($"select position from kith.change where workspace_id = '{client.Workspace}' and record_id = '{grace}' and kind = 'created'");
        Assert.Null((await VerifyAsync(client)).Finding);
        Assert.True(await AskAsync<bool>($"select substr(salts, ({created} - first_position)::integer * 16 + 1, 16) = decode(repeat('00', 16), 'hex') from kith.seal where workspace_id = '{client.Workspace}' and {created} between first_position and last_position"));
        // What is left of it is held to its hash as well.
        await AskAsync<long>($"update kith.change set title = 'Somebody else' where workspace_id = '{client.Workspace}' and position = {created} returning position");
        Assert.Equal(new AuditFinding(AuditFault.Changed, created), (await VerifyAsync(client)).Finding);
        await AskAsync<long>($"update kith.change set title = '' where workspace_id = '{client.Workspace}' and position = {created} returning position");
        // A list of erased entries that the event does not vouch for proves nothing.
        await AskAsync<long>($"update kith.erased_entry set leaf = sha256('x') where workspace_id = '{client.Workspace}' and position = {created} returning position");
        Assert.Equal(AuditFault.Changed, (await VerifyAsync(client)).Finding?.Fault);
    }

    [Fact]
    public async Task A_record_under_a_legal_hold_stays_with_its_history_and_is_listed()
    {
        var client = await server.WorkspaceAsync();
        var grace = (await client.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address })).Id();
        (await client.PutAsync($"legal_holds/{grace}", new { })).Invalid("reason:required");
        (await client.PutAsync($"legal_holds/{server.NewId()}", new { reason = "A case." })).Refused(404, "not_found");
        (await client.PutAsync($"legal_holds/{grace}", new { reason = "The case of 1949." })).Expect(204);
        Assert.Equal("Grace Hopper", (await client.GetAsync("legal_holds")).Expect(200).Data().Single().GetProperty("record").Text("title"));
        var receipt = (await EraseAsync(client, new { kind = "erasure", email = Address, records = new[] { grace } })).GetProperty("receipt");
        Assert.Equal("Under a legal hold: The case of 1949.", receipt.GetProperty("kept").EnumerateArray().Single().Text("reason"));
        Assert.Contains("contact", receipt.GetProperty("remains").EnumerateArray().Select(r => r.Text("table")));
        Assert.Equal(Address, (await client.GetAsync($"contacts/{grace}")).Expect(200).Text("email"));
        Assert.Equal("Grace Hopper", (await client.GetAsync($"changes?record={grace}")).Expect(200).Data()[0].GetProperty("record").Text("title"));
        (await client.DeleteAsync($"legal_holds/{grace}")).Expect(204);
        (await client.DeleteAsync($"legal_holds/{grace}")).Refused(404, "not_found");
        Assert.Empty((await EraseAsync(client, new { kind = "erasure", email = Address, records = new[] { grace } })).GetProperty("receipt").GetProperty("remains").EnumerateArray());
    }

    [Fact]
    public async Task Only_an_open_request_for_erasure_erases()
    {
        var client = await server.WorkspaceAsync();
        var access = (await client.PostAsync("privacy_requests", new { kind = "access", email = Address })).Expect(201).Text("id");
        (await client.PostAsync($"privacy_requests/{access}/erase", null)).Refused(409, "privacy.no_erasure");
        var erasure = (await client.PostAsync("privacy_requests", new { kind = "erasure", email = Address })).Expect(201).Text("id");
        (await client.PostAsync($"privacy_requests/{erasure}/answer", new { answer = "Done." })).Refused(409, "privacy.erase_first");
        (await client.PostAsync($"privacy_requests/{erasure}/refuse", new { reason = "Never heard of." })).Expect(200);
        (await client.PostAsync($"privacy_requests/{erasure}/erase", null)).Refused(409, "privacy.closed");
    }

    [Fact]
    public async Task Who_works_here_is_not_erased_and_who_left_is_emptied()
    {
        var client = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(client, name: "Mia Erasable");
        var company = (await mia.CreateAsync("companies", new { name = "By Mia" })).Id();
        var receipt = (await EraseAsync(client, new { kind = "erasure", email = mia.Email, records = new[] { mia.Person } })).GetProperty("receipt");
        Assert.Equal("This person works here. End their work first.", receipt.GetProperty("kept").EnumerateArray().First().Text("reason"));
        (await client.PostAsync($"people/{mia.Person}/actions/deactivate", new { successor = client.Person })).Expect(200);
        await EraseAsync(client, new { kind = "erasure", records = new[] { mia.Person } });
        var left = (await client.GetAsync($"people/{mia.Person}")).Expect(200);
        Assert.Equal(("[erased]", true), (left.Text("name"), left.GetProperty("email").IsEmpty()));
        Assert.Equal("[erased]", (await client.GetAsync($"companies/{company}")).Expect(200).GetProperty("created_by").Text("title"));
    }
}
