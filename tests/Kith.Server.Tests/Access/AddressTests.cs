using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Access;

public sealed class AddressTests(Installation server)
{
    [Fact]
    public async Task An_account_works_at_once_and_invites_others_when_its_address_is_proved()
    {
        var owner = await SignedUpAsync();
        Assert.False(owner.Me.GetProperty("email_verified").GetBoolean());
        await owner.CreateAsync("companies", new { name = "Acme" });
        (await owner.PostAsync("invitations", new { email = server.NewEmail() })).Refused(403, "account.unverified");
        var link = await server.LinkAsync(owner.Email, "verify");
        // Anyone's browser may follow it: the mail is often read elsewhere.
        Assert.Equal(owner.Email, (await server.Anonymous().PostAsync("auth/email/verify", new { token = link })).Expect(200).Text("email"));
        Assert.True((await owner.GetAsync("me")).Expect(200).GetProperty("email_verified").GetBoolean());
        (await owner.PostAsync("invitations", new { email = server.NewEmail() })).Expect(201);
        foreach (var token in new[] { link, "nonsense" })
            (await server.Anonymous().PostAsync("auth/email/verify", new { token })).Invalid("token:link.invalid");
    }

    [Fact]
    public async Task The_link_is_sent_again_a_few_times_and_only_the_newest_works()
    {
        var owner = await SignedUpAsync();
        var first = await server.LinkAsync(owner.Email, "verify");
        var statuses = new List<int>();
        for (var i = 0; i < 5; i++)
            statuses.Add((await owner.PostAsync("auth/email/send_verification", null)).Status);
        Assert.Equal([202, 202, 202, 429, 429], statuses);
        await server.LeftAsync(owner.Email);
        (await server.Anonymous().PostAsync("auth/email/verify", new { token = first })).Invalid("token:link.invalid");
        (await server.Anonymous().PostAsync("auth/email/verify", new { token = await server.LinkAsync(owner.Email, "verify") })).Expect(200);
        // There is nothing left to send.
        (await owner.PostAsync("auth/email/send_verification", null)).Expect(202);
    }

    [Fact]
    public async Task Who_is_invited_by_mail_or_sets_a_password_by_mail_has_proved_the_address()
    {
        var owner = await server.WorkspaceAsync();
        var colleague = await server.ColleagueAsync(owner);
        Assert.True(colleague.Me.GetProperty("email_verified").GetBoolean());
        var other = await SignedUpAsync();
        (await other.PostAsync("auth/password/forgot", new { email = other.Email })).Expect(202);
        (await other.PostAsync("auth/password/reset", new { token = await server.LinkAsync(other.Email, "reset"), password = "nine violet bicycles" })).Expect(204);
        Assert.True((await other.PostAsync("auth/login", new { email = other.Email, password = "nine violet bicycles" })).Expect(200).GetProperty("email_verified").GetBoolean());
        // Whoever has an account proves its address by following an invitation to it.
        var third = await SignedUpAsync();
        var token = await server.InviteAsync(owner, third.Email, "member");
        Assert.True((await third.PostAsync("invitations/accept", new { token, password = Installation.Password })).Expect(200).GetProperty("email_verified").GetBoolean());
    }

    [Fact]
    public async Task A_link_for_one_purpose_does_not_serve_another()
    {
        var owner = await SignedUpAsync();
        var verify = await server.LinkAsync(owner.Email, "verify");
        (await owner.PostAsync("auth/password/forgot", new { email = owner.Email })).Expect(202);
        var reset = await server.LinkAsync(owner.Email, "reset");
        (await server.Anonymous().PostAsync("auth/password/reset", new { token = verify, password = "nine violet bicycles" })).Invalid("token:link.invalid");
        (await server.Anonymous().PostAsync("auth/email/verify", new { token = reset })).Invalid("token:link.invalid");
        (await server.Anonymous().PostAsync("auth/email/verify", new { token = verify })).Expect(200);
    }

    private async Task<Client> SignedUpAsync()
    {
        var client = server.Anonymous();
        client.Email = server.NewEmail();
        client.Me = (await client.PostAsync("auth/signup", new { workspace = "New", name = "Nora New", email = client.Email, password = Installation.Password })).Expect(201);
        return client;
    }
}
