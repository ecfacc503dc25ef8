using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Providers;

/// <summary>Signing in through a real provider.</summary>
public sealed class ProviderSignInTests(Installation server, OpenIdProvider provider) : IClassFixture<OpenIdProvider>
{
    private async Task<(Client Owner, string Domain)> HouseAsync(Dictionary<string, object?>? more = null, string client = "kith")
    {
        var owner = await server.WorkspaceAsync();
        (await owner.SetProviderAsync(provider.Issuer, client, more: more)).Expect(200);
        return (owner, await owner.VerifiedDomainAsync());
    }

    [Theory]
    [InlineData("kith")]
    [InlineData("kith-ps")]
    [InlineData("kith-es")]
    public async Task Whoever_has_an_address_of_a_verified_domain_joins_by_signing_in(string client)
    {
        var (owner, domain) = await HouseAsync(client: client);
        var ann = server.Anonymous();
        var me = (await ann.SignInAsync(owner.Workspace, $"ann@{domain}")).Expect(200);
        Assert.Equal(("ann", $"ann@{domain}", "member", owner.Workspace.ToString()), (me.GetProperty("person").Text("title"), me.Text("email"), me.Text("role"), me.GetProperty("workspace").Text("id")));
        Assert.Equal(me.Text("email"), (await ann.GetAsync("me")).Expect(200).Text("email"));
        var again = (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Expect(200);
        Assert.Equal(me.GetProperty("person").Text("id"), again.GetProperty("person").Text("id"));
    }

    [Fact]
    public async Task An_address_is_offered_the_providers_of_its_domain_whether_anybody_has_it_or_not()
    {
        var (owner, domain) = await HouseAsync();
        async Task<string> OfferedAsync(string email) => (await server.Anonymous().PostAsync("auth/providers", new { email })).Expect(200).GetRawText();
        Assert.Contains(owner.Workspace.ToString(), await OfferedAsync($"nobody@{domain}"), StringComparison.Ordinal);
        Assert.Equal("""{"data":[]}""", await OfferedAsync(owner.Email));
        Assert.Equal("""{"data":[]}""", await OfferedAsync("no address"));
        (await owner.SetProviderAsync(provider.Issuer, more: new() { ["active"] = false })).Expect(200);
        Assert.Equal("""{"data":[]}""", await OfferedAsync($"nobody@{domain}"));
    }

    [Fact]
    public async Task Without_joining_only_those_come_in_who_are_invited()
    {
        var (owner, domain) = await HouseAsync(new() { ["joins"] = false, ["default_role"] = null });
        (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Refused(403, "provider.not_invited");
        (await owner.PostAsync("invitations", new { email = $"ann@{domain}", role = "administrator" })).Expect(201);
        Assert.Equal("administrator", (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Expect(200).Text("role"));
        Assert.Empty((await owner.GetAsync("invitations")).Expect(200).Data());
    }

    [Fact]
    public async Task Groups_give_roles_at_every_sign_in_but_never_to_owners()
    {
        var groups = new[] { new { group = "admins", role = "administrator" }, new { group = "sales", role = "member" } };
        var (owner, domain) = await HouseAsync(new() { ["groups_claim"] = "groups", ["groups"] = groups, ["scopes"] = "openid email profile groups", ["default_role"] = null });
        Assert.Equal("administrator", (await server.Anonymous().SignInAsync(owner.Workspace, $"ann+sales+admins@{domain}")).Expect(200).Text("role"));
        (await server.Anonymous().SignInAsync(owner.Workspace, $"bob@{domain}")).Refused(403, "provider.no_role");
        var ann = (await owner.ListAsync("people", "role = \"administrator\"")).Single();
        (await owner.PostAsync($"people/{ann.Text("id")}/actions/set_role", new { role = "member" })).Expect(200);
        Assert.Equal("administrator", (await server.Anonymous().SignInAsync(owner.Workspace, $"ann+sales+admins@{domain}")).Expect(200).Text("role"));
        (await owner.PostAsync($"people/{ann.Text("id")}/actions/set_role", new { role = "owner" })).Expect(200);
        Assert.Equal("owner", (await server.Anonymous().SignInAsync(owner.Workspace, $"ann+sales+admins@{domain}")).Expect(200).Text("role"));
        foreach (var role in new[] { "owner", "nonsense" })
            (await owner.SetProviderAsync(provider.Issuer, more: new() { ["groups"] = new[] { new { group = "x", role } } })).Invalid($"groups[0].role:{(role == "owner" ? "provider.role_too_high" : "person.unknown_role")}");
    }

    [Fact]
    public async Task Groups_give_roles_of_the_workspace_s_own_and_none_above_who_sets_it_up()
    {
        var (owner, domain) = await HouseAsync();
        var role = (await owner.PostAsync("roles", new { label = "Field sales", builds_on = new[] { "viewer" } })).Expect(201).Text("name");
        var groups = new[] { new { group = "sales", role } };
        (await owner.SetProviderAsync(provider.Issuer, more: new() { ["groups_claim"] = "groups", ["groups"] = groups, ["scopes"] = "openid email profile groups", ["default_role"] = role })).Expect(200);
        Assert.Equal(role, (await server.Anonymous().SignInAsync(owner.Workspace, $"ann+sales@{domain}")).Expect(200).Text("role"));
        Assert.Equal(role, (await server.Anonymous().SignInAsync(owner.Workspace, $"bob@{domain}")).Expect(200).Text("role"));
    }

    [Fact]
    public async Task An_account_is_taken_over_by_no_provider_that_does_not_speak_for_its_address()
    {
        var (owner, domain) = await HouseAsync();
        var victim = await server.WorkspaceAsync();
        (await server.Anonymous().SignInAsync(owner.Workspace, victim.Email)).Refused(403, "provider.domain_unverified");
        (await server.Anonymous().SignInAsync(owner.Workspace, $"unverified@{domain}")).Refused(403, "provider.email_unverified");
        // Nor is somebody here whose address an administrator rewrote.
        var colleague = await server.ColleagueAsync(owner);
        (await owner.PatchAsync($"people/{colleague.Person}", new { email = $"ann@{domain}" })).Expect(200);
        (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Refused(403, "provider.other_account");
    }

    [Fact]
    public async Task An_account_that_a_stranger_made_with_an_address_is_its_owners_once_the_provider_says_who_that_is()
    {
        var (owner, domain) = await HouseAsync();
        var stranger = server.Anonymous();
        stranger.Me = (await stranger.PostAsync("auth/signup", new { workspace = "Trap", name = "Ann", email = $"ann@{domain}", password = Installation.Password })).Expect(201);
        (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Expect(200);
        (await server.Anonymous().PostAsync("auth/login", new { email = $"ann@{domain}", password = Installation.Password })).Refused(401, "bad_credentials");
        await using var command = server.Owner.CreateCommand($"select count(*) from kith.session where works_in = '{stranger.Workspace}'");
        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Who_is_signed_in_ties_an_account_of_another_domain_and_it_reaches_no_other_workspace()
    {
        var (owner, _) = await HouseAsync();
        var colleague = await server.ColleagueAsync(owner);
        var elsewhere = (await server.Anonymous().PostAsync("auth/signup", new { workspace = "Private", name = "Mia", email = colleague.Email, password = Installation.Password })).Expect(201).GetProperty("workspace").Text("id");
        var back = await OpenIdProvider.WalkAsync(await colleague.BeginAsync(owner.Workspace, tie: true), "mia@elsewhere.example");
        Assert.Equal(colleague.Email, (await colleague.FinishAsync(back)).Expect(200).Text("email"));
        var mia = server.Anonymous();
        Assert.Equal(colleague.Email, (await mia.SignInAsync(owner.Workspace, "mia@elsewhere.example")).Expect(200).Text("email"));
        (await mia.PostAsync("auth/switch", new { workspace = elsewhere })).Refused(403, "provider.other_workspace");
        (await server.Anonymous().PostAsync("auth/providers/begin", new { provider = owner.Workspace, tie = true })).Refused(401, "unauthenticated");
        // The subject is hers; nobody else ties it.
        back = await OpenIdProvider.WalkAsync(await owner.BeginAsync(owner.Workspace, tie: true), "mia@elsewhere.example");
        (await owner.FinishAsync(back)).Refused(403, "provider.tied_to_other");
    }

    [Fact]
    public async Task A_sign_in_ends_once_and_only_in_the_browser_that_began_it()
    {
        var (owner, domain) = await HouseAsync();
        var (ann, thief) = (server.Anonymous(), server.Anonymous());
        var back = await OpenIdProvider.WalkAsync(await ann.BeginAsync(owner.Workspace), $"ann@{domain}");
        (await server.Anonymous().FinishAsync(back)).Refused(401, "provider.not_begun");
        await thief.BeginAsync(owner.Workspace);
        (await thief.FinishAsync(back)).Refused(401, "provider.not_begun");
        (await ann.FinishAsync(back)).Expect(200);
        (await ann.FinishAsync(back)).Refused(401, "provider.not_begun");
        // A code of one sign-in under the state of another.
        var state = System.Web.HttpUtility.ParseQueryString(new Uri(await ann.BeginAsync(owner.Workspace)).Query)["state"];
        var other = await OpenIdProvider.WalkAsync(await thief.BeginAsync(owner.Workspace), $"thief@{domain}");
        var code = System.Web.HttpUtility.ParseQueryString(other.Query)["code"];
        (await ann.PostAsync("auth/providers/finish", new { code, state, iss = provider.Issuer })).Refused(401, "provider.code_refused");
        var cancelled = server.Anonymous();
        (await cancelled.FinishAsync(await OpenIdProvider.WalkAsync(await cancelled.BeginAsync(owner.Workspace), null))).Refused(401, "provider.denied");
    }

    [Fact]
    public async Task Where_the_provider_is_the_only_way_passwords_are_for_owners()
    {
        var (owner, domain) = await HouseAsync();
        var colleague = await server.ColleagueAsync(owner, "administrator");
        var program = await colleague.ProgramAsync();
        (await colleague.SetProviderAsync(provider.Issuer, more: new() { ["only_way"] = true })).Invalid("only_way:provider.locks_you_out");
        (await owner.SetProviderAsync(provider.Issuer, more: new() { ["only_way"] = true })).Expect(200);
        (await colleague.GetAsync("me")).Refused(401, "unauthenticated");
        (await program.GetAsync("me")).Refused(401, "unauthenticated");
        (await owner.GetAsync("me")).Expect(200);
        foreach (var path in new[] { "auth/login", "auth/tokens" })
        {
            (await server.Anonymous().PostAsync(path, new { email = colleague.Email, password = Installation.Password })).Refused(403, "provider.required");
            (await server.Anonymous().PostAsync(path, new { email = colleague.Email, password = Installation.Password, workspace = owner.Workspace })).Refused(403, "provider.required");
            (await server.Anonymous().PostAsync(path, new { email = owner.Email, password = Installation.Password })).Expect(200);
        }
        var token = await server.InviteAsync(owner, server.NewEmail(), "member");
        (await server.Anonymous().PostAsync("invitations/accept", new { token, name = "Nora", password = Installation.Password })).Refused(403, "provider.required");
        var administrator = server.Anonymous();
        (await owner.PostAsync("invitations", new { email = $"ada@{domain}", role = "administrator" })).Expect(201);
        (await administrator.SignInAsync(owner.Workspace, $"ada@{domain}")).Expect(200);
        (await administrator.SetProviderAsync(provider.Issuer, more: new() { ["only_way"] = true })).Expect(200);
        (await administrator.GetAsync("me")).Expect(200);
        // Taking the provider away ends what it vouched for.
        (await owner.DeleteAsync("workspace/provider")).Expect(204);
        (await administrator.GetAsync("me")).Refused(401, "unauthenticated");
    }

    [Fact]
    public async Task Whoever_is_deactivated_does_not_come_back_through_the_provider()
    {
        var (owner, domain) = await HouseAsync();
        var ann = server.Anonymous();
        var me = (await ann.SignInAsync(owner.Workspace, $"ann@{domain}")).Expect(200);
        (await owner.PatchAsync($"people/{me.GetProperty("person").Text("id")}", new { active = false })).Expect(200);
        (await server.Anonymous().SignInAsync(owner.Workspace, $"ann@{domain}")).Refused(403, "no_workspace");
    }

    [Fact]
    public async Task A_test_of_the_connection_says_which_step_fails()
    {
        var (owner, _) = await HouseAsync();
        async Task<string> TestAsync(string issuer, string client = "kith", string secret = OpenIdProvider.Secret)
        {
            (await owner.SetProviderAsync(issuer, client, secret)).Expect(200);
            var answer = (await owner.PostAsync("workspace/provider/test", null)).Expect(200);
            return string.Join(' ', answer.GetProperty("steps").EnumerateArray().Select(s => $"{s.Text("step")}:{s.Raw("ok")}"));
        }
        Assert.Equal("discovery:true keys:true client:true", await TestAsync(provider.Issuer));
        Assert.Equal("discovery:true keys:true client:false", await TestAsync(provider.Issuer, secret: "wrong"));
        Assert.Equal("discovery:true keys:true client:false", await TestAsync(provider.Issuer, client: "nobody"));
        Assert.Equal("discovery:false", await TestAsync(provider.Issuer + "/nowhere"));
        // Inside the network of the server, which is not to be called.
        Assert.Equal("discovery:false", await TestAsync("http://169.254.169.254"));
    }

    [Fact]
    public async Task A_secret_is_kept_protected_told_to_nobody_and_goes_to_no_other_issuer()
    {
        var (owner, _) = await HouseAsync();
        Assert.DoesNotContain(OpenIdProvider.Secret, (await owner.GetAsync("workspace/provider")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(OpenIdProvider.Secret, await Snapshot.OfAsync(owner), StringComparison.Ordinal);
        await using var command = server.Owner.CreateCommand($"select count(*) from kith.provider where workspace_id = '{owner.Workspace}' and client_secret is not null and position('{OpenIdProvider.Secret}' in client_secret) = 0");
        Assert.Equal(1L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
        Assert.Equal("true", (await owner.SetProviderAsync(provider.Issuer, secret: null)).Expect(200).Raw("secret"));
        Assert.Equal("false", (await owner.SetProviderAsync("https://attacker.example", secret: null)).Expect(200).Raw("secret"));
    }
}
