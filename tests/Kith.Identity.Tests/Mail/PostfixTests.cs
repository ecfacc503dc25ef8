using Kith.Identity.Mail;
using Kith.Store.Accounts;

namespace Kith.Identity.Tests.Mail;

/// <summary>Mails handed to a real Postfix, and read where it put them.</summary>
public sealed class PostfixTests(Cluster cluster, Postfix postfix) : IClassFixture<Postfix>
{
    private async Task<(MailEntry Mail, string Recipient)> SendAsync(SmtpServer server, string recipient = "", MailContent? content = null)
    {
        using var house = new House(cluster, mailServer: server);
        var owner = await house.OwnerAsync();
        var to = recipient.Length > 0 ? recipient : $"grace.{house.Store.Ids.Next():N}@kith.test";
        content ??= new MailContent("Grüße an „Grace“", ["Hello,", ".a dot\n.\n..two", "Žluťoučký kůň"], new MailLink("Open", new Uri("https://kith.example/x")));
        await using (var session = await house.Store.Database.OpenAsync(owner.Caller.Workspace, House.Cancel))
            await MailTable.InsertAsync(session, owner.Caller.Workspace, new MailRow(house.Store.Ids.Next(), to, "Grace Hopper", content.Subject, content.ToPlainText(), content.ToHtml(), "https://kith.example/stop", new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc)), House.Cancel);
        await house.SendMailsAsync(owner.Caller.Workspace);
        return (Assert.Single((await house.Get<MailConsole>().ListAsync(owner.Caller, [], null, null, 50, House.Cancel)).Mails), to);
    }

    private async Task<PythonMail> ArrivedAsync(string recipient)
    {
        IReadOnlyList<byte[]> delivered;
        while ((delivered = postfix.Delivered(recipient)).Count == 0)
            await Task.Delay(20, House.Cancel);
        return await PythonMail.ParseAsync(Assert.Single(delivered));
    }

    [Theory]
    [InlineData(SmtpTls.Required)]
    [InlineData(SmtpTls.Implicit)]
    public async Task A_mail_arrives_as_it_was_written_over_TLS_and_after_signing_in(SmtpTls tls)
    {
        var (mail, recipient) = await SendAsync(postfix.Server(tls));
        Assert.Equal((MailState.Sent, null), (mail.State, mail.Problem));
        var arrived = await ArrivedAsync(recipient);
        Assert.Empty(arrived.Defects);
        Assert.Equal(("Grüße an „Grace“", $"Grace Hopper <{recipient}>", "<https://kith.example/stop>"), (arrived.Headers["Subject"], arrived.Headers["To"], arrived.Headers["List-Unsubscribe"]));
        Assert.Equal("Hello,\n\n.a dot\n.\n..two\n\nŽluťoučký kůň\n\nOpen:\nhttps://kith.example/x\n", arrived.Parts[0].Text);
        Assert.Contains("<p>.a dot<br>\n.<br>\n..two</p>", arrived.Parts[1].Text, StringComparison.Ordinal);
        Assert.Contains("ESMTPSA", arrived.Headers["Received"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_large_mail_arrives_whole()
    {
        var text = string.Join('\n', Enumerable.Range(0, 40_000).Select(n => $"{n} .žluťoučký"));
        var (mail, recipient) = await SendAsync(postfix.Server(SmtpTls.Implicit), content: new MailContent("Large", [text]));
        Assert.Equal(MailState.Sent, mail.State);
        Assert.Equal(text + "\n", (await ArrivedAsync(recipient)).Parts[0].Text);
    }

    [Fact]
    public async Task An_address_with_letters_beyond_ASCII_is_taken()
    {
        var (mail, recipient) = await SendAsync(postfix.Server(SmtpTls.Required), "jürgen@kith.test");
        Assert.Equal((MailState.Sent, null), (mail.State, mail.Problem));
        while (postfix.Delivered(recipient).Count == 0)
            await Task.Delay(20, House.Cancel);
    }

    [Fact]
    public async Task What_postfix_refuses_fails_with_its_words_and_what_it_puts_off_waits()
    {
        var (refused, _) = await SendAsync(postfix.Server(SmtpTls.Required), "refused@kith.test");
        Assert.Equal((MailState.Failed, "554 5.7.1 <refused@kith.test>: Recipient address rejected: We do not want this"), (refused.State, refused.Problem));
        var (later, _) = await SendAsync(postfix.Server(SmtpTls.Required), "later@kith.test");
        Assert.Equal((MailState.Waiting, "450 4.7.1 <later@kith.test>: Recipient address rejected: Come back later"), (later.State, later.Problem));
    }

    [Theory]
    [InlineData(SmtpTls.Required)]
    [InlineData(SmtpTls.Implicit)]
    public async Task Nothing_is_sent_to_a_server_whose_certificate_is_for_another_name_or_by_nobody_known(SmtpTls tls)
    {
        var (otherName, recipient) = await SendAsync(postfix.Server(tls) with { Host = "127.0.0.1" });
        Assert.Equal(MailState.Waiting, otherName.State);
        Assert.Contains("RemoteCertificateNameMismatch", otherName.Problem, StringComparison.Ordinal);
        var (unknown, _) = await SendAsync(postfix.Server(tls) with { Authorities = null }, recipient);
        Assert.Equal(MailState.Waiting, unknown.State);
        Assert.Contains("certificate", unknown.Problem, StringComparison.OrdinalIgnoreCase);
        Assert.Empty(postfix.Delivered(recipient));
    }

    [Fact]
    public async Task A_wrong_password_and_a_server_that_is_not_there_are_tried_again_later()
    {
        var (wrong, _) = await SendAsync(postfix.Server(SmtpTls.Implicit) with { Password = "wrong" });
        Assert.Equal(MailState.Waiting, wrong.State);
        Assert.Contains("refuses the sign-in: 535", wrong.Problem, StringComparison.Ordinal);
        var (nobody, _) = await SendAsync(postfix.Server(SmtpTls.Implicit) with { Port = 1 });
        Assert.Equal(MailState.Waiting, nobody.State);
    }
}
