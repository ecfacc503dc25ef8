namespace Kith.Store.Transfer;

/// <summary>
/// Writes the rows of a file that failed, with the row's number and the reasons before the cells. The cells stand as they came, so
/// that the file, mended, can be imported again: they are the person's own, and a quoted formula among them was in their file already.
/// Only the reasons, which are ours and may begin with a text of the file, are made harmless for spreadsheets.
/// </summary>
public sealed class ErrorsCsv
{
    private readonly TextWriter _writer;
    private readonly CsvLines _lines;

    private ErrorsCsv(TextWriter writer, char delimiter) => (_writer, _lines) = (writer, new CsvLines(writer, delimiter));

    /// <summary>Begins a file with the delimiter of the file that was imported.</summary>
    public static async Task<ErrorsCsv> BeginAsync(System.IO.Stream stream, FileProfile profile, CancellationToken cancellation)
    {
        var errors = new ErrorsCsv(CsvLines.Writer(stream), profile.Format.Delimiter);
        // Of two equal names the later one gets a number; the file's own columns keep theirs.
        var names = HeaderNames.Distinct([.. profile.Columns.Select(c => c.Name), "row", "reason"]);
        await errors._lines.WriteAsync([names[^2], names[^1], .. names[..^2]], cancellation);
        return errors;
    }

    /// <summary>Writes one failed row.</summary>
    /// <param name="row">The row's number in the imported file.</param>
    /// <param name="reasons">Why it failed.</param>
    /// <param name="cells">The cells as they came.</param>
    /// <param name="cancellation">Stops the writing.</param>
    public Task WriteAsync(long row, IEnumerable<string> reasons, IReadOnlyList<string> cells, CancellationToken cancellation) =>
        _lines.WriteAsync([FormattableString.Invariant($"{row}"), Harmless(string.Join(' ', reasons)), .. cells], cancellation);

    /// <summary>A text that no spreadsheet takes for a formula.</summary>
    public static string Harmless(string text) => text.Length > 0 && "=+-@\t\r\n＝＋－＠".Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;

    /// <summary>Writes what is still held back.</summary>
    public Task FlushAsync(CancellationToken cancellation) => _writer.FlushAsync(cancellation);
}
