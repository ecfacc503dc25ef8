using System.Text.Json;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.Providers;

namespace Kith.Server.Tests.Scim;

/// <summary>What a directory may do here, and what not.</summary>
public sealed class ScimTests(Installation server)
{
    private static string Path(string path, string id) => path["/scim/v2/".Length..].Replace("{id}", id, StringComparison.Ordinal);

    private async Task<object?> AskAsync(string sql)
    {
        await using var command = server.Owner.CreateCommand(sql);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_call_needs_the_token_of_a_directory_that_is_let_in()
    {
        var owner = await server.WorkspaceAsync();
        var directory = await ScimDirectory.OfAsync(owner);
        var key = (await owner.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:write", "function:manage_people" } })).Expect(201).Text("secret");
        var access = (await owner.ProgramAsync()).Bearer;
        Assert.NotEmpty(server.OfStandards);
        foreach (var operation in server.OfStandards)
        {
            foreach (var token in new[] { null, "nonsense", key, access, directory.Token + "x" })
                Assert.Equal("401", (await (directory with { Token = token }).ExpectAsync(401, operation.Method, Path(operation.Path, owner.Person.ToString()), operation.Method == "GET" ? null : new { })).Text("status"));
        }
        // Nor is it good for anything else.
        (await new Client(server) { Bearer = directory.Token, Origin = null }.GetAsync("people")).Refused(401, "unauthenticated");
        (await owner.PutAsync("workspace/directory", new { active = false, default_role = "member" })).Expect(200);
        await directory.ExpectAsync(401, "GET", "Users");
    }

    [Fact]
    public async Task A_token_is_told_once_kept_as_its_hash_and_ends_when_it_is_made_anew_or_taken_away()
    {
        var owner = await server.WorkspaceAsync();
        var directory = await ScimDirectory.OfAsync(owner);
        Assert.StartsWith("kith_scim_", directory.Token);
        var told = (await owner.GetAsync("workspace/directory")).Expect(200);
        Assert.DoesNotContain(directory.Token!, told.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(directory.Token!, await Snapshot.OfAsync(owner), StringComparison.Ordinal);
        Assert.Equal(directory.Token![^4..], told.GetProperty("token").Text("hint"));
        await directory.ExpectAsync(200, "GET", "Users");
        Assert.NotNull((await owner.GetAsync("workspace/directory")).Expect(200).GetProperty("token").Text("used_at"));
        var next = directory with { Token = (await owner.PostAsync("workspace/directory/token", null)).Expect(201).Text("secret") };
        await directory.ExpectAsync(401, "GET", "Users");
        await next.ExpectAsync(200, "GET", "Users");
        (await owner.DeleteAsync("workspace/directory/token")).Expect(204);
        await next.ExpectAsync(401, "GET", "Users");
        (await owner.DeleteAsync("workspace/directory/token")).Refused(404);
        Assert.Equal(["key_ended", "key_rotated", "key_made"], (await owner.GetAsync("security/events?kind=key_made,key_rotated,key_ended")).Expect(200).Data().Select(e => e.Text("kind")));
    }

    [Fact]
    public async Task People_of_other_workspaces_are_nothing()
    {
        var (owner, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var (directory, there) = (await ScimDirectory.OfAsync(owner), await ScimDirectory.OfAsync(other));
        var stranger = await there.MakeAsync("sam");
        var group = (await there.ExpectAsync(201, "POST", "Groups", new { displayName = "Sales", members = new[] { new { value = stranger } } })).Id();
        var before = await Snapshot.OfAsync(other);
        foreach (var operation in server.OfStandards.Where(o => o.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            foreach (var id in new[] { stranger, group, server.NewId() })
                await directory.ExpectAsync(404, operation.Method, Path(operation.Path, id.ToString()), operation.Method == "GET" ? null : new { });
        }
        await directory.ExpectAsync(400, "POST", "Groups", new { displayName = "Thieves", members = new[] { new { value = stranger } } });
        Assert.Equal(before, await Snapshot.OfAsync(other));
    }

    [Fact]
    public async Task Who_leaves_hands_over_is_out_at_once_and_comes_back()
    {
        var owner = await server.WorkspaceAsync();
        var (mia, max) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner, name: "Max"));
        var directory = await ScimDirectory.OfAsync(owner, successor: max.Person);
        var deal = (await mia.CreateAsync("deals", new { name = "Open" })).Id();
        Assert.False((await directory.PatchAsync(200, $"Users/{mia.Person}", "Replace", "active", "False")).GetProperty("active").GetBoolean());
        (await mia.GetAsync("companies")).Refused(401);
        Assert.Equal(max.Person, (await owner.GetAsync($"deals/{deal}")).Expect(200).GetProperty("owner").Id());
        Assert.True((await directory.PatchAsync(200, $"Users/{mia.Person}", "replace", null, new { active = true })).GetProperty("active").GetBoolean());
        (await mia.PostAsync("auth/login", new { email = mia.Email, password = Installation.Password })).Expect(200);
        await directory.ExpectAsync(204, "DELETE", $"Users/{mia.Person}");
        await directory.ExpectAsync(404, "GET", $"Users/{mia.Person}");
        (await mia.GetAsync("companies")).Refused(401);
        // The last who can look after the workspace stays.
        Assert.NotEqual(200, (await directory.SendAsync("DELETE", $"Users/{owner.Person}")).Status);
        (await owner.GetAsync("companies")).Expect(200);
    }

    [Fact]
    public async Task Groups_give_roles_and_teams_but_never_to_owners()
    {
        var owner = await server.WorkspaceAsync();
        var role = (await owner.PostAsync("roles", new { label = "Field sales", builds_on = new[] { "viewer" } })).Expect(201).Text("name");
        var team = (await owner.CreateAsync("teams", new { name = "North" })).Id();
        var directory = await ScimDirectory.OfAsync(owner, new object[] { new { group = "Admins", role = "administrator" }, new { group = "Sales", role, team } });
        var ann = await directory.MakeAsync("ann");
        async Task<(string?, Guid?)> AnnAsync()
        {
            var person = (await owner.GetAsync($"people/{ann}")).Expect(200);
            return (person.Text("role"), person.GetProperty("team").ValueKind == JsonValueKind.Null ? null : person.GetProperty("team").Id());
        }
        Assert.Equal(("member", null), await AnnAsync());
        var sales = (await directory.ExpectAsync(201, "POST", "Groups", new { displayName = "Sales", members = new[] { new { value = ann }, new { value = owner.Person } } })).Id();
        Assert.Equal((role, team), await AnnAsync());
        Assert.Equal("owner", (await owner.GetAsync($"people/{owner.Person}")).Expect(200).Text("role"));
        var admins = (await directory.ExpectAsync(201, "POST", "Groups", new { displayName = "admins", members = new[] { new { value = ann } } })).Id();
        Assert.Equal(("administrator", team), await AnnAsync());
        await directory.ExpectAsync(204, "DELETE", $"Groups/{admins}");
        await directory.PatchAsync(200, $"Groups/{sales}", "remove", $"members[value eq \"{ann}\"]", null);
        Assert.Equal(("member", null), await AnnAsync());
        // What groups stand for is given at once where that changes.
        await directory.PatchAsync(200, $"Groups/{sales}", "add", "members", new[] { new { value = ann } });
        (await owner.PutAsync("workspace/directory", new { active = true, default_role = "viewer", groups = new[] { new { group = "Sales", role = "manager" } } })).Expect(200);
        Assert.Equal(("manager", team), await AnnAsync());
    }

    [Fact]
    public async Task Of_many_calls_that_make_one_name_at_once_one_makes_it()
    {
        var directory = await ScimDirectory.OfAsync(await server.WorkspaceAsync());
        foreach (var (path, body, present) in new[] { ("Users", directory.User("ann"), 2), ("Groups", new { displayName = "Sales" }, 1) })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => directory.SendAsync("POST", path, body)));
            Assert.Equal([201, 409, 409, 409, 409, 409, 409, 409], answers.Select(a => a.Status).Order());
            Assert.Equal(present, (await directory.ExpectAsync(200, "GET", path)).GetProperty("totalResults").GetInt32());
        }
    }

