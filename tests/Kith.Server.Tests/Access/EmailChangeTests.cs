using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class EmailChangeTests(Installation server)
{
    private static Task<Answer> AskAsync(Client client, string email) => client.PostAsync("auth/email/change", new { email, password = Installation.Password });

    // Mails about a change name both addresses, so only the head tells whom they went to.
    private async Task<List<string>> SentAsync(string email)
    {
        await server.LeftAsync(email);
        return [.. Directory.GetFiles(server.Outbox, "*.eml").Order(StringComparer.Ordinal).Select(f => File.ReadAllText(f).Replace("=\r\n", "", StringComparison.Ordinal))
            .Where(mail => mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)].Contains(email, StringComparison.Ordinal))];
    }

    private async Task<string> LinkAsync(string email)
    {
        var mail = (await SentAsync(email)).Last(m => m.Contains("?change=", StringComparison.Ordinal));
        return mail[(mail.IndexOf("/verify/", StringComparison.Ordinal) + "/verify/".Length)..][..43];
    }

    private async Task<JsonElement> ConfirmAsync(string email) => (await server.Anonymous().PostAsync("auth/email/change/confirm", new { token = await LinkAsync(email) })).Expect(200);

    private async Task<int> LogInAsync(string email) => (await server.Anonymous().PostAsync("auth/login", new { email, password = Installation.Password })).Status;

    [Fact]
    public async Task An_address_is_another_when_both_have_confirmed_it_and_everything_else_is_signed_out()
    {
        var client = await server.WorkspaceAsync();
        var elsewhere = server.Anonymous();
        (await elsewhere.PostAsync("auth/login", new { email = client.Email, password = Installation.Password })).Expect(200);
        var email = server.NewEmail("new");
        Assert.Equal(email, (await AskAsync(client, email)).Expect(202).GetProperty("pending").Text("email"));
        var half = await ConfirmAsync(email);
        Assert.Equal((false, true), (half.GetProperty("old_confirmed").GetBoolean(), half.GetProperty("new_confirmed").GetBoolean()));
        Assert.Equal((200, 401), (await LogInAsync(client.Email), await LogInAsync(email)));
        await ConfirmAsync(client.Email);
        Assert.Equal((401, 200), (await LogInAsync(client.Email), await LogInAsync(email)));
        Assert.Equal(email, (await client.GetAsync("me")).Expect(200).Text("email"));
        (await elsewhere.GetAsync("me")).Refused(401);
        Assert.Equal(email, (await client.GetAsync($"people/{client.Person}")).Expect(200).Text("email"));
        Assert.Equal(JsonValueKind.Null, (await client.GetAsync("auth/email/change")).Expect(200).GetProperty("pending").ValueKind);
        Assert.NotEmpty((await client.GetAsync("security/events?kind=email_changed")).Expect(200).Data());
    }

    [Fact]
    public async Task Who_asks_proves_it_is_them_and_may_withdraw_it()
    {
        var client = await server.WorkspaceAsync();
        var email = server.NewEmail("new");
        (await client.PostAsync("auth/email/change", new { email, password = "something else" })).Invalid("password:password.wrong");
        (await client.PostAsync("auth/email/change", new { email = client.Email, password = Installation.Password })).Invalid("email:email_change.same");
        (await AskAsync(client, email)).Expect(202);
        var (mine, theirs) = (await LinkAsync(client.Email), await LinkAsync(email));
        (await client.DeleteAsync("auth/email/change")).Expect(204);
        foreach (var token in new[] { mine, theirs })
            (await server.Anonymous().PostAsync("auth/email/change/confirm", new { token })).Invalid("token:link.invalid");
    }

    [Fact]
    public async Task The_present_address_stops_it_and_the_new_one_cannot()
    {
        var client = await server.WorkspaceAsync();
        var email = server.NewEmail("new");
        (await AskAsync(client, email)).Expect(202);
        (await server.Anonymous().PostAsync("auth/email/change/stop", new { token = await LinkAsync(email) })).Invalid("token:link.invalid");
        (await server.Anonymous().PostAsync("auth/email/change/stop", new { token = await LinkAsync(client.Email) })).Expect(204);
        (await server.Anonymous().PostAsync("auth/email/change/confirm", new { token = await LinkAsync(email) })).Invalid("token:link.invalid");
        Assert.Equal(200, await LogInAsync(client.Email));
    }

    [Fact]
    public async Task An_address_of_another_account_is_answered_alike_and_never_taken()
    {
        var (client, other) = (await server.WorkspaceAsync(), await server.WorkspaceAsync());
        var free = (await AskAsync(client, server.NewEmail("new"))).Expect(202);
        var taken = (await AskAsync(client, other.Email)).Expect(202);
        Assert.Equal(free.GetProperty("pending").EnumerateObject().Select(p => p.Name), taken.GetProperty("pending").EnumerateObject().Select(p => p.Name));
        var mails = await SentAsync(other.Email);
        Assert.DoesNotContain(mails, mail => mail.Contains("?change=", StringComparison.Ordinal));
        Assert.Contains(mails, mail => mail.Contains("account already", StringComparison.Ordinal));
        await ConfirmAsync(client.Email);
        Assert.Equal((200, 200), (await LogInAsync(client.Email), await LogInAsync(other.Email)));
    }
}
