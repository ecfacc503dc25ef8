using System.Globalization;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Accounts;

namespace Kith.Identity.Mail;

/// <summary>Writes a mail as RFC 5322 and MIME have it: plain text in UTF-8, lines of CRLF, headers in ASCII (RFC 2047).</summary>
public static class MailText
{
    // An encoded word has at most 75 characters, of which 12 are its frame; base64 makes 4 of 3 bytes.
    private const int BytesPerWord = 45;
    private const int LongestLine = 998;

    /// <summary>The whole message.</summary>
    public static byte[] Write(MailRow mail, Uri publicUrl)
    {
        var host = publicUrl.HostNameType is UriHostNameType.IPv4 ? $"[{publicUrl.Host}]"
            : publicUrl.HostNameType is UriHostNameType.IPv6 ? $"[IPv6:{publicUrl.Host.Trim('[', ']')}]" : publicUrl.IdnHost;
        var body = Body(mail.Body);
        var text = new StringBuilder();
        Header(text, "Date", mail.CreatedAt.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "From", Mailbox(Messages.Text("mail.sender"), $"kith@{host}"));
        Header(text, "To", Mailbox(mail.RecipientName, mail.Recipient));
        Header(text, "Subject", Words(mail.Subject));
        Header(text, "Message-ID", $"<{mail.Id:N}@{host}>");
        Header(text, "Auto-Submitted", "auto-generated");
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", "text/plain; charset=utf-8");
        Header(text, "Content-Transfer-Encoding", Ascii.IsValid(body) ? "7bit" : "8bit");
        return Encoding.UTF8.GetBytes(text.Append("\r\n").Append(body).ToString());
    }

    private static void Header(StringBuilder text, string name, string value) => text.Append(name).Append(": ").Append(value).Append("\r\n");

    private static string Mailbox(string? name, string address) => string.IsNullOrWhiteSpace(name) ? address : $"{Phrase(name)} <{address}>";

    private static string Phrase(string name) => Plain(name) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == ' ') ? name : Encoded(name);

    private static string Words(string text) => Plain(text) && !text.Contains("=?", StringComparison.Ordinal) ? text : Encoded(text);

    // What cannot break out of a header or be mistaken for an encoded word, and fits into one line.
    private static bool Plain(string text) => text.Length is > 0 and <= 60 && text.All(c => c is >= ' ' and <= '~') && text == text.Trim();

    private static string Encoded(string text)
    {
        var words = new List<string>();
        var word = new List<byte>();
        foreach (var rune in text.EnumerateRunes().Where(r => !Rune.IsControl(r)))
        {
            var bytes = Encoding.UTF8.GetBytes(rune.ToString());
            if (word.Count + bytes.Length > BytesPerWord)
            {
                words.Add(Convert.ToBase64String([.. word]));
                word.Clear();
            }
            word.AddRange(bytes);
        }
        words.Add(Convert.ToBase64String([.. word]));
        return string.Join("\r\n ", words.Select(w => $"=?UTF-8?B?{w}?="));
    }

    private static string Body(string body)
    {
        var lines = body.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n').SelectMany(Folded);
        return string.Join("\r\n", lines);
    }

    // Names are at most 200 characters, so lines are short; the limit counts bytes, and this holds for whatever a text may become.
    private static IEnumerable<string> Folded(string line)
    {
        const int Characters = LongestLine / 4;
        for (var at = 0; at == 0 || at < line.Length; at += Characters)
            yield return line.Substring(at, Math.Min(Characters, line.Length - at));
    }
}
