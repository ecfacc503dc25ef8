using System.Globalization;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Accounts;

namespace Kith.Identity.Mail;

/// <summary>Writes a mail as RFC 5322 and MIME have it: plain text and HTML as alternatives, all of it ASCII but for addresses that are not.</summary>
public static class MailText
{
    // An encoded word has at most 75 characters, of which 12 are its frame; base64 makes 4 of 3 bytes.
    private const int BytesPerWord = 45;
    private const int LongestPlainLine = 76;

    /// <summary>The whole message.</summary>
    /// <param name="sender">The address it comes from.</param>
    /// <param name="host">What this installation is called in public.</param>
    public static byte[] Write(MailRow mail, string sender, string host)
    {
        // Stands in no part: in an encoded one an equals sign is followed by two digits or the end of the line, and in another no line begins with hyphens.
        var boundary = $"=_{mail.Id:N}";
        var text = new StringBuilder();
        Header(text, "Date", mail.CreatedAt.ToString("ddd, dd MMM yyyy HH:mm:ss '+0000'", CultureInfo.InvariantCulture));
        Header(text, "From", Mailbox(Messages.Text("mail.sender"), sender));
        Header(text, "To", Mailbox(mail.RecipientName, mail.Recipient));
        Header(text, "Subject", Words(mail.Subject));
        Header(text, "Message-ID", $"<{mail.Id:N}@{host}>");
        Header(text, "Auto-Submitted", "auto-generated");
        if (mail.Unsubscribe is { } unsubscribe)
        {
            Header(text, "List-Unsubscribe", $"<{new Uri(unsubscribe).AbsoluteUri}>");
            Header(text, "List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        Header(text, "MIME-Version", "1.0");
        Header(text, "Content-Type", $"multipart/alternative;\r\n boundary=\"{boundary}\"");
        text.Append("\r\n");
        Part(text, boundary, "text/plain", mail.Body);
        Part(text, boundary, "text/html", mail.Html ?? new MailContent(mail.Subject, [mail.Body]).ToHtml());
        text.Append("--").Append(boundary).Append("--\r\n");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Part(StringBuilder text, string boundary, string type, string content)
    {
        text.Append("--").Append(boundary).Append("\r\n");
        Header(text, "Content-Type", type + "; charset=utf-8");
        var plain = Ascii.IsValid(content) && content.ReplaceLineEndings("\n").Split('\n').All(l => l.Length <= LongestPlainLine && !l.EndsWith(' ') && !l.StartsWith("--", StringComparison.Ordinal));
        Header(text, "Content-Transfer-Encoding", plain ? "7bit" : "quoted-printable");
        text.Append("\r\n").Append(plain ? content.ReplaceLineEndings("\r\n") : QuotedPrintable.Encode(content)).Append("\r\n");
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
}
