using System.Diagnostics;
using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Store;
using Kith.Store.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Kith.Server.Tests.Access;

/// <summary>People delete their own accounts.</summary>
public sealed class AccountDeletionTests(Installation server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static object Asked(Client client, params object[] handOver) => new { email = client.Email, password = Installation.Password, hand_over = handOver };

    private static Task<Answer> DeleteAsync(Client client, params object[] handOver) => client.PostAsync("account/deletion", Asked(client, handOver));

    private static async Task<JsonElement> StakeAsync(Client client, Guid? workspace = null) =>
        (await client.GetAsync("account/deletion")).Expect(200).GetProperty("workspaces").EnumerateArray().Single(w => w.Id() == (workspace ?? client.Workspace));

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(Cancel))!;
    }

    private async Task RunAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    // What names the account or its address outside of workspaces, by table.
    private async Task<IReadOnlyList<string>> LeftAsync(Guid account, string email)
    {
        var tables = await AskAsync<string[]>("select array_agg(c.relname::text) from pg_class c where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'workspace' and not exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id')");
        var found = new List<string>();
        foreach (var table in tables)
        {
            if (await AskAsync<bool>($"select exists (select 1 from kith.{table} x where x::text ilike '%{account}%' or x::text ilike '%{email}%')"))
                found.Add(table);
        }
        return found;
    }

    private async Task<JsonElement> ErasedAsync(Client owner)
    {
        while (true)
        {
            var request = (await owner.GetAsync("privacy_requests")).Expect(200).Data().Single(r => r.Text("kind") == "erasure");
            if (request.Text("state") == "done")
                return request;
            Assert.DoesNotContain((await owner.GetAsync("jobs?kind=erasure")).Expect(200).Data(), j => j.Text("state") == "parked");
            await Task.Delay(50, Cancel);
        }
    }

    [Fact]
    public async Task Who_deletes_their_account_is_a_former_colleague_everywhere_and_nothing_of_the_account_is_left()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner, name: "Mia Muster");
        var max = await server.ColleagueAsync(owner, name: "Max Member");
        var account = await AskAsync<Guid>($"select id from kith.account where email = '{mia.Email}'");
        var (deal, person) = (await mia.CreateAsync("deals", new { name = "Open" }), mia.Person);
        (await mia.PatchAsync("auth/preferences", new { theme = "dark" })).Expect(200);
        (await mia.PutAsync($"people/{person}/picture", Pictures.PictureTests.Content(Pictures.PictureTests.Png))).Expect(200);
        var program = await mia.ProgramAsync();
        var key = server.Anonymous();
        key.Bearer = (await mia.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201).Text("secret");
        (await key.GetAsync("deals")).Expect(200);
        (await mia.PostAsync("auth/email/change", new { email = server.NewEmail("new"), password = Installation.Password })).Expect(202);
        var (host, http) = await server.SecondAsync();
        await using var second = host;
        using var elsewhere = http;
        async Task<int> ThereAsync()
        {
            using var call = new HttpRequestMessage(HttpMethod.Get, "/api/v1/companies");
            call.Headers.Add("Authorization", "Bearer " + program.Bearer);
            using var answer = await elsewhere.SendAsync(call, Cancel);
            return (int)answer.StatusCode;
        }
        Assert.Equal(200, await ThereAsync());

        var stake = await StakeAsync(mia);
        Assert.Equal(("none", "deals", false), (stake.Text("obstacle"), stake.GetProperty("holdings")[0].Text("name"), stake.GetProperty("kept").GetBoolean()));
        Assert.Equal(["Max Member", "Olga Owner"], stake.GetProperty("successors").EnumerateArray().Select(s => s.Text("title")));
        (await DeleteAsync(mia, new { workspace = mia.Workspace, successor = max.Person })).Expect(204);
        var began = Stopwatch.GetTimestamp();
        Assert.Null(mia.Cookie);
        (await program.GetAsync("me")).Refused(401);
        (await key.GetAsync("deals")).Refused(401);
        for (var last = false; await ThereAsync() != 401; last = Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1))
        {
            Assert.False(last, "Another process still lets them in after a second.");
            await Task.Delay(50, Cancel);
        }
        (await server.Anonymous().PostAsync("auth/login", new { email = mia.Email, password = Installation.Password })).Refused(401, "bad_credentials");

        await server.LeftAsync(mia.Email);
        Assert.Contains(server.Mails(mia.Email), mail => mail.Contains("Your account was deleted", StringComparison.Ordinal));
        Assert.Empty(await LeftAsync(account, mia.Email));
        Assert.Equal(max.Person, (await owner.GetAsync($"deals/{deal.Id()}")).Expect(200).GetProperty("owner").Id());
        var former = (await owner.GetAsync($"people/{person}")).Expect(200);
        Assert.Equal(("[erased]", null, false), (former.Text("name"), former.Text("email"), former.GetProperty("active").GetBoolean()));
        Assert.DoesNotContain((await owner.GetAsync("pictures")).Expect(200).GetRawText(), person.ToString(), StringComparison.Ordinal);
        var told = (await owner.GetAsync("security/events?kind=account_deleted")).Expect(200).Data().Single();
        Assert.Equal((person, "[erased]"), (told.GetProperty("subject").Id(), told.GetProperty("subject").Text("title")));

        var request = await ErasedAsync(owner);
        Assert.Equal(request.Text("id"), told.GetProperty("details").GetProperty("request")[1].GetString());
        Assert.True(request.GetProperty("receipt").GetProperty("entries").GetInt64() > 1);
        Assert.Empty(request.GetProperty("receipt").GetProperty("kept").EnumerateArray());
        Assert.Equal("[erased]", (await owner.GetAsync($"deals/{deal.Id()}/changes")).Expect(200).Data()[^1].GetProperty("by").Text("title"));
        foreach (var table in new[] { "person", "entry", "word", "change", "person_picture", "api_key", "role_grant", "privacy_request", "job" })
            Assert.False(await AskAsync<bool>($"select exists (select 1 from kith.{table} x where x.workspace_id = '{owner.Workspace}' and x::text ilike '%muster%')"), table);
        foreach (var table in new[] { "person", "entry", "mail", "invitation", "job" })
            Assert.False(await AskAsync<bool>($"select exists (select 1 from kith.{table} x where x.workspace_id = '{owner.Workspace}' and x::text ilike '%{mia.Email}%')"), table);
        Assert.Null((await new AuditVerifier(server.Services.GetRequiredService<KithStore>().Database).VerifyAsync(owner.Workspace, null, Cancel)).Finding);
    }

    [Fact]
    public async Task The_address_signs_up_anew_and_gets_nothing_of_the_old_account()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner);
        (await DeleteAsync(mia)).Expect(204);
        var anew = await server.WorkspaceAsync(name: "Anew", email: mia.Email);
        Assert.Equal(["Anew"], anew.Me.GetProperty("workspaces").EnumerateArray().Select(w => w.Text("name")));
        Assert.NotEqual(mia.Person, anew.Person);
        (await anew.PostAsync("auth/switch", new { workspace = owner.Workspace })).Invalid("workspace:workspace.unknown");
        // Invited again, somebody else comes in.
        var token = await server.InviteAsync(owner, mia.Email, "member");
        var back = server.Anonymous();
        back.Me = (await back.PostAsync("invitations/accept", new { token, name = "Mia Again", password = Installation.Password })).Expect(200);
        Assert.Equal(owner.Workspace, back.Workspace);
        Assert.NotEqual(mia.Person, back.Person);
        Assert.False((await owner.GetAsync($"people/{mia.Person}")).Expect(200).GetProperty("active").GetBoolean());
    }

    [Fact]
    public async Task Who_asks_proves_it_is_them_and_what_is_refused_changes_nothing()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner);
        var max = await server.ColleagueAsync(owner, name: "Max Member");
        await mia.CreateAsync("deals", new { name = "Open" });
        await SecondFactorTests.ProtectAsync(max);
        var key = server.Anonymous();
        key.Bearer = (await mia.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:write" } })).Expect(201).Text("secret");
        (await key.GetAsync("account/deletion")).Refused(403, "people_only");
        (await key.PostAsync("account/deletion", Asked(mia))).Refused(403, "people_only");
        var before = await Snapshot.OfAsync(owner);
        (await mia.PostAsync("account/deletion", new { email = owner.Email, password = Installation.Password })).Invalid("email:account_deletion.other_address");
        (await DeleteAsync(mia)).Invalid("hand_over:account_deletion.hand_over");
        (await DeleteAsync(mia, new { workspace = mia.Workspace })).Invalid("hand_over[0].successors.deals:handover.successor_needed");
        (await DeleteAsync(mia, new { workspace = mia.Workspace, successor = mia.Person })).Invalid("hand_over[0].successor:handover.no_successor");
        (await DeleteAsync(mia, new { workspace = server.NewId(), successor = max.Person })).Invalid("hand_over[0].workspace:workspace.unknown");
        (await DeleteAsync(mia, new { successor = max.Person })).Invalid("hand_over[0].workspace:required");
        (await DeleteAsync(max)).Invalid("code:code_required");
        (await server.Anonymous().GetAsync("account/deletion")).Refused(401);
        Assert.Equal(before, await Snapshot.OfAsync(owner));
        (await mia.PostAsync("account/deletion", new { email = mia.Email, password = "something else" })).Invalid("password:password.wrong");
        (await mia.GetAsync("me")).Expect(200);
    }

    [Fact]
    public async Task The_last_owner_and_who_is_alone_stay_and_nothing_is_half_deleted()
    {
        var owner = await server.WorkspaceAsync("Theirs");
        await server.ColleagueAsync(owner);
        Assert.Equal("last_owner", (await StakeAsync(owner)).Text("obstacle"));
        (await DeleteAsync(owner)).Refused(409, "account_deletion.last_owner");
        var alone = await server.WorkspaceAsync("Alone");
        Assert.Equal("alone", (await StakeAsync(alone)).Text("obstacle"));
        (await DeleteAsync(alone)).Refused(409, "account_deletion.alone");

        // Of two workspaces one refuses; whichever comes first, the other is as it was.
        var mia = await server.ColleagueAsync(owner);
        var made = (await mia.PostAsync("auth/workspaces", new { workspace = "Of her own" })).Expect(201).GetProperty("workspace").Id();
        var before = await Snapshot.OfAsync(owner);
        Assert.Equal(["alone", "none"], (await mia.GetAsync("account/deletion")).Expect(200).GetProperty("workspaces").EnumerateArray().Select(w => w.Text("obstacle")));
        (await DeleteAsync(mia)).Refused(409, "account_deletion.alone");
        Assert.Equal(before, await Snapshot.OfAsync(owner));
        await RunAsync($"update kith.person set role = 'member' where workspace_id = '{owner.Workspace}' and id = '{mia.Person}'");
        (await mia.GetAsync("me")).Expect(200);
        Assert.True(await AskAsync<bool>($"select exists (select 1 from kith.person where workspace_id = '{made}' and active and account_id is not null)"));
    }

    [Fact]
    public async Task What_is_held_in_several_workspaces_is_handed_over_in_each_or_there_where_more_is_demanded()
    {
        var (first, second) = (await server.WorkspaceAsync("First"), await server.WorkspaceAsync("Second"));
        var mia = await server.ColleagueAsync(first);
        await mia.CreateAsync("deals", new { name = "Here" });
        var token = await server.InviteAsync(second, mia.Email, "member");
        (await mia.PostAsync("invitations/accept", new { token, password = Installation.Password })).Expect(200);
        await mia.CreateAsync("deals", new { name = "There" });
        await RunAsync($"update kith.workspace set second_factor_roles = '{{member}}', second_factor_days = 30, second_factor_at = now() where id = '{first.Workspace}'");
        var stake = await StakeAsync(mia, first.Workspace);
        Assert.Equal(("elsewhere", 0, 0), (stake.Text("obstacle"), stake.GetProperty("holdings").GetArrayLength(), stake.GetProperty("successors").GetArrayLength()));
        object[] given = [new { workspace = second.Workspace, successor = second.Person }, new { workspace = first.Workspace, successor = first.Person }];
        (await DeleteAsync(mia, given)).Refused(409, "account_deletion.elsewhere");
        await RunAsync($"update kith.workspace set second_factor_roles = '{{}}' where id = '{first.Workspace}'");
        await RunAsync($"insert into kith.allowed_network (workspace_id, network, label, rank) values ('{first.Workspace}', '192.0.2.0/24', 'Office', 0)");
        Assert.Equal("elsewhere", (await StakeAsync(mia, first.Workspace)).Text("obstacle"));
        await RunAsync($"delete from kith.allowed_network where workspace_id = '{first.Workspace}'");
        (await DeleteAsync(mia, given)).Expect(204);
        foreach (var owner in new[] { first, second })
        {
            Assert.Equal(owner.Person, (await owner.ListAsync("deals")).Single().GetProperty("owner").Id());
            Assert.Equal("done", (await ErasedAsync(owner)).Text("state"));
        }
    }

    [Fact]
    public async Task A_legal_hold_keeps_the_record_and_no_address_or_name_of_others_is_touched()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner, name: "Acme Holdings");
        var max = await server.ColleagueAsync(owner, name: "Max Member");
        await owner.CreateAsync("companies", new { name = "Acme Holdings", description = "Ask Max Member of Acme Holdings." });
        (await owner.PutAsync($"legal_holds/{max.Person}", new { reason = "A dispute." })).Expect(204);
        Assert.True((await StakeAsync(max)).GetProperty("kept").GetBoolean());
        (await DeleteAsync(max)).Expect(204);
        var held = (await owner.GetAsync($"people/{max.Person}")).Expect(200);
        Assert.Equal(("Max Member", false), (held.Text("name"), held.GetProperty("active").GetBoolean()));
        Assert.True((await owner.GetAsync("security/events?kind=account_deleted")).Expect(200).Data().Single().GetProperty("details").GetProperty("kept")[1].GetBoolean());
        (await DeleteAsync(mia)).Expect(204);
        await ErasedAsync(owner);
        var company = (await owner.ListAsync("companies")).Single();
        Assert.Equal(("Acme Holdings", "Ask Max Member of Acme Holdings."), (company.Text("name"), company.Text("description")));
    }

    [Fact]
    public async Task Much_that_is_held_goes_over_in_the_background_though_nobody_is_left_who_asked()
    {
        var owner = await server.WorkspaceAsync();
        var mia = await server.ColleagueAsync(owner);
        var rows = string.Join("\n", Enumerable.Range(0, 1_100).Select(i => $"Company {i},{mia.Email}"));
        var import = (await Endpoints.Furnished.UploadAsync(mia, "name,owner\n" + rows)).Text("id");
        (await mia.PostAsync($"imports/{import}/run", new { type = "company", mapping = new { name = "name", owner = "owner" }, match_on = Array.Empty<string>() })).Expect(202);
        while ((await mia.GetAsync($"imports/{import}")).Expect(200).Text("state") != "done")
            await Task.Delay(100, Cancel);
        (await DeleteAsync(mia, new { workspace = mia.Workspace, successor = owner.Person })).Expect(204);
        while (await AskAsync<long>($"select count(*) from kith.company where workspace_id = '{owner.Workspace}' and owner_id = '{owner.Person}'") < 1_100)
        {
            Assert.DoesNotContain((await owner.GetAsync("jobs")).Expect(200).Data(), j => j.Text("state") == "parked");
            await Task.Delay(100, Cancel);
        }
        while ((await owner.GetAsync("changesets")).Expect(200).Data().First(c => c.Text("name") == "deactivate").Text("state") != "done")
            await Task.Delay(50, Cancel);
    }
}
