using System.Text;
using Kith.Core.Problems;

namespace Kith.Store.Transfer;

/// <summary>Reads a file of vCards (versions 2.1, 3.0 and 4.0) as rows: a card is a row, the columns are those that some card fills.</summary>
public sealed class VCardSource : RowSource
{
    /// <summary>What <see cref="CsvFormat.Form"/> says of such a file.</summary>
    public const string Form = "vcard";
    /// <summary>Most properties of a card.</summary>
    public const int MostProperties = 2_000;
    private const string First = "BEGIN:VCARD";

    private readonly VCardLines _lines;
    private readonly int[] _used;
    private readonly string[] _columns;
    private long _row;

    private VCardSource(VCardLines lines, CsvFormat format, int[] used)
    {
        (_lines, Format, _used) = (lines, format, used);
        _columns = [.. used.Select(i => VCardCells.Columns[i])];
    }

    public override CsvFormat Format { get; }
    public override IReadOnlyList<string> Columns => _columns;

    /// <summary>The format of a file that begins as a vCard does; null for any other.</summary>
    public static new CsvFormat? Detect(System.IO.Stream stream, CancellationToken cancellation)
    {
        var start = stream.Position;
        var head = new byte[64];
        var read = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        stream.Position = start;
        // In UTF-16 there is a zero beside every letter.
        var text = Encoding.ASCII.GetString([.. head.Take(read).Where(b => b is > 0 and < 0x80)]).TrimStart();
        if (!text.StartsWith(First, StringComparison.OrdinalIgnoreCase))
            return null;
        var encoding = TextEncodings.Detect(stream, cancellation);
        stream.Position = start;
        return new CsvFormat(encoding, ',', Form);
    }

    /// <summary>Opens a stream that can seek and stands at the file's beginning; it is closed with the source. The file is read once to see what its cards fill.</summary>
    /// <exception cref="ProblemException">The file is not written as a vCard file, or has lines or cards larger than any of people.</exception>
    public static new VCardSource Open(System.IO.Stream stream, CsvFormat format)
    {
        var start = stream.Position;
        VCardLines? lines = null;
        try
        {
            lines = new VCardLines(stream, format.Encoding);
            var filled = new bool[VCardCells.Columns.Length];
            for (var row = 1L; Next(lines, row) is { } cells; row++)
            {
                for (var i = 0; i < cells.Length; i++)
                    filled[i] |= cells[i].Length > 0;
            }
            stream.Position = start;
            int[] used = [.. Enumerable.Range(0, filled.Length).Where(i => filled[i])];
            if (used.Length == 0)
                throw new ProblemException(Problem.Field("file", "import.vcard_empty"));
            return new VCardSource(new VCardLines(stream, format.Encoding), format, used);
        }
        catch
        {
            lines?.Dispose();
            throw;
        }
    }

    public override void Skip(long rows, CancellationToken cancellation)
    {
        for (var end = _row + rows; _row < end && Advance() is not null;)
            cancellation.ThrowIfCancellationRequested();
    }

    public override IEnumerable<CsvRow> Rows(CancellationToken cancellation)
    {
        while (Advance() is { } cells)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return new CsvRow(_row, [.. _used.Select(i => cells[i])], []);
        }
    }

    private string[]? Advance()
    {
        var cells = Next(_lines, _row + 1);
        if (cells is not null)
            _row++;
        return cells;
    }

    /// <summary>The next card that says anything; null at the end. One within another, as of an agent, is passed over.</summary>
    private static string[]? Next(VCardLines lines, long row)
    {
        VCardCells? card = null;
        var (inner, properties) = (0, 0);
        while (lines.Read() is { } property)
        {
            if (property is { Name: "BEGIN", Value: var begun } && begun.Trim().Equals("VCARD", StringComparison.OrdinalIgnoreCase))
            {
                inner += card is null ? 0 : 1;
                card ??= new VCardCells();
            }
            else if (card is not null && ++properties > MostProperties)
            {
                throw new ProblemException(Problem.Field("file", "import.vcard_too_many", row, MostProperties));
            }
            else if (property.Name == "END" && inner > 0)
            {
                inner--;
            }
            else if (property.Name == "END" && card is not null)
            {
                var cells = card.ToCells();
                if (cells.Any(c => c.Length > 0))
                    return cells;
                (card, properties) = (null, 0);
            }
            else if (inner == 0)
            {
                card?.Add(property);
            }
        }
        return card is null ? null : throw new ProblemException(Problem.Field("file", "import.vcard_open", row));
    }

    protected override void Close() => _lines.Dispose();
}
