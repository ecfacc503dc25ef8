using System.Diagnostics;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

/// <summary>Roles that a workspace makes, sharing and privacy, as they act in the product.</summary>
public sealed class OwnRoleTests(Installation server)
{
    private static object Grant(string level, object? fields = null, string other = "write") =>
        new { read = level, create = level, update = level, delete = level, export = level, fields, other_fields = other };

    private async Task<Client> WithRoleAsync(Client owner, object role)
    {
        var name = (await owner.PostAsync("roles", role)).Expect(201).Text("name");
        var person = await server.ColleagueAsync(owner);
        (await owner.PostAsync($"people/{person.Person}/actions/set_role", new { role = name })).Expect(200);
        return person;
    }

    private static async Task<string[]> NamesAsync(Client client, string path = "companies?sort=name") =>
        [.. (await client.GetAsync(path)).Expect(200).Data().Select(r => r.Text("name")!)];

    [Fact]
    public async Task What_is_hidden_in_a_list_is_hidden_everywhere()
    {
        var owner = await server.WorkspaceAsync();
        var rep = await WithRoleAsync(owner, new { label = "Rep", functions = new[] { "export", "import" }, types = new Dictionary<string, object> { ["*"] = Grant("own") } });
        var mine = (await rep.CreateAsync("companies", new { name = "Mine Ltd", employees = 5 })).Id();
        var theirs = (await owner.CreateAsync("companies", new { name = "Zwitscherling Ltd", employees = 70 })).Id();
        var deal = (await owner.CreateAsync("deals", new { name = "Zwitscherling deal", company = theirs })).Id();
        (await owner.PatchAsync($"companies/{theirs}", new { employees = 71 })).Expect(200);
        Assert.Equal(["Mine Ltd"], await NamesAsync(rep));
        Assert.Equal(1, (await rep.GetAsync("companies?count=exact")).Expect(200).GetProperty("count").GetInt32());
        Assert.Equal(1, (await rep.PostAsync("query", new { from = "companies", measures = new { n = "count()" } })).Expect(200).Data()[0].GetProperty("n").GetInt32());
        foreach (var path in new[] { "search?q=Zwitscherling", "changes?limit=200", "companies.csv", $"companies?where=name%20~%20%22Zwit%22", $"deals?sort=company.name" })
            Assert.DoesNotContain("witscherling", Read(await rep.GetAsync(path)));
        foreach (var path in new[] { $"companies/{theirs}", $"companies/{theirs}/changes", $"companies/{theirs}/timeline", $"companies/{theirs}?at=2030-01-01", $"companies/{theirs}/sharing", $"companies/{theirs}/access", $"deals/{deal}" })
        {
            var absent = (await rep.GetAsync(path.Replace(theirs.ToString(), server.NewId().ToString(), StringComparison.Ordinal).Replace(deal.ToString(), server.NewId().ToString(), StringComparison.Ordinal))).Refused(404, "not_found");
            Assert.Equal(absent.Comparable(), (await rep.GetAsync(path)).Refused(404, "not_found").Comparable());
        }
        (await rep.PatchAsync($"companies/{theirs}", new { employees = 1 })).Refused(404, "not_found");
        (await rep.DeleteAsync($"companies/{theirs}")).Refused(404, "not_found");
        (await rep.PostAsync("companies", new { name = "For Ada", owner = owner.Person })).Invalid("owner:access.not_yours");
        (await rep.CreateAsync("contacts", new { last_name = "One", company = mine })).Id();
        (await rep.PostAsync("contacts", new { last_name = "Two", company = theirs })).Invalid("company:link_not_found");
    }

    [Fact]
    public async Task A_file_holds_what_may_be_exported_and_the_screen_what_may_be_read()
    {
        var owner = await server.WorkspaceAsync();
        var rep = await WithRoleAsync(owner, new { label = "Rep", functions = new[] { "export" }, types = new { company = new { read = "all", create = "own", export = "own", other_fields = "write" } } });
        await rep.CreateAsync("companies", new { name = "Mine Ltd" });
        await owner.CreateAsync("companies", new { name = "Zwitscherling Ltd" });
        Assert.Equal(["Mine Ltd", "Zwitscherling Ltd"], await NamesAsync(rep));
        var file = Read(await rep.GetAsync("companies.csv"));
        Assert.Contains("Mine Ltd", file);
        Assert.DoesNotContain("Zwitscherling", file);
    }

