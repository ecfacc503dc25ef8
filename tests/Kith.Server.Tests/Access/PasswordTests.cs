using Kith.Server.Tests.Harness;
using Npgsql;

namespace Kith.Server.Tests.Access;

public sealed class PasswordTests(Installation server)
{
    private const string Another = "nine violet bicycles";

    [Fact]
    public async Task Who_forgot_a_password_sets_another_by_the_link_in_a_mail_and_everything_else_is_signed_out()
    {
        var owner = await server.WorkspaceAsync();
        var program = await owner.ProgramAsync();
        (await owner.GetAsync("me")).Expect(200);
        (await server.Anonymous().PostAsync("auth/password/forgot", new { email = " " + owner.Email.ToUpperInvariant() })).Expect(202);
        var link = await server.LinkAsync(owner.Email, "reset");
        (await server.Anonymous().PostAsync("auth/password/reset", new { token = link, password = "short" })).Invalid("password:password.too_short");
        (await server.Anonymous().PostAsync("auth/password/reset", new { token = link, password = Another })).Expect(204);
        (await owner.GetAsync("me")).Refused(401, "unauthenticated");
        (await program.GetAsync("me")).Refused(401, "unauthenticated");
        (await program.PostAsync("auth/tokens/refresh", new { refresh_token = program.Tokens.Text("refresh_token") })).Refused(401, "bad_token");
        (await LogInAsync(owner.Email, Installation.Password)).Refused(401, "bad_credentials");
        (await LogInAsync(owner.Email, Another)).Expect(200);
        // Once only.
        (await server.Anonymous().PostAsync("auth/password/reset", new { token = link, password = "ten orange tractors" })).Invalid("token:link.invalid");
        (await LogInAsync(owner.Email, Another)).Expect(200);
        await server.LeftAsync(owner.Email);
        Assert.Contains(server.Mails(owner.Email), m => m.Contains("Subject: Your password was changed", StringComparison.Ordinal));
        (await owner.PostAsync("auth/login", new { email = owner.Email, password = Another })).Expect(200);
        Assert.Single((await owner.GetAsync("security/events?kind=password_reset")).Expect(200).Data());
    }

    [Fact]
    public async Task Asking_for_a_new_password_tells_nobody_whether_an_address_has_an_account()
    {
        var owner = await server.WorkspaceAsync();
        var (known, unknown) = (owner.Email, server.NewEmail("nobody"));
        var answers = new List<Answer>();
        foreach (var email in new[] { known, unknown })
            answers.Add((await server.Anonymous().PostAsync("auth/password/forgot", new { email })));
        Assert.All(answers, a => Assert.Equal((202, ""), (a.Status, a.Text)));
        (await server.Anonymous().PostAsync("auth/password/forgot", new { email = "no address" })).Invalid("email:not_an_email");
        foreach (var email in new[] { known, unknown })
            await server.LeftAsync(email);
        Assert.Single(server.Mails(known));
        Assert.Empty(server.Mails(unknown));
    }

    [Fact]
    public async Task A_newer_link_ends_the_older_one_and_each_ends_by_itself()
    {
        var owner = await server.WorkspaceAsync();
        (await server.Anonymous().PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        var first = await server.LinkAsync(owner.Email, "reset");
        (await server.Anonymous().PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        await server.LeftAsync(owner.Email);
        var second = server.Mails(owner.Email).Select(m => m[(m.IndexOf("/reset/", StringComparison.Ordinal) + 7)..][..43]).Single(l => l != first);
        foreach (var token in new[] { first, "nonsense", new string('a', 43) })
            (await server.Anonymous().PostAsync("auth/password/reset", new { token, password = Another })).Invalid("token:link.invalid");
        await ExpireAsync(owner.Email);
        (await server.Anonymous().PostAsync("auth/password/reset", new { token = second, password = Another })).Invalid("token:link.invalid");
        (await LogInAsync(owner.Email, Installation.Password)).Expect(200);
    }

    [Fact]
    public async Task Nobody_is_flooded_with_links()
    {
        var owner = await server.WorkspaceAsync();
        for (var i = 0; i < 8; i++)
            (await server.Anonymous().PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        await server.LeftAsync(owner.Email);
        Assert.Equal(3, server.Mails(owner.Email).Count());
    }

    [Fact]
    public async Task Of_two_who_use_one_link_at_the_same_time_one_sets_the_password()
    {
        var owner = await server.WorkspaceAsync();
        (await server.Anonymous().PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        var link = await server.LinkAsync(owner.Email, "reset");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => server.Anonymous().PostAsync("auth/password/reset", new { token = link, password = $"{Another} {i}" })));
        var set = Assert.Single(answers.Index(), a => a.Item.Status == 204).Index;
        (await LogInAsync(owner.Email, $"{Another} {set}")).Expect(200);
    }

    [Fact]
    public async Task A_password_is_changed_by_who_knows_it_and_the_others_are_signed_out()
    {
        var owner = await server.WorkspaceAsync();
        var (program, elsewhere) = (await owner.ProgramAsync(), server.Anonymous());
        (await elsewhere.PostAsync("auth/login", new { email = owner.Email, password = Installation.Password })).Expect(200);
        (await owner.PostAsync("auth/password", new { present = "a wrong password", password = Another })).Invalid("present:password.wrong");
        (await owner.PostAsync("auth/password", new { present = Installation.Password, password = "aaaaaaaaaaaa" })).Invalid("password:password.common");
        (await elsewhere.GetAsync("me")).Expect(200);
        (await owner.PostAsync("auth/password", new { present = Installation.Password, password = Another })).Expect(204);
        (await owner.GetAsync("me")).Expect(200);
        foreach (var other in new[] { program, elsewhere })
            (await other.GetAsync("me")).Refused(401, "unauthenticated");
        (await LogInAsync(owner.Email, Another)).Expect(200);
        await server.LeftAsync(owner.Email);
        Assert.Contains(server.Mails(owner.Email), m => m.Contains("Subject: Your password was changed", StringComparison.Ordinal));
    }

    private Task<Answer> LogInAsync(string email, string password) => server.Anonymous().PostAsync("auth/login", new { email, password });

    private async Task ExpireAsync(string email)
    {
        await using var command = server.Owner.CreateCommand("update kith.account_link set expires_at = now() - interval '1 second' where email = $1 and purpose = 'reset'");
        command.Parameters.Add(new NpgsqlParameter { Value = email });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }
}
