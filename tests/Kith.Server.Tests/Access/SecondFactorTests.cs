using System.Text.Json;
using Kith.Identity.SecondFactors;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class SecondFactorTests(Installation server)
{
    internal sealed record Protected(string Secret, IReadOnlyList<string> Recovery);

    private static string Code(string secret, int steps = 0) => Totp.Code(Base32.Decode(secret), Totp.StepOf(TimeProvider.System.GetUtcNow()) + steps);

    internal static async Task<Protected> ProtectAsync(Client who)
    {
        var secret = (await who.PostAsync("auth/second_factor/totp", null)).Expect(200).Text("secret")!;
        // The code before, so that the present one is still good for signing in.
        var made = (await who.PostAsync("auth/second_factor/totp/confirm", new { code = Code(secret, -1) })).Expect(200);
        return new Protected(secret, [.. made.GetProperty("recovery_codes").EnumerateArray().Select(c => c.GetString()!)]);
    }

    private async Task<(Client Client, Answer Answer)> LogInAsync(string email, string? code = null, bool trust = false, Client? from = null, bool remember = true)
    {
        var client = from ?? server.Anonymous();
        client.Cookie = null;
        return (client, await client.PostAsync("auth/login", new { email, password = Installation.Password, code, trust_device = trust, remember }));
    }

    [Fact]
    public async Task Who_has_codes_signs_in_with_one_and_each_works_once()
    {
        var owner = await server.WorkspaceAsync();
        var app = await ProtectAsync(owner);
        (await LogInAsync(owner.Email)).Answer.Refused(401, "code_required");
        (await LogInAsync(owner.Email, "000000")).Answer.Refused(401, "bad_code");
        var code = Code(app.Secret);
        var (client, _) = await LogInAsync(owner.Email, code);
        (await client.GetAsync("me")).Expect(200);
        (await LogInAsync(owner.Email, code)).Answer.Refused(401, "bad_code");
        var next = Code(app.Secret, 1);
        (await server.Anonymous().PostAsync("auth/tokens", new { email = owner.Email, password = Installation.Password })).Refused(401, "code_required");
        (await server.Anonymous().PostAsync("auth/tokens", new { email = owner.Email, password = Installation.Password, code = next })).Expect(200);
    }

    [Fact]
    public async Task Recovery_codes_work_once_each_and_new_ones_end_the_old()
    {
        var owner = await server.WorkspaceAsync();
        var app = await ProtectAsync(owner);
        Assert.Equal(10, app.Recovery.Count);
        (await LogInAsync(owner.Email, app.Recovery[0])).Answer.Expect(200);
        (await LogInAsync(owner.Email, app.Recovery[0])).Answer.Refused(401, "bad_code");
        Assert.Equal(9, (await owner.GetAsync("auth/second_factor")).Expect(200).GetProperty("recovery_codes").GetInt32());
        var fresh = (await owner.PostAsync("auth/second_factor/recovery_codes", null)).Expect(200).GetProperty("recovery_codes")[0].GetString();
        (await LogInAsync(owner.Email, app.Recovery[1])).Answer.Refused(401, "bad_code");
        (await LogInAsync(owner.Email, fresh)).Answer.Expect(200);
    }

    [Fact]
    public async Task A_secret_counts_from_its_first_code_on()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PostAsync("auth/second_factor/totp/confirm", new { code = "123456" })).Refused(409, "second_factor.not_begun");
        (await owner.PostAsync("auth/second_factor/totp", null)).Expect(200);
        (await LogInAsync(owner.Email)).Answer.Expect(200);
        (await owner.PostAsync("auth/second_factor/totp/confirm", new { code = "000000" })).Invalid("code:bad_code");
        await ProtectAsync(owner);
        (await owner.PostAsync("auth/second_factor/totp", null)).Refused(409, "second_factor.present");
        (await owner.DeleteAsync("auth/second_factor/totp")).Expect(204);
        (await LogInAsync(owner.Email)).Answer.Expect(200);
        (await owner.DeleteAsync("auth/second_factor/totp")).Refused(409, "second_factor.absent");
    }

    [Fact]
    public async Task Neither_the_secret_nor_recovery_codes_are_readable_in_the_database()
    {
        var owner = await server.WorkspaceAsync();
        var app = await ProtectAsync(owner);
        await using var command = server.Owner.CreateCommand("select string_agg(f::text || coalesce(r::text, ''), ' ') from kith.second_factor f left join kith.recovery_code r using (account_id)");
        var kept = (string)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
        Assert.DoesNotContain(app.Secret, kept, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Recovery[0], kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_sign_ins_show_the_code_before_they_go_on_and_get_a_new_cookie()
    {
        var owner = await server.WorkspaceAsync();
        var (other, _) = await LogInAsync(owner.Email);
        var program = await owner.ProgramAsync();
        var app = await ProtectAsync(owner);
        (await owner.GetAsync("me")).Expect(200);
        (await other.GetAsync("companies")).Refused(403, "code_required");
        (await program.GetAsync("me")).Refused(403, "code_required");
        (await other.PostAsync("auth/second_factor/totp", null)).Refused(403, "second_factor.show_first");
        (await other.DeleteAsync("auth/second_factor/totp")).Refused(403, "second_factor.show_first");
        (await other.PostAsync("auth/second_factor/recovery_codes", null)).Refused(403, "second_factor.show_first");
        (await other.PostAsync("auth/second_factor/show", new { code = "000000" })).Refused(401, "bad_code");
        var before = other.Cookie;
        (await other.PostAsync("auth/second_factor/show", new { code = Code(app.Secret) })).Expect(200);
        Assert.NotEqual(before, other.Cookie);
        (await other.GetAsync("companies")).Expect(200);
        other.Cookie = before;
        (await other.GetAsync("companies")).Refused(401);
    }

    [Fact]
    public async Task A_trusted_browser_is_asked_for_no_code_until_the_trust_is_taken()
    {
        var owner = await server.WorkspaceAsync();
        var app = await ProtectAsync(owner);
        var answer = (await LogInAsync(owner.Email, Code(app.Secret), trust: true)).Answer;
        answer.Expect(200);
        var device = answer.Headers["Set-Cookie"].Split("kith-device=")[1].Split(';')[0];
        Task<Answer> TrustedAsync(string email) => server.Anonymous().PostAsync("auth/login", new { email, password = Installation.Password }, ("Cookie", "kith-device=" + device));
        (await TrustedAsync(owner.Email)).Expect(200);
        var stranger = await server.WorkspaceAsync();
        await ProtectAsync(stranger);
        (await TrustedAsync(stranger.Email)).Refused(401, "code_required");
        var trusted = (await owner.GetAsync("auth/devices")).Expect(200).GetProperty("trusted")[0].Text("id");
        (await stranger.DeleteAsync($"auth/devices/{trusted}")).Refused(404);
        (await owner.DeleteAsync($"auth/devices/{trusted}")).Expect(204);
        (await TrustedAsync(owner.Email)).Refused(401, "code_required");
    }

    [Fact]
    public async Task A_role_that_demands_a_second_factor_is_led_to_set_one_up_and_does_nothing_else()
    {
        var owner = await server.WorkspaceAsync();
        var member = await server.ColleagueAsync(owner);
        var key = (await member.PostAsync("auth/keys", new { name = "Bot", scopes = new[] { "all:read" } })).Expect(201).Text("secret")!;
        var program = await member.ProgramAsync();
        (await owner.PatchAsync("workspace", new { second_factor_roles = new[] { "member" }, second_factor_days = 7 })).Expect(200);
        await LetsAsync(member, 200);
        Assert.NotEqual(JsonValueKind.Null, (await member.GetAsync("me")).Expect(200).GetProperty("second_factor").GetProperty("due_at").ValueKind);
        (await owner.PatchAsync("workspace", new { second_factor_days = 0 })).Expect(200);
        await LetsAsync(member, 403);
        await LetsAsync(program, 403);
        (await member.GetAsync("me")).Refused(403, "second_factor_required");
        (await member.PostAsync("companies", new { name = "No" })).Refused(403, "second_factor_required");
        Assert.Equal("set_up", (await LogInAsync(member.Email)).Answer.Expect(200).GetProperty("second_factor").Text("needs"));
        (await new Client(server) { Bearer = key, Origin = null }.GetAsync("companies")).Expect(200);
        (await owner.GetAsync("me")).Expect(200);
        await ProtectAsync(member);
        (await member.GetAsync("companies")).Expect(200);
    }

    [Fact]
    public async Task What_cannot_be_demanded_is_refused_by_field()
    {
        var owner = await server.WorkspaceAsync();
        (await owner.PatchAsync("workspace", new { second_factor_roles = new[] { "member", "king" }, second_factor_days = 91 })).Invalid("second_factor_roles:person.unknown_role", "second_factor_days:out_of_range");
        (await (await server.ColleagueAsync(owner)).PatchAsync("workspace", new { second_factor_days = 1 })).Refused(403);
    }

    [Fact]
    public async Task A_browser_that_is_not_to_remember_gets_a_cookie_that_ends_with_it()
    {
        var owner = await server.WorkspaceAsync();
        Assert.DoesNotContain("max-age", (await LogInAsync(owner.Email, remember: false)).Answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=1209600", (await LogInAsync(owner.Email)).Answer.Headers["Set-Cookie"], StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Switching_keeps_what_was_shown()
    {
        var owner = await server.WorkspaceAsync();
        var second = await server.Anonymous().PostAsync("auth/signup", new { workspace = "Second", name = "Olga", email = owner.Email, password = Installation.Password });
        var workspace = second.Expect(201).GetProperty("workspace").Text("id");
        await ProtectAsync(owner);
        (await owner.PostAsync("auth/switch", new { workspace })).Expect(200);
        (await owner.GetAsync("companies")).Expect(200);
    }

    [Fact]
    public async Task Whom_a_provider_vouches_for_is_asked_for_no_code_and_looks_after_no_account()
    {
        var owner = await server.WorkspaceAsync();
        var (other, _) = await LogInAsync(owner.Email);
        await ProtectAsync(owner);
        await using var command = server.Owner.CreateCommand("update kith.session set by_provider = true where not second_factor and account_id = (select id from kith.account where email_normalised = $1)");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = owner.Email.ToLowerInvariant() });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await LetsAsync(other, 200);
        foreach (var path in new[] { "auth/second_factor", "auth/passkeys", "auth/devices" })
            (await other.GetAsync(path)).Refused(403, "own_account");
        (await other.PostAsync("auth/passkeys/begin", null)).Refused(403, "own_account");
        (await other.DeleteAsync("auth/second_factor/totp")).Refused(403, "own_account");
        (await other.PostAsync("auth/devices/end_others", null)).Refused(403, "own_account");
        (await owner.GetAsync("auth/second_factor")).Expect(200);
    }

    [Fact]
    public async Task What_happened_is_found_in_the_audit()
    {
        var owner = await server.WorkspaceAsync();
        await ProtectAsync(owner);
        (await owner.PostAsync("auth/second_factor/recovery_codes", null)).Expect(200);
        (await owner.DeleteAsync("auth/second_factor/totp")).Expect(204);
        var kinds = (await owner.GetAsync("security/events?kind=second_factor_added,recovery_codes_made,second_factor_removed")).Expect(200).Data().Select(e => e.Text("kind"));
        Assert.Equal(["second_factor_removed", "recovery_codes_made", "second_factor_added"], kinds);
    }

    // What another process or the database changed, this one notices within a second.
    private static async Task LetsAsync(Client client, int status)
    {
        while ((await client.GetAsync("companies")).Status != status)
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }
}
