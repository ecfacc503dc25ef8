using System.Text;
using Kith.Core.Problems;

namespace Kith.Store.Transfer;

/// <summary>How a CSV file is written; found once at the upload, then used by every pass over the file.</summary>
/// <param name="Encoding">Name of the encoding, such as <c>utf-8</c>, <c>utf-16</c> or <c>windows-1252</c>.</param>
/// <param name="Delimiter">The character between two cells; of the file of failed rows where the file is no table.</param>
/// <param name="Form">What the file is where it is no table, such as <see cref="VCardSource.Form"/>.</param>
public sealed record CsvFormat(string Encoding, char Delimiter, string? Form = null)
{
    /// <summary>Characters from which the delimiter is found out.</summary>
    private const int SampleLength = 1 << 16;

    /// <summary>
    /// Finds out the format of a stream that can seek, reads it to its end and goes back to where it stood. What is given is taken as
    /// given. Refuses an encoding nobody knows, a delimiter that cannot be one, and files that are no text.
    /// </summary>
    /// <param name="stream">A seekable stream that stands at the file's beginning.</param>
    /// <param name="encoding">The encoding's name where a person chose one.</param>
    /// <param name="delimiter">The delimiter where a person chose one.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static CsvFormat Detect(System.IO.Stream stream, string? encoding, char? delimiter, CancellationToken cancellation)
    {
        if (delimiter is '"' or '\r' or '\n' or '\0')
            throw new ProblemException(Problem.Field("delimiter", "import.bad_delimiter"));
        var start = stream.Position;
        var name = encoding is null ? TextEncodings.Detect(stream, cancellation) : TextEncodings.Strict(encoding).WebName;
        stream.Position = start;
        delimiter ??= FindDelimiter(stream, name);
        stream.Position = start;
        return new CsvFormat(name, delimiter.Value);
    }

    private static char FindDelimiter(System.IO.Stream stream, string encoding)
    {
        var sample = new char[SampleLength];
        using var reader = Reader(stream, encoding, leaveOpen: true);
        try
        {
            var length = reader.ReadBlock(sample);
            return DelimiterDetector.Detect(sample.AsSpan(0, length), complete: length < sample.Length);
        }
        catch (DecoderFallbackException)
        {
            throw NotInEncoding(encoding);
        }
    }

    /// <summary>A reader that throws <see cref="DecoderFallbackException"/> at bytes that do not belong to the encoding.</summary>
    internal static StreamReader Reader(System.IO.Stream stream, string encoding, bool leaveOpen) =>
        new(stream, TextEncodings.Strict(encoding), detectEncodingFromByteOrderMarks: false, 1 << 16, leaveOpen);

    internal static ProblemException NotInEncoding(string encoding) => new(Problem.Field("encoding", "import.not_in_encoding", encoding));
}
