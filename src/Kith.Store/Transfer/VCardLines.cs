using System.Text;
using Kith.Core.Problems;

namespace Kith.Store.Transfer;

/// <summary>A property of a card.</summary>
/// <param name="Name">Its name in capitals, without the group before it.</param>
/// <param name="Parameters">Names in capitals and values; a parameter without a name, as in version 2.1, is a TYPE.</param>
/// <param name="Value">The value as it stands in the file, unfolded and decoded.</param>
internal sealed record VCardProperty(string Name, IReadOnlyList<(string Name, string Value)> Parameters, string Value)
{
    /// <summary>True when its TYPE names the word.</summary>
    public bool Is(string type) =>
        Parameters.Any(p => p.Name == "TYPE" && p.Value.Split(',').Any(t => t.Trim().Equals(type, StringComparison.OrdinalIgnoreCase)));
}

/// <summary>
/// Takes a vCard file apart into properties: lines are unfolded, quoted-printable and the character set of a property are decoded. Pictures, sounds
/// and keys are passed over without being kept.
/// </summary>
internal sealed class VCardLines : IDisposable
{
    /// <summary>Most characters of a line, and of a property without those that are passed over.</summary>
    public const int Longest = 1 << 20;
    private static readonly HashSet<string> Skipped = ["PHOTO", "LOGO", "SOUND", "KEY"];

    private readonly StreamReader _reader;
    private readonly Encoding _encoding;
    private readonly bool _bytes;
    private readonly StringBuilder _line = new();
    private string? _next;
    private long _number;

    /// <param name="stream">The file; closed with this.</param>
    /// <param name="encoding">Name of its encoding.</param>
    public VCardLines(System.IO.Stream stream, string encoding)
    {
        _encoding = TextEncodings.Strict(encoding);
        // A property may name a character set of its own, so its bytes are kept until that is known: a character each. UTF-16 has no such bytes.
        _bytes = !encoding.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase);
        _reader = new StreamReader(stream, _bytes ? Encoding.Latin1 : _encoding, detectEncodingFromByteOrderMarks: false, 1 << 16);
        _next = ReadLine()?.TrimStart('\uFEFF', '\u00EF', '\u00BB', '\u00BF');
    }

    /// <summary>The next property; null at the end. Lines that are none are passed over.</summary>
    public VCardProperty? Read()
    {
        while (_next is { } line)
        {
            _next = ReadLine();
            var colon = Unquoted(line, 0, ':');
            if (colon < 0)
            {
                Unfold(line, keep: false, soft: false);
                continue;
            }
            var head = Parts(line[..colon], ';');
            var name = head[0][(head[0].LastIndexOf('.') + 1)..].Trim().ToUpperInvariant();
            var parameters = head.Skip(1).Select(Parameter).ToArray();
            var printable = parameters.Any(p => p.Value.Equals("QUOTED-PRINTABLE", StringComparison.OrdinalIgnoreCase));
            var keep = !Skipped.Contains(name);
            var value = Unfold(line, keep, printable);
            if (keep)
                return new VCardProperty(name, parameters, Decode(value[(colon + 1)..], printable, parameters.FirstOrDefault(p => p.Name == "CHARSET").Value));
        }
        return null;
    }

    /// <summary>A line with those that go on with it: they begin with a blank or, in quoted-printable, follow on an equals sign at the end.</summary>
    private string Unfold(string line, bool keep, bool soft)
    {
        StringBuilder? whole = null;
        var last = line;
        while (_next is { } next)
        {
            var isSoft = soft && last.EndsWith('=');
            if (!isSoft && next is not [' ' or '\t', ..])
                break;
            if (keep)
            {
                whole ??= new StringBuilder(line);
                if (isSoft)
                    whole.Length--;
                // A soft break takes nothing off the next line; folding takes the one blank.
                whole.Append(isSoft ? next : next[1..]);
                if (whole.Length > Longest)
                    throw TooLong();
            }
            last = next;
            _next = ReadLine();
        }
        return whole?.ToString() ?? line;
    }

    private string? ReadLine()
    {
        _line.Clear();
        _number++;
        for (int c; (c = _reader.Read()) >= 0;)
        {
            if (c == '\n')
                return Text();
            // Neither text nor anything PostgreSQL can keep.
            if (c == 0)
                throw new ProblemException(Problem.Field("file", "import.vcard_binary", _number));
            if (_line.Length >= Longest)
                throw TooLong();
            _line.Append((char)c);
        }
        return _line.Length == 0 ? null : Text();
    }

    private string Text() => _line is [.., '\r'] ? _line.ToString(0, _line.Length - 1) : _line.ToString();

    private ProblemException TooLong() => new(Problem.Field("file", "import.vcard_line_too_long", _number, Longest));

    private static (string Name, string Value) Parameter(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? ("TYPE", text.Trim()) : (text[..equals].Trim().ToUpperInvariant(), text[(equals + 1)..].Trim().Trim('"'));
    }

    private string Decode(string value, bool printable, string? charset)
    {
        if (!_bytes && !printable)
            return value;
        var encoding = charset is null ? _bytes ? _encoding : Encoding.UTF8 : TextEncodings.Strict(charset);
        try
        {
            return encoding.GetString(printable ? Printable(value) : Encoding.Latin1.GetBytes(value));
        }
        catch (DecoderFallbackException)
        {
            throw CsvFormat.NotInEncoding(encoding.WebName);
        }
    }

    private static byte[] Printable(string text)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit(text[i + 1]) && char.IsAsciiHexDigit(text[i + 2]))
            {
                bytes.Add(Convert.ToByte(text.Substring(i + 1, 2), 16));
                i += 2;
            }
            else
            {
                bytes.Add((byte)text[i]);
            }
        }
        return [.. bytes];
    }

    private static int Unquoted(string text, int from, char mark)
    {
        var quoted = false;
        for (var i = from; i < text.Length; i++)
        {
            if (text[i] == '"')
                quoted = !quoted;
            else if (text[i] == mark && !quoted)
                return i;
        }
        return -1;
    }

    private static List<string> Parts(string text, char mark)
    {
        var parts = new List<string>();
        var from = 0;
        for (var end = Unquoted(text, 0, mark); end >= 0; end = Unquoted(text, from, mark))
        {
            parts.Add(text[from..end]);
            from = end + 1;
        }
        parts.Add(text[from..]);
        return parts;
    }

    public void Dispose() => _reader.Dispose();
}
