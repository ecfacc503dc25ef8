using System.Text;
using System.Text.RegularExpressions;
using Kith.Core.Problems;
using Kith.Identity.Mail;
using Kith.Store.Accounts;

namespace Kith.Identity.Tests;

public sealed partial class MailTests(Cluster cluster)
{
    private static readonly DateTime Then = new(2026, 3, 4, 5, 6, 7, DateTimeKind.Utc);

    private static string Write(string? name, string subject, string body, string url = "https://crm.example.com")
    {
        Messages.Include(typeof(MailText).Assembly);
        return Encoding.UTF8.GetString(MailText.Write(new MailRow(Guid.Parse("018f0000-0000-7000-8000-000000000001"), "grace@example.com", name, subject, body, Then, 1), new Uri(url)));
    }

    [Fact]
    public void A_plain_mail_is_plain()
    {
        var mail = Write("Grace Hopper", "Welcome", "Hello,\n\nhere it is.\n");
        Assert.Equal("""
            Date: Wed, 04 Mar 2026 05:06:07 +0000
            From: Kith <kith@crm.example.com>
            To: Grace Hopper <grace@example.com>
            Subject: Welcome
            Message-ID: <018f0000000070008000000000000001@crm.example.com>
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 7bit

            Hello,

            here it is.

            """.ReplaceLineEndings("\r\n"), mail);
    }

    [Fact]
    public void Nothing_written_by_people_breaks_out_of_its_header()
    {
        var mail = Write("Grace\r\nBcc: evil@example.com", "Hi\r\nX-Evil: yes\r\n\r\nbody", "Hello");
        var head = mail[..mail.IndexOf("\r\n\r\n", StringComparison.Ordinal)];
        Assert.DoesNotContain("evil", head, StringComparison.OrdinalIgnoreCase);
        Assert.All(head.Split("\r\n"), line => Assert.Matches("^([A-Za-z-]+: | =)", line));
    }

    [Fact]
    public void Long_and_foreign_subjects_are_encoded_words_of_bounded_length()
    {
        var subject = "Ada Lovelace (Großmeisterin) lädt Sie ein zu „Analytische Maschinen & Söhne“ – 招待状です 🎩";
        var mail = Write("Žofie Müller", subject, "Grüße\n");
        var lines = mail.Split("\r\n");
        Assert.All(lines, l => Assert.True(l.Length <= 90, l));
        var words = EncodedWord().Matches(string.Join("\r\n", lines.SkipWhile(l => !l.StartsWith("Subject", StringComparison.Ordinal)).TakeWhile(l => !l.StartsWith("Message", StringComparison.Ordinal))));
        Assert.All(words, w => Assert.True(w.Value.Length <= 75));
        Assert.Equal(subject, string.Concat(words.Select(w => Encoding.UTF8.GetString(Convert.FromBase64String(w.Groups["text"].Value)))));
        Assert.Contains("Content-Transfer-Encoding: 8bit", mail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:5080", "kith@[127.0.0.1]")]
    [InlineData("http://[::1]:5080", "kith@[IPv6:::1]")]
    [InlineData("https://bücher.example", "kith@xn--bcher-kva.example")]
    public void The_sender_stands_at_the_public_address(string url, string sender) =>
        Assert.Contains($"From: Kith <{sender}>", Write(null, "x", "y", url), StringComparison.Ordinal);

    [Fact]
    public void No_line_is_longer_than_the_standard_allows()
    {
        var mail = Write(null, "x", new string('ä', 5_000));
        Assert.All(mail.Split("\r\n"), l => Assert.True(Encoding.UTF8.GetByteCount(l) <= 998));
    }

    [Fact]
    public async Task An_invitation_lies_in_the_outbox_and_its_link_leads_to_this_installation()
    {
        using var house = new House(cluster);
        var owner = await house.OwnerAsync();
        var email = house.NewEmail("grace");
        var token = await house.InviteAsync(owner, email);
        var mail = Assert.Single(house.Mails());
        Assert.Contains($"To: {email}\r\n", mail, StringComparison.Ordinal);
        Assert.Contains("Subject: Ada Lovelace invites you to Analytical Engines\r\n", mail, StringComparison.Ordinal);
        Assert.Contains($"\r\nhttps://kith.example/invite/{token}\r\n", mail, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"=\?UTF-8\?B\?(?<text>[^?]+)\?=", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex EncodedWord();
}
