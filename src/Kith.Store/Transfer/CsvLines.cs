using System.Text;

namespace Kith.Store.Transfer;

/// <summary>Writes lines of CSV (RFC 4180).</summary>
internal sealed class CsvLines(TextWriter writer, char delimiter)
{
    private readonly StringBuilder _line = new();

    /// <summary>A writer for a file in UTF-8 with a byte order mark, which spreadsheets need. The stream stays open: it is a response or a file that the caller closes.</summary>
    public static StreamWriter Writer(System.IO.Stream stream) => new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), bufferSize: 32 * 1024, leaveOpen: true);

    public async Task WriteAsync(IReadOnlyList<string> cells, CancellationToken cancellation)
    {
        _line.Clear();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                _line.Append(delimiter);
            Append(cells[i]);
        }
        await writer.WriteAsync(_line.Append("\r\n"), cancellation);
    }

    private void Append(string cell) => _line.Append(Cell(cell, delimiter));

    /// <summary>A text as it stands in a line: in quotes where it needs them.</summary>
    public static string Cell(string text, char delimiter)
    {
        var plain = text.AsSpan().IndexOfAny(['"', '\r', '\n', delimiter]) < 0 && (text.Length == 0 || (text[0] != ' ' && text[^1] != ' '));
        return plain ? text : '"' + text.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
