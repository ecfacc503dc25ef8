using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Pictures;
using Kith.Server.Tests.Webhooks;
using Kith.Store;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Microsoft.Extensions.DependencyInjection;

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

    private static async Task<string> BeginAsync(Client client, object request)
    {
        var id = (await client.PostAsync("privacy_requests", request)).Expect(201).Text("id")!;
        Assert.Equal("working", (await client.PostAsync($"privacy_requests/{id}/erase", null)).Expect(202).Text("state"));
        return id;
    }

    private static async Task<JsonElement> DoneAsync(Client client, string id)
    {
        while (true)
        {
            var now = (await client.GetAsync($"privacy_requests/{id}")).Expect(200);
            if (now.Text("state") == "done")
                return now;
            Assert.DoesNotContain((await client.GetAsync("jobs?kind=erasure")).Expect(200).Data(), j => j.Text("state") == "parked");
            await Task.Delay(50, Cancel);
        }
    }

    private static async Task<JsonElement> EraseAsync(Client client, object request) => await DoneAsync(client, await BeginAsync(client, request));

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

    private Database Database => server.Services.GetRequiredService<KithStore>().Database;

    private Task<AuditResult> VerifyAsync(Client client) => new AuditVerifier(Database).VerifyAsync(client.Workspace, null, Cancel);

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "../../Kith.Store.Tests/Audit/verify.py");

    /// <summary>What a program says that knows nothing of Kith but the form of the export.</summary>
    private async Task<string> IndependentlyAsync(Client client)
    {
        var file = Path.GetTempFileName();
        await using (var export = File.OpenWrite(file))
            await new AuditExport(Database).WriteAsync(client.Workspace, export, Cancel);
        using var python = Process.Start(new ProcessStartInfo("python3", [Script(), file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var said = await python.StandardOutput.ReadToEndAsync(Cancel);
        await python.WaitForExitAsync(Cancel);
        File.Delete(file);
        return said.Trim();
    }

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
        Assert.EndsWith($"entries are as they were, {verified.Erased} of them erased", await IndependentlyAsync(client), StringComparison.Ordinal);
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
        await AskAsync<long>($"update kith.change set title = '[erased]' where workspace_id = '{client.Workspace}' and position = {created} returning position");
        Assert.Null((await VerifyAsync(client)).Finding);
        var other = await AskAsync<long>($"update kith.change set title = 'Nobody' where workspace_id = '{client.Workspace}' and title = 'Bystander' returning position");
        Assert.Equal(new AuditFinding(AuditFault.Changed, other), (await VerifyAsync(client)).Finding);
        await AskAsync<long>($"update kith.change set title = 'Bystander' where workspace_id = '{client.Workspace}' and position = {other} returning position");
        Assert.Null((await VerifyAsync(client)).Finding);
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
        (await mia.SendAsync("PUT", $"people/{mia.Person}/picture", PictureTests.Content(PictureTests.Png))).Expect(200);
        (await client.PostAsync($"people/{mia.Person}/actions/deactivate", new { successor = client.Person })).Expect(200);
        var access = (await client.PostAsync("privacy_requests", new { kind = "access", records = new[] { mia.Person } })).Expect(201).Text("id");
        Assert.Contains(Convert.ToBase64String(PictureTests.Png), (await client.GetAsync($"privacy_requests/{access}/data.json")).Text, StringComparison.Ordinal);
        await EraseAsync(client, new { kind = "erasure", records = new[] { mia.Person } });
        (await client.GetAsync($"people/{mia.Person}/picture")).Refused(404, "not_found");
        var left = (await client.GetAsync($"people/{mia.Person}")).Expect(200);
        Assert.Equal(("[erased]", true), (left.Text("name"), left.GetProperty("email").IsEmpty()));
        Assert.Equal("[erased]", (await client.GetAsync($"companies/{company}")).Expect(200).GetProperty("created_by").Text("title"));
    }

    [Fact]
    public async Task The_past_undo_the_trash_replays_and_cursors_go_on_over_erased_entries()
    {
        var client = await server.WorkspaceAsync();
        await using var receiver = await Receiver.StartAsync();
        var hook = (await client.PostAsync("webhooks", new { url = receiver.Url + "/in", types = new[] { "company", "contact" } })).Expect(201).GetProperty("webhook").Id();
        var grace = (await client.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address })).Id();
        var bob = (await client.CreateAsync("contacts", new { first_name = "Bob", last_name = "Babbage", email = Address, phone = Phone })).Id();
        var company = (await client.CreateAsync("companies", new { name = "Compilers", description = "Ask Grace Hopper." })).Id();
        var moment = (await client.PatchAsync($"contacts/{bob}", new { title = "Engineer" })).Expect(200).Text("updated_at");
        (await client.PatchAsync($"contacts/{bob}", new { email = "bob@other.example", phone = (string?)null })).Expect(200);
        var changeset = (await client.PostAsync("companies/actions/update", new { ids = new[] { company }, set = new { description = "Called Grace Hopper." } })).Expect(200).Text("changeset");
        var trashed = (await client.CreateAsync("companies", new { name = "Hopper, Grace: estate" })).Id();
        (await client.DeleteAsync($"companies/{trashed}")).Expect(204);
        await receiver.TakeAsync(8);
        var cursor = (await client.GetAsync("changes?limit=3")).Expect(200).GetProperty("next");
        await EraseAsync(client, new { kind = "erasure", email = Address, phone = Phone, records = new[] { grace } });

        Assert.Equal("Ask [erased].", (await client.GetAsync($"companies/{company}?at={moment}")).Expect(200).Text("description"));
        var then = (await client.GetAsync($"contacts?at={moment}")).Expect(200).Data().Single();
        Assert.Equal((bob, null, null), (then.Id(), then.Text("email"), then.Text("phone")));
        var undone = (await client.PostAsync($"changesets/{changeset}/undo", null)).Expect(200);
        Assert.Equal((0, "Ask [erased]."), (undone.GetProperty("failed").GetInt32(), (await client.GetAsync($"companies/{company}")).Expect(200).Text("description")));
        Assert.Equal("[erased]: estate", (await client.PostAsync($"companies/{trashed}/restore", null)).Expect(200).Text("name"));
        var rest = (await client.GetAsync($"changes?limit=200&after={cursor}")).Expect(200);
        Assert.DoesNotContain("hopper", rest.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains(rest.Data(), c => c.Text("kind") == "updated");
        var heard = receiver.All.Count;
        (await client.PostAsync($"webhooks/{hook}/replay", new { from = 1 })).Expect(204);
        while (!receiver.All.Skip(heard).Any(r => r.Type == "company.created" && r.Body.Contains("Ask [erased].", StringComparison.Ordinal)) || receiver.All.Skip(heard).Count(r => r.Type == "contact.created") < 2)
            await Task.Delay(10, Cancel);
        Assert.DoesNotContain(receiver.All.Skip(heard), r => r.Body.Contains("hopper", StringComparison.OrdinalIgnoreCase) || r.Body.Contains(Address, StringComparison.OrdinalIgnoreCase));
        await SealAsync(client);
        Assert.Null((await VerifyAsync(client)).Finding);
    }

    [Fact]
    public async Task An_erasure_that_is_killed_in_the_middle_leaves_all_as_it_was_and_is_done_again()
    {
        var client = await server.WorkspaceAsync();
        var grace = (await client.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address })).Id();
        await SealAsync(client);
        // Everything but the stream is erased, and this waits for the sealer.
        await using var sealer = await server.Owner.OpenConnectionAsync(Cancel);
        await using var holding = await sealer.BeginTransactionAsync(Cancel);
        await using (var hold = new Npgsql.NpgsqlCommand($"select pg_advisory_xact_lock(hashtextextended('{client.Workspace}', 21318))", sealer, holding))
            await hold.ExecuteNonQueryAsync(Cancel);
        var id = await BeginAsync(client, new { kind = "erasure", email = Address, records = new[] { grace } });
        while (await AskAsync<long>($"select count(pg_terminate_backend(l.pid)) from pg_locks l where l.locktype = 'advisory' and not l.granted and (l.classid::bigint << 32 | l.objid::bigint) = hashtextextended('{client.Workspace}', 21318)") == 0)
            await Task.Delay(20, Cancel);
        Assert.Equal(Address, (await client.GetAsync($"contacts/{grace}")).Expect(200).Text("email"));
        Assert.Equal("working", (await client.GetAsync($"privacy_requests/{id}")).Expect(200).Text("state"));
        await holding.RollbackAsync(Cancel);
        Assert.Empty((await DoneAsync(client, id)).GetProperty("receipt").GetProperty("remains").EnumerateArray());
        (await client.GetAsync($"contacts/{grace}")).Refused(404, "not_found");
        Assert.Null((await VerifyAsync(client)).Finding);
        Assert.Single((await client.GetAsync("security/events?kind=erased")).Expect(200).Data());
    }

    [Fact]
    public async Task An_entry_out_of_which_two_people_were_erased_tells_nobody_of_the_first_or_the_second()
    {
        var client = await server.WorkspaceAsync();
        var company = (await client.CreateAsync("companies", new { name = "Engines", description = "Ada Lovelace knows Grace Hopper." })).Id();
        await SealAsync(client);
        await EraseAsync(client, new { kind = "erasure", name = "Grace Hopper" });
        await EraseAsync(client, new { kind = "erasure", name = "Ada Lovelace" });
        Assert.Equal("[erased] knows [erased].", (await client.GetAsync($"companies/{company}")).Expect(200).Text("description"));
        Assert.Null((await VerifyAsync(client)).Finding);
        var created = await AskAsync<long>($"select position from kith.change where workspace_id = '{client.Workspace}' and record_id = '{company}' and kind = 'created'");
        var forgotten = await AskAsync<bool[]>($"select array_agg(e.salt = decode(repeat('00', 16), 'hex') order by r.created_at) from kith.erased_entry e join kith.privacy_request r on r.workspace_id = e.workspace_id and r.id = e.erasure_id where e.workspace_id = '{client.Workspace}' and e.position = {created}");
        Assert.Equal([true, false], forgotten);
    }

    [Fact]
    public async Task What_a_held_record_cannot_be_without_stays_too()
    {
        var client = await server.WorkspaceAsync();
        var grace = (await client.CreateAsync("contacts", new { first_name = "Grace", last_name = "Hopper", email = Address })).Id();
        var held = (await client.CreateAsync("activities", new { subject = "Testimony", regarding = new { type = "contact", id = grace } })).Id();
        var free = (await client.CreateAsync("activities", new { subject = "Lunch", regarding = new { type = "contact", id = grace } })).Id();
        (await client.PutAsync($"legal_holds/{held}", new { reason = "What Grace Hopper said." })).Expect(204);
        var receipt = (await EraseAsync(client, new { kind = "erasure", records = new[] { grace } })).GetProperty("receipt");
        Assert.Equal(new HashSet<string> { "Under a legal hold: What [erased] said.", "Other records cannot be without it." }, receipt.GetProperty("kept").EnumerateArray().Select(k => k.Text("reason")!).ToHashSet());
        foreach (var path in new[] { $"contacts/{grace}", $"activities/{held}", $"activities/{free}" })
            (await client.GetAsync(path)).Expect(200);
        (await client.DeleteAsync($"legal_holds/{held}")).Expect(204);
        await EraseAsync(client, new { kind = "erasure", records = new[] { grace } });
        foreach (var path in new[] { $"contacts/{grace}", $"activities/{held}", $"activities/{free}" })
            (await client.GetAsync(path)).Refused(404, "not_found");
    }
}