    [Fact]
    public async Task Nobody_gives_through_a_directory_what_they_could_not_give_by_hand()
    {
        var owner = await server.WorkspaceAsync();
        var administrator = await server.ColleagueAsync(owner, "administrator");
        (await administrator.PutAsync("workspace/directory", new { active = true, default_role = "owner", groups = new object[] { new { group = "A", role = "nonsense" }, new { group = "" , role = "member" }, new { group = "B" }, new { group = "C", team = server.NewId() } } }))
            .Invalid("default_role:provider.role_too_high", "groups[0].role:person.unknown_role", "groups[1].group:required", "groups[2]:scim.stands_for_nothing", "groups[3].team:link_not_found");
        var directory = await ScimDirectory.OfAsync(administrator, new[] { new { group = "Admins", role = "administrator" } });
        await directory.ExpectAsync(403, "PATCH", $"Users/{owner.Person}", new { Operations = new[] { new { op = "replace", path = "active", value = false } } });
        var ann = await directory.MakeAsync("ann");
        // The rights of whose token it is are those of the moment.
        var host = (await owner.PostAsync("roles", new { label = "Host", builds_on = new[] { "member" }, functions = new[] { "manage_people" } })).Expect(201).Text("name");
        (await owner.PostAsync($"people/{administrator.Person}/actions/set_role", new { role = host })).Expect(200);
        await directory.ExpectAsync(403, "POST", "Groups", new { displayName = "Admins", members = new[] { new { value = ann } } });
        Assert.Equal("member", (await owner.GetAsync($"people/{ann}")).Expect(200).Text("role"));
        (await owner.PostAsync($"people/{administrator.Person}/actions/set_role", new { role = "member" })).Expect(200);
        await directory.ExpectAsync(403, "GET", "Users");
        (await owner.PatchAsync($"people/{administrator.Person}", new { active = false })).Expect(200);
        await directory.ExpectAsync(401, "GET", "Users");
    }

