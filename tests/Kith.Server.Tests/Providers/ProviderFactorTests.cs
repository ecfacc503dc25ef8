using Kith.Server.Tests.Access;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Providers;

/// <summary>What a provider says about second factors, and what is asked for where it says nothing.</summary>
public sealed class ProviderFactorTests(Installation server, OpenIdProvider provider) : IClassFixture<OpenIdProvider>
{
    private async Task<(Client Owner, string Domain)> HouseAsync(bool trusts, params string[] demanding)
    {
        var owner = await server.WorkspaceAsync();
        (await owner.SetProviderAsync(provider.Issuer, more: new() { ["trusts_factor"] = trusts })).Expect(200);
        (await owner.PatchAsync("workspace", new { second_factor_roles = demanding, second_factor_days = 0 })).Expect(200);
        return (owner, await owner.VerifiedDomainAsync());
    }

    private async Task<(Client Client, string Needs)> EnterAsync(Client owner, string login, bool mfa)
    {
        var client = server.Anonymous();
        var me = (await client.SignInAsync(owner.Workspace, login, mfa)).Expect(200);
        client.Me = me;
        return (client, me.GetProperty("second_factor").Text("needs")!);
    }

    [Theory]
    [InlineData(true, true, "full")]
    [InlineData(true, false, "set_up")]
    [InlineData(false, true, "set_up")]
    [InlineData(false, false, "set_up")]
    public async Task A_factor_of_the_provider_counts_where_it_is_believed_and_was_shown(bool trusts, bool mfa, string needs)
    {
        var (owner, domain) = await HouseAsync(trusts, "member");
        var (ann, found) = await EnterAsync(owner, $"ann@{domain}", mfa);
        Assert.Equal(needs, found);
        if (needs == "full")
            (await ann.GetAsync("companies")).Expect(200);
        else
            (await ann.GetAsync("companies")).Refused(403, "second_factor_required");
    }

    [Fact]
    public async Task Where_no_role_demands_a_factor_the_provider_alone_is_enough_even_beside_codes_of_the_account()
    {
        var (owner, domain) = await HouseAsync(trusts: false, "member");
        var (ann, _) = await EnterAsync(owner, $"ann@{domain}", mfa: false);
        await SecondFactorTests.ProtectAsync(ann);
        (await owner.PatchAsync("workspace", new { second_factor_roles = Array.Empty<string>() })).Expect(200);
        Assert.Equal("full", (await EnterAsync(owner, $"ann@{domain}", mfa: false)).Needs);
    }

    [Fact]
    public async Task Trust_that_is_taken_back_counts_no_more_for_sessions_that_are_open()
    {
        var (owner, domain) = await HouseAsync(trusts: true, "member");
        var (ann, _) = await EnterAsync(owner, $"ann@{domain}", mfa: true);
        (await ann.GetAsync("companies")).Expect(200);
        (await owner.SetProviderAsync(provider.Issuer, more: new() { ["trusts_factor"] = false })).Expect(200);
        (await ann.GetAsync("companies")).Refused(403, "second_factor_required");
    }

    [Fact]
    public async Task Whom_the_provider_signed_in_sets_a_factor_up_shows_it_and_looks_after_no_more_than_that()
    {
        var (owner, domain) = await HouseAsync(trusts: false, "member");
        var (ann, _) = await EnterAsync(owner, $"ann@{domain}", mfa: true);
        (await ann.PostAsync("auth/passkeys/begin", null)).Refused(403, "own_account");
        var app = await SecondFactorTests.ProtectAsync(ann);
        (await ann.GetAsync("companies")).Expect(200);
        (await ann.DeleteAsync("auth/second_factor/totp")).Refused(403, "own_account");

        var (again, needs) = await EnterAsync(owner, $"ann@{domain}", mfa: true);
        Assert.Equal("code", needs);
        (await again.GetAsync("companies")).Refused(403, "code_required");
        (await again.PostAsync("auth/second_factor/totp", null)).Refused(403, "second_factor.show_first");
        (await again.PostAsync("auth/second_factor/recovery_codes", null)).Refused(403, "own_account");
        (await again.PostAsync("auth/second_factor/show", new { code = app.Recovery[0] })).Expect(200);
        (await again.GetAsync("companies")).Expect(200);
        // It is still a sign-in by the provider.
        (await again.GetAsync("auth/devices")).Refused(403, "own_account");
        (await again.PostAsync("auth/switch", new { workspace = owner.Workspace })).Refused(403, "provider.other_workspace");
    }

    [Fact]
    public async Task A_provider_sets_no_factor_before_an_account_that_works_elsewhere()
    {
        var (owner, _) = await HouseAsync(trusts: false, "member");
        var mia = await server.ColleagueAsync(owner, "viewer");
        (await server.Anonymous().PostAsync("auth/signup", new { workspace = "Private", name = "Mia", email = mia.Email, password = Installation.Password })).Expect(201);
        var back = await OpenIdProvider.WalkAsync(await mia.BeginAsync(owner.Workspace, tie: true), "mia@elsewhere.example");
        (await mia.FinishAsync(back)).Expect(200);
        (await owner.PostAsync($"people/{mia.Person}/actions/set_role", new { role = "member" })).Expect(200);
        var (entered, needs) = await EnterAsync(owner, "mia@elsewhere.example", mfa: true);
        Assert.Equal("set_up", needs);
        (await entered.PostAsync("auth/second_factor/totp", null)).Refused(403, "second_factor.elsewhere");
        (await entered.PostAsync("auth/second_factor/totp/confirm", new { code = "123456" })).Refused(403, "second_factor.elsewhere");
    }

    [Fact]
    public async Task A_role_demands_its_factor_however_it_is_held()
    {
        var owner = await server.WorkspaceAsync();
        var own = (await owner.PostAsync("roles", new { label = "Auditor", builds_on = new[] { "manager" } })).Expect(201).Text("name")!;
        var (granted, builtOn, other) = (await server.ColleagueAsync(owner), await server.ColleagueAsync(owner), await server.ColleagueAsync(owner));
        (await owner.PostAsync($"people/{builtOn.Person}/actions/set_role", new { role = own })).Expect(200);
        (await owner.PostAsync($"people/{granted.Person}/grants", new { role = "manager", expires_at = "2999-01-01T00:00:00Z" })).Expect(201);
        (await owner.PatchAsync("workspace", new { second_factor_roles = new[] { "manager" }, second_factor_days = 0 })).Expect(200);
        await LetsAsync(granted, 403);
        await LetsAsync(builtOn, 403);
        await LetsAsync(other, 200);
        // A grant that is over demands nothing.
        await using var command = server.Owner.CreateCommand($"update kith.role_grant set expires_at = now() - interval '1 second' where person_id = '{granted.Person}'");
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await LetsAsync(granted, 200);
    }

    // What the database changed, a process notices within a second.
    private static async Task LetsAsync(Client client, int status)
    {
        while ((await client.GetAsync("companies")).Status != status)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
