using Kith.Core.Problems;
using Kith.Identity.Mail;
using Kith.Store.Accounts;

namespace Kith.Identity.Tests.Mail;

/// <summary>No mail is lost and none is sent twice, whatever the mail server does and wherever the connection breaks.</summary>
public sealed class OnceTests(Cluster cluster)
{
    private sealed record Outbox(House House, Someone Owner, Cluster Cluster)
    {
        public Guid Workspace => Owner.Caller.Workspace;

        public async Task<MailEntry> MailAsync() => Assert.Single((await House.Get<MailConsole>().ListAsync(Owner.Caller, [], null, null, 50, House.Cancel)).Mails);

        public Task<IReadOnlyList<string>> SendAsync() => House.SendMailsAsync(Workspace);

        public async Task<bool> HasJobAsync()
        {
            await using var command = Cluster.Owner.CreateCommand($"select exists (select 1 from kith.job where workspace_id = '{Workspace}' and kind = 'mail')");
            return (bool)(await command.ExecuteScalarAsync())!;
        }

        public async Task SetAsync(string sql)
        {
            await using var command = Cluster.Owner.CreateCommand(sql.Replace("$w", $"'{Workspace}'", StringComparison.Ordinal));
            await command.ExecuteNonQueryAsync();
        }

        public async Task RetryAsync()
        {
            await using var session = await House.Store.Database.OpenAsync(Workspace, default);
            await MailConsole.RetryAsync(session, Owner.Caller, (await MailAsync()).Id, default);
        }
    }

    /// <summary>A workspace with one mail that waits to go to the server.</summary>
    private async Task<Outbox> OutboxAsync(House house, string recipient = "grace@example.com", int more = 0)
    {
        var owner = await house.OwnerAsync();
        await using var session = await house.Store.Database.OpenAsync(owner.Caller.Workspace, House.Cancel);
        var content = new MailContent("Once", ["One line", ".a dot", ".", new string('x', more)]);
        await MailTable.InsertAsync(session, owner.Caller.Workspace, new MailRow(house.Store.Ids.Next(), recipient, null, content.Subject, content.ToPlainText(), content.ToHtml(), null, new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), House.Cancel);
        return new Outbox(house, owner, cluster);
    }

    [Theory]
    [InlineData("greeting"), InlineData("EHLO"), InlineData("MAIL"), InlineData("RCPT"), InlineData("DATA"), InlineData("text")]
    public async Task A_connection_that_breaks_before_the_end_leaves_the_mail_waiting_and_it_arrives_once(string step)
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        // More than waits on the way between two processes.
        var outbox = await OutboxAsync(house, more: step == "text" ? 32 << 20 : 0);
        server.Script[step] = ScriptedServer.Drop;
        Assert.Single(await outbox.SendAsync());
        var waiting = await outbox.MailAsync();
        Assert.Equal((MailState.Waiting, 1), (waiting.State, waiting.Attempts));
        Assert.False(string.IsNullOrEmpty(waiting.Problem));
        Assert.Empty(server.Mails);