    [Fact]
    public async Task Who_manages_people_by_an_own_role_invites_as_far_as_it_goes_while_it_lasts()
    {
        var owner = await server.WorkspaceAsync();
        var host = await WithRoleAsync(owner, new { label = "Host", builds_on = new[] { "member" }, functions = new[] { "manage_people" } });
        var role = (await host.GetAsync("me")).Expect(200).Text("role")!;
        (await host.PostAsync("invitations", new { email = server.NewEmail(), role = "administrator" })).Refused(403, "person.above_you");
        var token = await server.InviteAsync(host, server.NewEmail(), "member");
        (await server.Anonymous().PostAsync("invitations/accept", new { token, name = "Nora", password = Installation.Password })).Expect(200);
        var later = await server.InviteAsync(host, server.NewEmail(), role);
        (await owner.PutAsync($"roles/{role}", new { label = "Host", builds_on = new[] { "member" } })).Expect(200);
        (await server.Anonymous().PostAsync("invitations/accept", new { token = later, name = "Nils", password = Installation.Password })).Invalid("token:invitation.invalid");
    }

    [Fact]
    public async Task A_new_field_is_unknown_to_who_was_not_given_it()
    {
        var owner = await server.WorkspaceAsync();
        var rep = await WithRoleAsync(owner, new { label = "Careful", functions = Array.Empty<string>(), types = new { company = Grant("all", new { industry = "read", employees = "write" }, "hidden") } });
        var id = (await owner.CreateAsync("companies", new { name = "Acme", industry = "technology", employees = 3, website = "https://zwitscherling.example" })).Id();
        (await owner.PostAsync("types/company/fields", new { name = "secret", kind = "text" })).Expect(201);
        (await owner.PatchAsync($"companies/{id}", new { secret_c = "zwitscherling" })).Expect(200);
        var seen = (await rep.GetAsync($"companies/{id}")).Expect(200);
        Assert.Equal("Acme", seen.Text("name"));
        Assert.DoesNotContain("zwitscherling", seen.GetRawText());
        Assert.DoesNotContain("secret_c", Read(await rep.GetAsync("schema")));
        foreach (var refused in new[] { "companies?where=secret_c%20is%20not%20empty", "companies?sort=secret_c", "companies?fields=secret_c", "companies?where=website%20is%20not%20empty" })
            Assert.Equal(422, (await rep.GetAsync(refused)).Status);
        Assert.DoesNotContain("zwitscherling", Read(await rep.GetAsync($"companies/{id}/changes")));
        Assert.Empty((await rep.GetAsync("search?q=zwitscherling")).Expect(200).Data());
        (await rep.PatchAsync($"companies/{id}", new { secret_c = "x" })).Invalid("secret_c:unknown_field");
        (await rep.PatchAsync($"companies/{id}", new { industry = "retail" })).Invalid("industry:read_only");
        (await rep.PatchAsync($"companies/{id}", new { employees = 4 })).Expect(200);
        // Granted, and there within a second.
        (await owner.PutAsync("roles/careful_c", new { label = "Careful", types = new { company = Grant("all", new { secret_c = "read" }, "hidden") } })).Expect(200);
        await UntilAsync(async () => (await rep.GetAsync($"companies/{id}")).Text.Contains("zwitscherling", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_is_shared_kept_private_and_explained()
    {
        var owner = await server.WorkspaceAsync();
        var rep = await WithRoleAsync(owner, new { label = "Rep", types = new { company = Grant("own") } });
        var colleague = await server.ColleagueAsync(owner);
        var id = (await owner.CreateAsync("companies", new { name = "Acme" })).Id();
        (await rep.GetAsync($"companies/{id}")).Refused(404, "not_found");
        var share = (await owner.PostAsync($"companies/{id}/shares", new { to = new { kind = "person", id = rep.Person } })).Expect(201).Text("id");
        await UntilAsync(async () => (await rep.GetAsync($"companies/{id}")).Status == 200);
        (await rep.PatchAsync($"companies/{id}", new { employees = 2 })).Refused(404, "not_found");
        var why = (await owner.GetAsync($"companies/{id}/access?person={rep.Person}")).Expect(200);
        var read = why.GetProperty("rights")[0];
        Assert.True(read.GetProperty("allowed").GetBoolean());
        Assert.Equal("share", read.GetProperty("because")[0].Text("how"));
        Assert.False(why.GetProperty("rights")[1].GetProperty("allowed").GetBoolean());
        (await rep.GetAsync($"companies/{id}/access?person={owner.Person}")).Refused(403, "forbidden");
        (await owner.PostAsync($"companies/{id}/shares", new { to = new { kind = "person", id = rep.Person }, level = "write" })).Expect(201);
        await UntilAsync(async () => (await rep.PatchAsync($"companies/{id}", new { employees = 2 })).Status == 200);
        (await rep.DeleteAsync($"companies/{id}")).Refused(404, "not_found");

        (await colleague.GetAsync($"companies/{id}")).Expect(200);
        (await colleague.PutAsync($"companies/{id}/private", null)).Refused(403, "access.private_owner");
        (await owner.PutAsync($"companies/{id}/private", null)).Expect(204);
        await UntilAsync(async () => (await colleague.GetAsync($"companies/{id}")).Status == 404);
        Assert.Empty(await NamesAsync(colleague));
        (await rep.GetAsync($"companies/{id}")).Expect(200);
        (await owner.DeleteAsync($"companies/{id}/private")).Expect(204);
        await UntilAsync(async () => (await colleague.GetAsync($"companies/{id}")).Status == 200);
        (await owner.DeleteAsync($"companies/{id}/shares/{share}")).Expect(204);
        await UntilAsync(async () => (await rep.GetAsync($"companies/{id}")).Status == 404);
        Assert.Equal(["unshared", "made_open", "made_private", "shared", "shared"], (await owner.GetAsync("security/events?kind=shared,unshared,made_private,made_open")).Expect(200).Data().Select(e => e.Text("kind")));
    }

    [Fact]
    public async Task A_sharing_rule_opens_what_satisfies_it_and_a_granted_role_ends_by_itself()
    {
        var owner = await server.WorkspaceAsync();
        var rep = await WithRoleAsync(owner, new { label = "Rep", types = new { company = Grant("own") } });
        foreach (var (name, employees) in new[] { ("Large", 900), ("Small", 3) })
            await owner.CreateAsync("companies", new { name, employees });
        Assert.Empty(await NamesAsync(rep));
        (await owner.PostAsync("sharing_rules", new { type = "company", label = "Large ones", condition = "employes > 100", to = new { kind = "role", id = "rep_c" } })).Invalid("condition:expression.unknown_name");
        (await owner.PostAsync("sharing_rules", new { type = "company", label = "Large ones", condition = "employees > 100", to = new { kind = "role", id = "king_c" } })).Invalid("to:link_not_found");
        var rule = (await owner.PostAsync("sharing_rules", new { type = "company", label = "Large ones", condition = "employees > 100", to = new { kind = "role", id = "rep_c" } })).Expect(201).Text("id");
        await UntilAsync(async () => (await NamesAsync(rep)).SequenceEqual(["Large"]));
        (await owner.DeleteAsync($"sharing_rules/{rule}")).Expect(204);
        await UntilAsync(async () => (await NamesAsync(rep)).Length == 0);
        var grant = (await owner.PostAsync($"people/{rep.Person}/grants", new { role = "viewer", expires_at = DateTimeOffset.MaxValue.AddYears(-1000), reason = "Holiday cover" })).Expect(201);
        await UntilAsync(async () => (await NamesAsync(rep)).Length == 2);
        (await owner.DeleteAsync($"people/{rep.Person}/grants/{grant.Text("id")}")).Expect(204);
        await UntilAsync(async () => (await NamesAsync(rep)).Length == 0);
        (await owner.PostAsync($"people/{rep.Person}/grants", new { role = "viewer", expires_at = "2020-01-01T00:00:00Z" })).Invalid("expires_at:access.past");
        (await owner.DeleteAsync("roles/rep_c")).Refused(409, "access.role_held");
    }

    [Fact]
    public async Task Nobody_makes_or_gives_a_role_that_allows_more_than_their_own()
    {
        var owner = await server.WorkspaceAsync();
        var administrator = await server.ColleagueAsync(owner, "administrator");
        (await administrator.PostAsync("roles", new { label = "Eye", functions = new[] { "see_private" } })).Refused(403, "person.above_you");
        (await administrator.PostAsync("roles", new { label = "Heir", builds_on = new[] { "owner" } })).Refused(403, "person.above_you");
        (await owner.PostAsync("roles", new { label = "Heir", builds_on = new[] { "owner" } })).Expect(201);
        (await administrator.PostAsync($"people/{administrator.Person}/actions/set_role", new { role = "heir_c" })).Refused(403, "person.above_you");
        (await administrator.PostAsync($"people/{administrator.Person}/grants", new { role = "heir_c" })).Refused(403, "person.above_you");
        var head = await WithRoleAsync(owner, new { label = "People head", builds_on = new[] { "viewer" }, functions = new[] { "manage_people" } });
        var member = await server.ColleagueAsync(owner);
        (await head.PostAsync($"people/{member.Person}/actions/set_role", new { role = "administrator" })).Refused(403, "person.above_you");
        (await owner.PutAsync("roles/member", new { label = "Member" })).Refused(403, "access.built_in_role");
        (await owner.PostAsync("roles", new { label = "Loop", builds_on = new[] { "loop_c" } })).Invalid("builds_on:person.unknown_role");
        (await owner.PostAsync("roles", new { label = "X", types = new { company = new { read = "own", fields = new { nme = "read" } } } })).Invalid("types.company.fields.nme:unknown_field");
        (await owner.PostAsync("roles", new { label = "X", types = new { stage = new { read = "none" } } })).Invalid("types.stage.read:access.setup_is_read");
        (await owner.PostAsync("roles", new { label = "X", types = new { contact = new { read = "territory" } } })).Invalid("types.contact.read:access.no_territory");
    }

    private static string Read(Answer answer)
    {
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        var began = Stopwatch.GetTimestamp();
        for (var last = false; ; last = Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(1))
        {
            if (await condition())
                return;
            Assert.False(last, "It still is as it was after a second.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }
}
