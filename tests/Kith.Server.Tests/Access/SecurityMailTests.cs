using Kith.Server.Tests.Harness;
using Npgsql;

namespace Kith.Server.Tests.Access;

/// <summary>What people are told of that looks wrong about their sign-ins.</summary>
public sealed class SecurityMailTests(Installation server)
{
    private async Task ForgetNetworksAsync(Client who)
    {
        await using var command = server.Owner.CreateCommand("update kith.known_network set network = '192.0.2.0/24' where account_id = (select id from kith.account where email_normalised = $1)");
        command.Parameters.Add(new NpgsqlParameter { Value = who.Email.ToLowerInvariant() });
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> MailAsync(Client who, string subject)
    {
        while (true)
        {
            if (server.Mails(who.Email).FirstOrDefault(m => m.Contains(subject, StringComparison.Ordinal)) is { } mail)
                return mail;
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private Task<Answer> LogInAsync(Client who) => server.Anonymous().PostAsync("auth/login", new { email = who.Email, password = Installation.Password });

    [Fact]
    public async Task Signing_in_from_a_new_network_is_told_by_mail_and_in_the_audit_but_not_the_first_time()
    {
        var owner = await server.WorkspaceAsync();
        (await LogInAsync(owner)).Expect(200);
        Assert.Empty((await owner.GetAsync("security/events?kind=unusual_sign_in")).Expect(200).Data());
        await ForgetNetworksAsync(owner);
        (await LogInAsync(owner)).Expect(200);
        (await LogInAsync(owner)).Expect(200);
        Assert.Single((await owner.GetAsync("security/events?kind=unusual_sign_in")).Expect(200).Data());
        await MailAsync(owner, "Somebody signed in from a new place");
        while (!(await owner.GetAsync("notifications")).Expect(200).Data().Any(n => n.Text("text") == "Olga Owner signed in from a network where nobody had before"))
            await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_old_secret_that_comes_back_is_told_by_mail()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        var first = program.Tokens.Text("refresh_token");
        (await program.PostAsync("auth/tokens/refresh", new { refresh_token = first })).Expect(200);
        (await program.PostAsync("auth/tokens/refresh", new { refresh_token = first })).Expect(200);
        (await program.PostAsync("auth/tokens/refresh", new { refresh_token = first })).Refused(401, "session_ended");
        await MailAsync(owner, "A sign-in of yours was ended");
    }

    [Fact]
    public async Task Changing_a_second_factor_is_told_by_mail()
    {
        var owner = await server.WorkspaceAsync();
        await SecondFactorTests.ProtectAsync(owner);
        await MailAsync(owner, "How you sign in was changed");
    }
}