        server.Script.Clear();
        Assert.Empty(await outbox.SendAsync());
        var sent = await outbox.MailAsync();
        Assert.Equal((MailState.Sent, null, 2), (sent.State, sent.Problem, sent.Attempts));
        Assert.NotNull(sent.SentAt);
        Assert.Contains("\r\n.a dot\r\n\r\n.\r\n", Assert.Single(server.Mails), StringComparison.Ordinal);
        Assert.False(await outbox.HasJobAsync());
        await outbox.SetAsync("do $do$ begin if (select body is not null or html is not null from kith.mail where workspace_id = $w) then raise 'The text of a mail that has left is kept.'; end if; end $do$");
    }

    [Theory]
    [InlineData(ScriptedServer.Drop), InlineData(ScriptedServer.Hang), InlineData("what?")]
    public async Task A_mail_whose_answer_was_never_seen_is_uncertain_and_sent_again_only_by_a_person(string answer)
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address with { EndTime = answer == ScriptedServer.Hang ? TimeSpan.FromMilliseconds(300) : TimeSpan.FromSeconds(20) });
        var outbox = await OutboxAsync(house);
        server.Script["end"] = answer;
        Assert.Empty(await outbox.SendAsync());
        var doubtful = await outbox.MailAsync();
        Assert.Equal(MailState.Uncertain, doubtful.State);
        Assert.False(string.IsNullOrEmpty(doubtful.Problem));
        Assert.False(await outbox.HasJobAsync());
        Assert.Single(server.Mails);
        if (answer == ScriptedServer.Hang)
            return;

        server.Script.Clear();
        Assert.Empty(await outbox.SendAsync());
        Assert.Single(server.Mails);
        await outbox.RetryAsync();
        Assert.Equal(MailState.Waiting, (await outbox.MailAsync()).State);
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal((MailState.Sent, 2), ((await outbox.MailAsync()).State, server.Mails.Count));
        await Assert.ThrowsAsync<ProblemException>(outbox.RetryAsync);
    }

    [Theory]
    [InlineData("MAIL"), InlineData("RCPT"), InlineData("DATA"), InlineData("end")]
    public async Task What_the_server_puts_off_waits_and_what_it_refuses_fails_at_once_with_its_words(string step)
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house);
        server.Script[step] = "451-4.7.1 Too busy\r\n451 come back";
        Assert.Equal(["451 4.7.1 Too busy come back"], await outbox.SendAsync());
        Assert.Equal((MailState.Waiting, "451 4.7.1 Too busy come back"), ((await outbox.MailAsync()).State, (await outbox.MailAsync()).Problem));
        Assert.True(await outbox.HasJobAsync());

        server.Script[step] = "550 5.1.1 Nobody of that name";
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal((MailState.Failed, "550 5.1.1 Nobody of that name"), ((await outbox.MailAsync()).State, (await outbox.MailAsync()).Problem));
        Assert.False(await outbox.HasJobAsync());

        server.Script.Clear();
        await outbox.RetryAsync();
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal(MailState.Sent, (await outbox.MailAsync()).State);
    }

    [Theory]
    [InlineData("greeting", "554 No mail here")]
    [InlineData("greeting", "421 Too many")]
    [InlineData("greeting", "HTTP/1.1 400 Bad Request")]
    [InlineData("EHLO", "502 What?")]
    public async Task A_server_that_takes_nothing_at_all_is_tried_again(string step, string answer)
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house);
        server.Script[step] = answer;
        Assert.Single(await outbox.SendAsync());
        Assert.Equal(MailState.Waiting, (await outbox.MailAsync()).State);
    }

    [Fact]
    public async Task A_server_that_says_nothing_is_not_waited_for_forever()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address with { StepTime = TimeSpan.FromMilliseconds(300) });
        var outbox = await OutboxAsync(house);
        server.Script["RCPT"] = ScriptedServer.Hang;
        Assert.Equal(["The mail server did not answer in time."], await outbox.SendAsync());
        Assert.Equal(MailState.Waiting, (await outbox.MailAsync()).State);
    }

    [Fact]
    public async Task A_process_that_died_before_the_end_of_the_mail_leaves_it_to_the_next_and_one_that_died_after_it_leaves_doubt()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var (before, after) = (await OutboxAsync(house), await OutboxAsync(house));
        await before.SetAsync("update kith.mail set state = 'sending' where workspace_id = $w");
        await after.SetAsync("update kith.mail set state = 'sending', ending_at = now() where workspace_id = $w");
        Assert.Empty(await after.SendAsync());
        Assert.Equal((MailState.Uncertain, Messages.Text("mail.interrupted")), ((await after.MailAsync()).State, (await after.MailAsync()).Problem));
        Assert.Empty(server.Mails);
        Assert.Empty(await before.SendAsync());
        Assert.Equal(MailState.Sent, (await before.MailAsync()).State);
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task Who_has_lost_the_job_while_handing_over_does_not_end_the_mail()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house);
        server.At = step => step == "DATA" ? outbox.SetAsync("update kith.job set fence = fence + 1 where workspace_id = $w") : Task.CompletedTask;
        Assert.Single(await outbox.SendAsync());
        Assert.Empty(server.Mails);
        server.At = _ => Task.CompletedTask;
        Assert.Empty(await outbox.SendAsync());
        Assert.Single(server.Mails);
    }

    [Fact]
    public async Task A_mail_cancelled_while_it_is_handed_over_is_not_sent()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house);
        server.At = async step =>
        {
            if (step != "DATA")
                return;
            await using var session = await house.Store.Database.OpenAsync(outbox.Workspace, default);
            await house.Get<MailJobs>().CancelAsync(session, outbox.Workspace, (await outbox.MailAsync()).Id, default);
        };
        Assert.Single(await outbox.SendAsync());
        Assert.Empty(server.Mails);
        Assert.Equal(MailState.Failed, (await outbox.MailAsync()).State);
    }

    [Fact]
    public async Task Letters_beyond_ASCII_in_an_address_are_announced_and_without_the_means_refused_for_good()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house, "jürgen@bücher.example");
        Assert.Empty(await outbox.SendAsync());
        Assert.Contains("MAIL FROM:<kith@kith.example> BODY=8BITMIME SMTPUTF8", server.Commands);
        Assert.Contains("RCPT TO:<jürgen@xn--bcher-kva.example>", server.Commands);

        server.Offers = "250 script";
        var other = await OutboxAsync(house, "jürgen@bücher.example");
        Assert.Empty(await other.SendAsync());
        Assert.Equal(MailState.Failed, (await other.MailAsync()).State);
        var plain = await OutboxAsync(house, "juergen@bücher.example");
        Assert.Empty(await plain.SendAsync());
        Assert.Contains("MAIL FROM:<kith@kith.example>", server.Commands);
        Assert.Equal(2, server.Mails.Count);
    }

    [Fact]
    public async Task An_address_that_would_end_its_command_goes_nowhere()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house, "a@b.example>\r\nRCPT TO:<c@d.example");
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal(MailState.Failed, (await outbox.MailAsync()).State);
        Assert.DoesNotContain(server.Commands, c => c.Contains("RCPT", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("250-script\r\n250 AUTH LOGIN PLAIN", "AUTH PLAIN AGtpdGgAY29ycmVjdCDDpCBob3JzZQ==")]
    [InlineData("250-script\r\n250 AUTH=LOGIN", "AUTH LOGIN|a2l0aA==|Y29ycmVjdCDDpCBob3JzZQ==")]
    public async Task Kith_signs_in_by_what_the_server_offers(string offers, string says)
    {
        using var server = new ScriptedServer { Offers = offers };
        using var house = new House(cluster, mailServer: server.Address with { User = "kith", Password = "correct ä horse" });
        var outbox = await OutboxAsync(house);
        if (says.Contains('|', StringComparison.Ordinal))
            server.Script["AUTH"] = "334 VXNlcm5hbWU6";
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal(says.Split('|'), server.Commands.SkipWhile(c => !c.StartsWith("AUTH", StringComparison.Ordinal)).TakeWhile(c => !c.StartsWith("MAIL", StringComparison.Ordinal)));
        Assert.Equal(MailState.Sent, (await outbox.MailAsync()).State);
    }

    [Fact]
    public async Task Without_the_TLS_that_was_asked_for_nothing_is_told()
    {
        using var server = new ScriptedServer { Offers = "250-script\r\n250 AUTH PLAIN" };
        using var house = new House(cluster, mailServer: server.Address with { Tls = SmtpTls.Required, User = "kith", Password = "secret" });
        var outbox = await OutboxAsync(house);
        Assert.Equal(["The mail server offers no TLS."], await outbox.SendAsync());
        Assert.DoesNotContain(server.Commands, c => c.StartsWith("AUTH", StringComparison.Ordinal) || c.StartsWith("MAIL", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Too_many_tries_park_a_mail_until_a_person_has_it_tried_again()
    {
        using var server = new ScriptedServer();
        using var house = new House(cluster, mailServer: server.Address);
        var outbox = await OutboxAsync(house);
        var job = new Kith.Store.Jobs.Job(outbox.Workspace, "mail", (await outbox.MailAsync()).Id, 0, 18);
        await house.Get<MailJobs>().GiveUpAsync(job, default);
        Assert.Equal(MailState.Parked, (await outbox.MailAsync()).State);
        await outbox.RetryAsync();
        Assert.Empty(await outbox.SendAsync());
        Assert.Equal(MailState.Sent, (await outbox.MailAsync()).State);
    }

    [Theory]
    [InlineData("smtps://user:p%40ss@mail.example.com", "mail.example.com", 465, SmtpTls.Implicit, "user", "p@ss")]
    [InlineData("smtp://mail.example.com:2525?tls=required", "mail.example.com", 2525, SmtpTls.Required, null, null)]
    [InlineData("smtp://user%40example.com:x@mail.example.com", "mail.example.com", 587, SmtpTls.Required, "user@example.com", "x")]
    [InlineData("smtp://127.0.0.1:25?tls=none", "127.0.0.1", 25, SmtpTls.None, null, null)]
    public void An_address_names_server_protection_and_user(string address, string host, int port, SmtpTls tls, string? user, string? password) =>
        Assert.Equal(new SmtpServer(host, port, tls, user, password), SmtpServer.Parse(address));

    [Theory]
    [InlineData("mail.example.com"), InlineData("http://mail.example.com"), InlineData("smtp://"), InlineData("smtp://host?tls=maybe"), InlineData("smtps://host?tls=none"), InlineData("smtp://host/path"), InlineData("smtp://user:secret@mail.example.com?tls=none")]
    public void An_address_that_cannot_be_used_is_refused_without_telling_the_password(string address) =>
        Assert.DoesNotContain("secret", Assert.Throws<FormatException>(() => SmtpServer.Parse(address)).Message, StringComparison.Ordinal);
}