    [Fact]
    public async Task Only_addresses_that_the_workspace_speaks_for_or_invited_come_in_and_accounts_stay_as_they_are()
    {
        var owner = await server.WorkspaceAsync();
        var directory = await ScimDirectory.OfAsync(owner);
        var victim = await server.WorkspaceAsync();
        var invited = server.NewEmail();
        var refused = await directory.ExpectAsync(403, "POST", "Users", directory.User("eve", "elsewhere.example"));
        Assert.Contains("elsewhere.example", refused.Text("detail"), StringComparison.Ordinal);
        await directory.ExpectAsync(403, "POST", "Users", new { userName = victim.Email });
        (await owner.PostAsync("invitations", new { email = invited })).Expect(201);
        await directory.ExpectAsync(201, "POST", "Users", new { userName = invited });

        // Somebody who works elsewhere, too, keeps the account and its address.
        var mia = await server.ColleagueAsync(owner);
        var account = await AskAsync($"select a::text from kith.account a where email_normalised = '{mia.Email.ToLowerInvariant()}'");
        await directory.PatchAsync(403, $"Users/{mia.Person}", "replace", "emails[type eq \"work\"].value", "mia@elsewhere.example");
        await directory.PatchAsync(200, $"Users/{mia.Person}", "replace", "emails[type eq \"work\"].value", $"mia@{directory.Domain}");
        await directory.MakeAsync("ann");
        await directory.ExpectAsync(204, "DELETE", $"Users/{mia.Person}");
        Assert.Equal(account, await AskAsync($"select a::text from kith.account a where email_normalised = '{mia.Email.ToLowerInvariant()}'"));
        Assert.Equal(0L, await AskAsync($"select count(*) from kith.account where email_normalised like '%@{directory.Domain}'"));
    }

