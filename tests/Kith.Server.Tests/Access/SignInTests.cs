using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class SignInTests(Installation server)
{
    [Fact]
    public async Task Signing_up_makes_a_workspace_and_signs_its_owner_in()
    {
        var client = server.Anonymous();
        var email = server.NewEmail();
        var answer = await client.PostAsync("auth/signup", new { workspace = "Acme", name = "Olga Owner", email, password = Installation.Password, currency = "chf", time_zone = "Europe/Zurich" });
        var me = answer.Expect(201);
        Assert.Matches("^kith=[A-Za-z0-9_-]{43}; max-age=[0-9]+; path=/; samesite=lax; httponly$", answer.Headers["Set-Cookie"]);
        Assert.Equal((email, "owner"), (me.Text("email"), me.Text("role")));
        Assert.Equal("Olga Owner", me.GetProperty("person").Text("title"));
        var workspace = me.GetProperty("workspace");
        Assert.Equal(("Acme", "CHF", "Europe/Zurich", false), (workspace.Text("name"), workspace.Text("currency"), workspace.Text("time_zone"), workspace.GetProperty("sample_data").GetBoolean()));
        Assert.Equal(workspace.Id(), Assert.Single(me.GetProperty("workspaces").EnumerateArray()).Id());
        Assert.Equal(me.GetRawText(), (await client.GetAsync("me")).Expect(200).GetRawText());
        Assert.Single(await client.ListAsync("pipelines", "default"));
        Assert.Equal(6, (await client.ListAsync("stages")).Count);
        Assert.Empty(await client.ListAsync("companies"));
    }

    [Fact]
    public async Task Everything_wrong_with_a_sign_up_is_told_at_once_and_nothing_is_made()
    {
        var client = server.Anonymous();
        (await client.PostAsync("auth/signup", new { workspace = " ", name = "", email = "nobody", password = "short", currency = "XYZ", time_zone = "Mars/Base" }))
            .Invalid("workspace:required", "name:required", "email:not_an_email", "password:password.too_short", "currency:unknown_currency", "time_zone:unknown_time_zone");
        (await client.PostAsync("auth/signup", new { name = "O" })).Invalid("workspace:required", "email:required", "password:required");
        Assert.Null(client.Cookie);
        var present = await server.WorkspaceAsync();
        (await client.PostAsync("auth/signup", new { workspace = "W", name = "O", email = present.Email.ToUpperInvariant(), password = "another good password" })).Invalid("email:account.exists");
    }

    [Fact]
    public async Task Who_logs_in_works_where_they_last_did_and_is_out_after_logging_out()
    {
        var owner = await server.WorkspaceAsync();
        var client = server.Anonymous();
        var me = (await client.PostAsync("auth/login", new { email = " " + owner.Email.ToUpperInvariant(), password = Installation.Password })).Expect(200);
        Assert.Equal(owner.Workspace, me.GetProperty("workspace").Id());
        Assert.NotEqual(owner.Cookie, client.Cookie);
        await client.CreateAsync("companies", new { name = "Acme" });
        var old = client.Copy();
        (await client.PostAsync("auth/logout", null)).Expect(204);
        Assert.Null(client.Cookie);
        (await old.GetAsync("companies")).Refused(401, "unauthenticated");
        (await client.GetAsync("me")).Refused(401, "unauthenticated");
        (await client.PostAsync("auth/logout", null)).Expect(204);
        Assert.Single(await owner.ListAsync("companies"));
    }

    [Fact]
    public async Task A_wrong_password_and_an_unknown_address_are_answered_alike()
    {
        var owner = await server.WorkspaceAsync();
        foreach (var path in new[] { "auth/login", "auth/tokens" })
        {
            var wrong = await server.Anonymous().PostAsync(path, new { email = owner.Email, password = "a wrong password" });
            Assert.Equal(wrong.Refused(401, "bad_credentials").Comparable(), (await server.Anonymous().PostAsync(path, new { email = server.NewEmail(), password = "a wrong password" })).Comparable());
        }
    }

    [Fact]
    public async Task One_account_works_in_two_workspaces_and_switches_between_them()
    {
        var first = await server.WorkspaceAsync("First");
        await first.CreateAsync("companies", new { name = "Of the first" });
        var second = await server.WorkspaceAsync("Second", email: first.Email);
        Assert.NotEqual(first.Workspace, second.Workspace);
        Assert.Empty(await second.ListAsync("companies"));
        Assert.Equal(["First", "Second"], second.Me.GetProperty("workspaces").EnumerateArray().Select(w => w.Text("name")));
        var before = second.Copy();
        var me = (await second.PostAsync("auth/switch", new { workspace = first.Workspace })).Expect(200);
        Assert.Equal("First", me.GetProperty("workspace").Text("name"));
        Assert.NotEqual(before.Cookie, second.Cookie);
        Assert.Equal("Of the first", Assert.Single(await second.ListAsync("companies")).Text("name"));
        (await before.GetAsync("me")).Refused(401, "unauthenticated");
        Assert.Equal("First", (await server.Anonymous().PostAsync("auth/login", new { email = first.Email, password = Installation.Password })).Expect(200).GetProperty("workspace").Text("name"));
        Assert.Equal("Second", (await server.Anonymous().PostAsync("auth/login", new { email = first.Email, password = Installation.Password, workspace = before.Workspace })).Expect(200).GetProperty("workspace").Text("name"));
        (await second.PostAsync("auth/switch", new { workspace = "nowhere" })).Invalid("workspace:bad_id");
        (await second.PostAsync("auth/switch", new { workspace = server.NewId() })).Invalid("workspace:workspace.unknown");
        (await (await first.ProgramAsync()).PostAsync("auth/switch", new { workspace = before.Workspace })).Refused(403, "cookie_only");
    }

    [Fact]
    public async Task A_program_works_with_tokens_that_are_used_up_one_after_another()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        Assert.Equal(("Bearer", 900, 604_800), (program.Tokens.Text("token_type"), program.Tokens.GetProperty("expires_in").GetInt32(), program.Tokens.GetProperty("refresh_expires_in").GetInt32()));
        Assert.Equal(owner.Workspace, (await program.GetAsync("me")).Expect(200).GetProperty("workspace").Id());
        var first = program.Tokens.Text("refresh_token");
        var second = (await program.PostAsync("auth/tokens/refresh", new { refresh_token = first })).Expect(200);
        Assert.NotEqual(first, second.Text("refresh_token"));
        var fresh = new Client(server) { Bearer = second.Text("access_token"), Origin = null };
        (await fresh.GetAsync("me")).Expect(200);
        var third = (await fresh.PostAsync("auth/tokens/refresh", new { refresh_token = second.Text("refresh_token") })).Expect(200);
        // The first is two generations old: somebody else has it.
        (await server.Anonymous().PostAsync("auth/tokens/refresh", new { refresh_token = first })).Refused(401, "session_ended");
        foreach (var token in new[] { program.Bearer, second.Text("access_token"), third.Text("access_token") })
            (await new Client(server) { Bearer = token }.GetAsync("me")).Refused(401, "session_ended");
        (await server.Anonymous().PostAsync("auth/tokens/refresh", new { refresh_token = third.Text("refresh_token") })).Refused(401, "session_ended");
        (await owner.GetAsync("me")).Expect(200);
    }

    [Fact]
    public async Task A_lost_answer_may_be_asked_for_once_more()
    {
        var program = await (await server.WorkspaceAsync()).ProgramAsync();
        var refresh = new { refresh_token = program.Tokens.Text("refresh_token") };
        (await program.PostAsync("auth/tokens/refresh", refresh)).Expect(200);
        var again = (await program.PostAsync("auth/tokens/refresh", refresh)).Expect(200);
        (await new Client(server) { Bearer = again.Text("access_token") }.GetAsync("me")).Expect(200);
        (await program.PostAsync("auth/tokens/refresh", refresh)).Refused(401, "session_ended");
        (await new Client(server) { Bearer = again.Text("access_token") }.GetAsync("me")).Refused(401, "session_ended");
    }

    [Fact]
    public async Task A_revoked_sign_in_of_a_program_is_over_with_all_its_tokens()
    {
        var owner = await server.WorkspaceAsync();
        foreach (var by in new[] { "refresh_token", "token", "itself" })
        {
            var program = await owner.ProgramAsync();
            (await program.GetAsync("me")).Expect(200);
            (await program.PostAsync("auth/tokens/revoke", by switch
            {
                "refresh_token" => new { refresh_token = program.Tokens.Text("refresh_token") },
                "token" => new { token = program.Bearer },
                _ => null,
            })).Expect(204);
            (await program.GetAsync("me")).Refused(401, "unauthenticated");
            (await program.PostAsync("auth/tokens/refresh", new { refresh_token = program.Tokens.Text("refresh_token") })).Refused(401, "bad_token");
        }
        (await server.Anonymous().PostAsync("auth/tokens/revoke", new { token = "nonsense" })).Expect(204);
    }

    [Fact]
    public async Task A_secret_of_one_kind_does_not_pass_for_another()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        foreach (var client in new[] { owner, program })
            (await client.GetAsync("me")).Expect(200);
        (await new Client(server) { Bearer = owner.Cookie }.GetAsync("me")).Refused(401, "unauthenticated");
        (await new Client(server) { Cookie = program.Bearer }.GetAsync("me")).Refused(401, "unauthenticated");
        (await new Client(server) { Bearer = program.Tokens.Text("refresh_token") }.GetAsync("me")).Refused(401, "unauthenticated");
        (await server.Anonymous().PostAsync("auth/tokens/refresh", new { refresh_token = program.Bearer })).Refused(401, "bad_token");
        (await server.Anonymous().PostAsync("auth/tokens/refresh", new { refresh_token = owner.Cookie })).Refused(401, "bad_token");
        // A token that is wrong is not made good by a cookie that is right.
        var both = owner.Copy();
        both.Bearer = "nonsense";
        (await both.GetAsync("me")).Refused(401, "unauthenticated");
    }
}
