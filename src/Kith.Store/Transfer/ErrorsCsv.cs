using System.Text;

namespace Kith.Store.Transfer;

/// <summary>
/// Writes the rows of a file that failed, with the row's number and the reasons before the cells. The cells stand as they came, so
/// that the file, mended, can be imported again: they are the person's own, and a quoted formula among them was in their file already.
/// Only the reasons, which are ours and may begin with a text of the file, are made harmless for spreadsheets.
/// </summary>
public sealed class ErrorsCsv
{
    private readonly TextWriter _writer;
    private readonly char _delimiter;
    private readonly StringBuilder _line = new();

    private ErrorsCsv(TextWriter writer, char delimiter) => (_writer, _delimiter) = (writer, delimiter);

    /// <summary>Begins a file in UTF-8 with a byte order mark, which spreadsheets need, and with the delimiter of the file that was imported.</summary>
    public static async Task<ErrorsCsv> BeginAsync(System.IO.Stream stream, FileProfile profile, CancellationToken cancellation)
    {
        // The caller's stream stays open: it is a response or a file that the caller closes.
        var writer = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), leaveOpen: true);
        var errors = new ErrorsCsv(writer, profile.Format.Delimiter);
        // Of two equal names the later one gets a number; the file's own columns keep theirs.
        var names = HeaderNames.Distinct([.. profile.Columns.Select(c => c.Name), "row", "reason"]);
        await errors.WriteLineAsync([names[^2], names[^1], .. names[..^2]], cancellation);
        return errors;
    }

    /// <summary>Writes one failed row.</summary>
    /// <param name="row">The row's number in the imported file.</param>
    /// <param name="reasons">Why it failed.</param>
    /// <param name="cells">The cells as they came.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public Task WriteAsync(long row, IEnumerable<string> reasons, IReadOnlyList<string> cells, CancellationToken cancellation) =>
        WriteLineAsync([FormattableString.Invariant($"{row}"), Harmless(string.Join(' ', reasons)), .. cells], cancellation);

    /// <summary>Writes what is still held back.</summary>
    public Task FlushAsync(CancellationToken cancellation) => _writer.FlushAsync(cancellation);

    /// <summary>A text that no spreadsheet takes for a formula.</summary>
    public static string Harmless(string text) => text.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    private async Task WriteLineAsync(IReadOnlyList<string> cells, CancellationToken cancellation)
    {
        _line.Clear();
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                _line.Append(_delimiter);
            Append(cells[i]);
        }
        await _writer.WriteAsync(_line.Append("\r\n"), cancellation);
    }

    private void Append(string cell)
    {
        var plain = cell.AsSpan().IndexOfAny(['"', '\r', '\n', _delimiter]) < 0 && (cell.Length == 0 || (cell[0] != ' ' && cell[^1] != ' '));
        if (plain)
            _line.Append(cell);
        else
            _line.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