    [Fact]
    public async Task Who_is_made_comes_in_by_an_invitation_or_where_there_is_one_by_the_provider()
    {
        var owner = await server.WorkspaceAsync();
        var directory = await ScimDirectory.OfAsync(owner);
        var ann = await directory.MakeAsync("ann");
        var token = await server.LinkAsync($"ann@{directory.Domain}", "invite");
        var me = (await server.Anonymous().PostAsync("invitations/accept", new { token, name = "Ann", password = Installation.Password })).Expect(200);
        Assert.Equal(ann, me.GetProperty("person").Id());
        (await owner.SetProviderAsync("https://login.example.com")).Expect(200);
        await directory.MakeAsync("bob");
        Assert.DoesNotContain((await owner.GetAsync("invitations")).Expect(200).Data(), i => i.Text("email")!.StartsWith("bob@", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_calls_and_what_they_did_are_told()
    {
        var owner = await server.WorkspaceAsync();
        var directory = await ScimDirectory.OfAsync(owner);
        var ann = await directory.MakeAsync("ann");
        await directory.ExpectAsync(200, "GET", "Users?filter=userName%20eq%20%22secret@example.com%22");
        await directory.ExpectAsync(403, "POST", "Users", directory.User("eve", "elsewhere.example"));
        var calls = (await owner.GetAsync("workspace/directory")).Expect(200).GetProperty("calls").EnumerateArray().Select(c => $"{c.Text("method")} {c.Text("path")} {c.Raw("status")}");
        Assert.Equal(["POST /scim/v2/Users 403", "GET /scim/v2/Users 200", "POST /scim/v2/Users 201"], calls);
        Assert.Contains(ann.ToString(), (await owner.GetAsync("security/events?kind=joined")).Expect(200).Data()[0].GetRawText(), StringComparison.Ordinal);
        for (var i = 0; i < 55; i++)
            await directory.ExpectAsync(200, "GET", "ServiceProviderConfig");
        Assert.Equal(50, (await owner.GetAsync("workspace/directory")).Expect(200).GetProperty("calls").GetArrayLength());
    }

    [Fact]
    public async Task What_is_no_message_of_SCIM_is_refused_in_its_form()
    {
        var directory = await ScimDirectory.OfAsync(await server.WorkspaceAsync());
        foreach (var path in new[] { "Users", "Groups" })
        {
            Assert.Equal("invalidSyntax", (await directory.ExpectAsync(400, "POST", path, System.Text.Json.Nodes.JsonNode.Parse("[1]"))).Text("scimType"));
            Assert.Equal("invalidFilter", (await directory.ExpectAsync(400, "GET", $"{path}?filter={new string('(', 60)}")).Text("scimType"));
        }
        var ann = await directory.MakeAsync("ann");
        foreach (var name in new object[] { new { op = "explode", path = "active", value = true }, new { path = "active" } })
            Assert.Equal("invalidSyntax", (await directory.ExpectAsync(400, "PATCH", $"Users/{ann}", new { Operations = new[] { name } })).Text("scimType"));
        foreach (var value in new object[] { new { userName = 5 }, new { userName = "a\0b@c.example" }, new { userName = "no address" }, new { userName = new string('a', 300) }, new { userName = "a@b.example", emails = "x" }, new { userName = "a@b.example", active = "perhaps" } })
            Assert.Equal("invalidValue", (await directory.ExpectAsync(400, "PUT", $"Users/{ann}", value)).Text("scimType"));
        Assert.Equal("404", (await directory.ExpectAsync(404, "GET", "Nothing")).Text("status"));
    }
}
