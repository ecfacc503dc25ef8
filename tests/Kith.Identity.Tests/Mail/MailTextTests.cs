using System.Text;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Identity.Mail;
using Kith.Store.Accounts;

namespace Kith.Identity.Tests.Mail;

/// <summary>Mails as they are written, read by a parser that is not ours.</summary>
public sealed class MailTextTests(Cluster cluster)
{
    private static readonly DateTime Then = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private static byte[] Write(string? name, MailContent content, string recipient = "grace@example.com", string? unsubscribe = null)
    {
        Messages.Include(typeof(MailText).Assembly);
        return MailText.Write(new MailRow(Guid.Parse("018f0000-0000-7000-8000-000000000001"), recipient, name, content.Subject, content.ToPlainText(), content.ToHtml(), unsubscribe, Then), "kith@crm.example.com", "crm.example.com");
    }

    private static string Head(byte[] mail) => Encoding.UTF8.GetString(mail)[..Encoding.UTF8.GetString(mail).IndexOf("\r\n\r\n", StringComparison.Ordinal)];

    [Fact]
    public async Task A_mail_is_plain_text_and_HTML_of_the_same_content()
    {
        var mail = await PythonMail.ParseAsync(Write("Grace Hopper", new MailContent("Welcome", ["Hello,", "here <it> is."], new MailLink("Open it", new Uri("https://crm.example.com/a?b=1&c=2")), "Small print")));
        Assert.Empty(mail.Defects);
        Assert.Equal("multipart/alternative", mail.Type);
        Assert.Equal(["text/plain", "text/html"], mail.Parts.Select(p => p.Type));
        Assert.Equal("Hello,\n\nhere <it> is.\n\nOpen it:\nhttps://crm.example.com/a?b=1&c=2\n\nSmall print\n", mail.Parts[0].Text);
        Assert.Contains("<p>here &lt;it&gt; is.</p>", mail.Parts[1].Text, StringComparison.Ordinal);
        Assert.Contains("href=\"https://crm.example.com/a?b=1&amp;c=2\"", mail.Parts[1].Text, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme:dark", mail.Parts[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail.Parts[1].Text, StringComparison.Ordinal);
        Assert.Equal(("Kith <kith@crm.example.com>", "Grace Hopper <grace@example.com>", "Welcome"), (mail.Headers["From"], mail.Headers["To"], mail.Headers["Subject"]));
        Assert.Equal(("Wed, 04 Mar 2026 05:06:07 +0000", "<018f0000000070008000000000000001@crm.example.com>", "auto-generated"), (mail.Headers["Date"], mail.Headers["Message-ID"], mail.Headers["Auto-Submitted"]));
        Assert.DoesNotContain("List-Unsubscribe", mail.Headers.Keys);
    }

    [Fact]
    public async Task What_can_be_ended_says_how_by_one_click()
    {
        var mail = await PythonMail.ParseAsync(Write(null, new MailContent("Digest", ["News"]), unsubscribe: "https://crm.example.com/stop?for=a b\r\nX-Evil: 1"));
        Assert.Equal(("<https://crm.example.com/stop?for=a%20b%0D%0AX-Evil:%201>", "List-Unsubscribe=One-Click"), (mail.Headers["List-Unsubscribe"], mail.Headers["List-Unsubscribe-Post"]));
        Assert.DoesNotContain("X-Evil", mail.Headers.Keys);
    }

    [Theory]
    [InlineData("Ada Lovelace (Großmeisterin) lädt Sie ein zu „Analytische Maschinen & Söhne“ – 招待状です 🎩")]
    [InlineData("=?UTF-8?B?SGFoYQ==?=")]
    [InlineData("a subject of more than sixty characters, none of them beyond ASCII, that fills a line")]
    [InlineData(" blanks around ")]
    public async Task Names_subjects_and_texts_of_any_language_arrive_as_written(string text)
    {
        var lines = string.Join('\n', ["", text, text.Replace('ß', '\t') + " ", ".", "..", ".begins with a dot", "= not the end =", "From here on", new string('x', 5_000), new string('招', 900), "e\u0301\r\nend"]);
        var mail = await PythonMail.ParseAsync(Write(text, new MailContent(text, [lines])));
        Assert.Empty(mail.Defects);
        Assert.Equal(text, mail.Headers["Subject"]);
        Assert.Equal(text.Trim(), mail.RecipientName.Trim());
        Assert.Equal(lines.ReplaceLineEndings("\n") + "\n", mail.Parts[0].Text);
        Assert.All(Encoding.ASCII.GetString(Write(text, new MailContent(text, [lines]))).Split("\r\n"), l => Assert.True(l.Length <= 90, l));
    }

    [Fact]
    public async Task Nothing_written_by_people_breaks_out_of_its_place()
    {
        var evil = new MailContent("Hi\r\nX-Evil: yes\r\n\r\nbody", ["--=_018f0000000070008000000000000001--\r\n<script>alert(1)</script>"], new MailLink("\"><b>", new Uri("https://x.example/\"onclick=")));
        var bytes = Write("Grace\r\nBcc: evil@example.com", evil);
        var mail = await PythonMail.ParseAsync(bytes);
        Assert.Empty(mail.Defects);
        Assert.Equal(2, mail.Parts.Count);
        Assert.DoesNotContain(mail.Headers.Keys, h => h is "X-Evil" or "Bcc");
        Assert.All(Head(bytes).Split("\r\n"), line => Assert.Matches("^([A-Za-z-]+: | )", line));
        Assert.DoesNotContain("<script", mail.Parts[1].Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\"onclick", mail.Parts[1].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "[127.0.0.1]")]
    [InlineData("http://[::1]:5080", "[IPv6:::1]")]
    [InlineData("https://bücher.example", "xn--bcher-kva.example")]
    public void An_installation_is_called_as_mail_servers_take_it(string url, string host) => Assert.Equal(host, MailAddresses.HostOf(new Uri(url)));

    [Fact]
    public async Task An_invitation_lies_in_the_outbox_and_its_link_leads_to_this_installation()
    {
        using var house = new House(cluster);
        var owner = await house.OwnerAsync();
        var email = house.NewEmail("grace");
        var token = await house.InviteAsync(owner, email);
        var mail = await PythonMail.ParseAsync(Encoding.UTF8.GetBytes(Assert.Single(house.Mails())));
        Assert.Equal((email, "Ada Lovelace invites you to Analytical Engines"), (mail.Headers["To"], mail.Headers["Subject"]));
        Assert.Contains($"\nhttps://kith.example/invite/{token}\n", mail.Parts[0].Text, StringComparison.Ordinal);
        Assert.Contains($"href=\"https://kith.example/invite/{token}\"", mail.Parts[1].Text, StringComparison.Ordinal);
    }
}

/// <summary>A mail as Python's <c>email</c> package reads it.</summary>
public sealed record PythonMail(string Type, IReadOnlyDictionary<string, string> Headers, string RecipientName, IReadOnlyList<PythonPart> Parts, IReadOnlyList<string> Defects)
{
    private const string Program = """
        import sys, json, email, email.policy, email.header, email.utils
        raw = sys.stdin.buffer.read()
        m = email.message_from_bytes(raw, policy=email.policy.default)
        # Its newer reader of headers takes the blank between two encoded words for one of the text (bpo-35547).
        def decoded(text):
            return str(email.header.make_header(email.header.decode_header(text)))
        old = email.message_from_bytes(raw)
        parts = [p for p in m.walk() if not p.is_multipart()]
        json.dump({'Type': m.get_content_type(), 'Headers': {k: decoded(v) for k, v in old.items()}, 'RecipientName': decoded(email.utils.parseaddr(old['To'])[0]),
                   'Parts': [{'Type': p.get_content_type(), 'Text': p.get_content().replace('\r\n', '\n')} for p in parts],
                   'Defects': [repr(d) for p in m.walk() for d in p.defects] + [repr(d) for v in m.values() for d in getattr(v, 'defects', [])]}, sys.stdout)
        """;

    public static async Task<PythonMail> ParseAsync(byte[] mail)
    {
        using var python = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("python3", ["-c", Program]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        await python.StandardInput.BaseStream.WriteAsync(mail);
        python.StandardInput.Close();
        var said = await python.StandardOutput.ReadToEndAsync();
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return JsonSerializer.Deserialize<PythonMail>(said)!;
    }
}

/// <summary>A part of it.</summary>
public sealed record PythonPart(string Type, string Text);
