using System.Text;

namespace Kith.Identity.Mail;

/// <summary>Text as ASCII in short lines (RFC 2045, 6.7), so that every mail server passes it on unchanged.</summary>
internal static class QuotedPrintable
{
    private const int LongestLine = 76;
    private const string Digits = "0123456789ABCDEF";

    /// <summary>Encodes a text; line breaks of any kind become CRLF.</summary>
    public static string Encode(string text)
    {
        var encoded = new StringBuilder(text.Length + (text.Length / 8));
        foreach (var (index, line) in text.ReplaceLineEndings("\n").Split('\n').Index())
        {
            if (index > 0)
                encoded.Append("\r\n");
            Line(encoded, Encoding.UTF8.GetBytes(line));
        }
        return encoded.ToString();
    }

    private static void Line(StringBuilder encoded, byte[] bytes)
    {
        var length = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            // A blank at the end of a line would be lost on the way.
            var plain = b is > 32 and < 127 and not (byte)'=' || (b is (byte)' ' or (byte)'\t' && i < bytes.Length - 1);
            var size = plain ? 1 : 3;
            if (length + size > LongestLine - 1)
            {
                encoded.Append("=\r\n");
                length = 0;
            }
            if (plain)
                encoded.Append((char)b);
            else
                encoded.Append('=').Append(Digits[b >> 4]).Append(Digits[b & 15]);
            length += size;
        }
    }
}
