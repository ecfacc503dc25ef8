using System.Globalization;
using System.Text;

namespace Kith.Core.Calendars;

/// <summary>Writes iCalendar (RFC 5545): lines that end in CR LF and are folded at 75 octets, and texts whose signs are escaped.</summary>
public sealed class CalendarText
{
    private const int LongestLine = 75;

    private readonly StringBuilder _text = new();

    /// <summary>All that was written.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>A part, such as VEVENT, with what is written inside.</summary>
    public void Part(string name, Action write)
    {
        Line("BEGIN", name);
        write();
        Line("END", name);
    }

    /// <summary>A property whose value stands as it is.</summary>
    /// <param name="name">With its parameters, such as <c>DTSTART;VALUE=DATE</c>.</param>
    public void Line(string name, string value)
    {
        var (line, octets) = (new StringBuilder(), 0);
        foreach (var rune in $"{name}:{value}".EnumerateRunes())
        {
            // A line break that came in otherwise would begin another property.
            if (rune.Value is '\r' or '\n')
                continue;
            if (octets + rune.Utf8SequenceLength > LongestLine)
            {
                line.Append("\r\n ");
                octets = 1;
            }
            line.Append(rune);
            octets += rune.Utf8SequenceLength;
        }
        _text.Append(line).Append("\r\n");
    }

    /// <summary>A property whose value is a text; nothing where it is empty.</summary>
    public void Text(string name, string? text)
    {
        if (!string.IsNullOrWhiteSpace(text))
            Line(name, Escaped(text));
    }

    /// <summary>An instant as UTC.</summary>
    public static string Utc(DateTime instant) => instant.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time on a clock somewhere.</summary>
    public static string Local(DateTime time) => time.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);

    /// <summary>A day.</summary>
    public static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    /// <summary>A text as the value of a parameter, in quotes; what cannot stand there is left out.</summary>
    public static string Quoted(string text) => $"\"{new string([.. text.Where(c => c != '"' && !char.IsControl(c))])}\"";

    private static string Escaped(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text.ReplaceLineEndings("\n"))
        {
            if (c is '\\' or ';' or ',')
                escaped.Append('\\').Append(c);
            else if (c == '\n')
                escaped.Append("\\n");
            else if (!char.IsControl(c) || c == '\t')
                escaped.Append(c);
        }
        return escaped.ToString();
    }
}
