using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Endpoints;

/// <summary>What became of mails, for administrators.</summary>
public sealed class MailTests(Installation server)
{
    private async Task SetAsync(Client client, string email, string state, string problem)
    {
        await using var command = server.Owner.CreateCommand("update kith.mail set state = $1, problem = $2, body = 'Hello', sent_at = null where recipient = $3");
        foreach (var value in new object[] { state, problem, email })
            command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value });
        Assert.Equal(1, await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken));
    }

    private async Task<string> InvitedAsync(Client owner)
    {
        var email = server.NewEmail();
        await server.InviteAsync(owner, email, "member");
        return email;
    }

    [Fact]
    public async Task Mails_are_listed_with_what_became_of_them_and_never_with_what_they_say()
    {
        var (owner, other) = (await server.WorkspaceAsync("Looms"), await server.WorkspaceAsync());
        var (first, second) = (await InvitedAsync(owner), await InvitedAsync(owner));
        await InvitedAsync(other);
        var mails = (await owner.GetAsync("mails")).Expect(200).Data();
        Assert.Equal([second, first], mails.Select(m => m.Text("recipient")));
        Assert.All(mails, m => Assert.Equal(("sent", "Olga Owner invites you to Looms", null, 1), (m.Text("state"), m.Text("subject"), m.Text("problem"), m.GetProperty("attempts").GetInt32())));
        Assert.DoesNotContain("/invite/", (await owner.GetAsync("mails")).Text);

        await SetAsync(owner, first, "uncertain", "The mail server ended the connection.");
        await SetAsync(owner, second, "failed", "550 Nobody");
        Assert.Equal([second, first], (await owner.GetAsync("mails?state=failed,uncertain,parked")).Expect(200).Data().Select(m => m.Text("recipient")));
        Assert.Equal([second], (await owner.GetAsync("mails?q=nobody")).Expect(200).Data().Select(m => m.Text("recipient")));
        var page = (await owner.GetAsync("mails?limit=1")).Expect(200);
        Assert.Equal([first], (await owner.GetAsync("mails?limit=1&after=" + page.Text("next"))).Expect(200).Data().Select(m => m.Text("recipient")));
        (await owner.GetAsync("mails?state=lost")).Invalid("state:mail.bad_state");
        (await owner.GetAsync("mails?after=nonsense")).Invalid("after:bad_cursor");
        (await (await server.ColleagueAsync(owner)).GetAsync("mails")).Refused(403, "forbidden");
    }

    [Fact]
    public async Task A_mail_that_did_not_leave_is_sent_when_a_person_asks_and_one_that_left_is_not_sent_again()
    {
        var owner = await server.WorkspaceAsync();
        var email = await InvitedAsync(owner);
        var id = (await owner.GetAsync("mails")).Expect(200).Data()[0].Text("id");
        (await owner.PostAsync($"mails/{id}/retry", null)).Refused(409, "mail.cannot_retry");
        await SetAsync(owner, email, "uncertain", "The mail server ended the connection.");
        Assert.Equal("waiting", (await owner.PostAsync($"mails/{id}/retry", null, ("Idempotency-Key", "again"))).Expect(200).Text("state"));
        (await owner.PostAsync($"mails/{id}/retry", null, ("Idempotency-Key", "again"))).Expect(200);
        await server.LeftAsync(email);
        Assert.Equal(("sent", 2), ((await owner.GetAsync("mails")).Expect(200).Data()[0].Text("state"), (await owner.GetAsync("mails")).Json.Data()[0].GetProperty("attempts").GetInt32()));
    }
}
