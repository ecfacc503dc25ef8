using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>The rows of a file, whatever it is written as. Memory does not grow with the file.</summary>
public abstract class RowSource : IDisposable
{
    /// <summary>How the file is written.</summary>
    public abstract CsvFormat Format { get; }

    /// <summary>The names of the columns, each different, also when case is ignored.</summary>
    public abstract IReadOnlyList<string> Columns { get; }

    /// <summary>Passes over the next rows, to go on where an earlier pass stopped.</summary>
    public abstract void Skip(long rows, CancellationToken cancellation);

    /// <summary>The rows from where the source stands to its end.</summary>
    /// <exception cref="Kith.Core.Problems.ProblemException">The file cannot be read further.</exception>
    public abstract IEnumerable<CsvRow> Rows(CancellationToken cancellation);

    /// <summary>Finds out what a file is and how it is written, but for workbooks, whose sheets are made files of their own first; the stream can seek, stands at the file's beginning and does so again afterwards.</summary>
    public static CsvFormat Detect(System.IO.Stream stream, CancellationToken cancellation) =>
        VCardSource.Detect(stream, cancellation) ?? JsonLinesSource.Detect(stream) ?? CsvFormat.Detect(stream, null, null, cancellation);

    /// <summary>Opens a stream that can seek and stands at the file's beginning; it is closed with the source.</summary>
    public static RowSource Open(System.IO.Stream stream, CsvFormat format) => format.Form switch
    {
        VCardSource.Form => VCardSource.Open(stream, format),
        SheetSource.Form => SheetSource.Open(stream, format),
        JsonLinesSource.Form => JsonLinesSource.Open(stream),
        _ => CsvSource.Open(stream, format),
    };

    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    /// <summary>Closes the file.</summary>
    protected abstract void Close();
}
