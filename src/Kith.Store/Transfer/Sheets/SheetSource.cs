using System.Text;
using Kith.Core.Problems;

namespace Kith.Store.Transfer.Sheets;

/// <summary>
/// The rows of a sheet in a form of Kith's own, so that a run that goes on need not unpack and understand the workbook again. A row is the
/// number of its cells; a cell is its type, the length of its text in UTF-8, and the text. Numbers are written seven bits at a time.
/// </summary>
public sealed class SheetSource : RowSource
{
    /// <summary>What <see cref="CsvFormat.Form"/> says of such a file.</summary>
    public const string Form = "sheet";

    /// <summary>How every such file is written.</summary>
    internal static readonly CsvFormat Written = new("utf-8", ',', Form);

    private readonly BufferedStream _stream;
    private readonly BinaryReader _reader;
    private readonly string[] _columns;
    private long _row;

    private SheetSource(System.IO.Stream stream, CsvFormat format)
    {
        (_stream, Format) = (new BufferedStream(stream, 1 << 16), format);
        _reader = new BinaryReader(_stream, Encoding.UTF8);
        _columns = HeaderNames.Distinct([.. Next()!.Select(c => c.Text)]);
    }

    public override CsvFormat Format { get; }
    public override IReadOnlyList<string> Columns => _columns;

    /// <summary>Opens what <see cref="Write"/> wrote; the stream stands at its beginning and is closed with the source.</summary>
    public static new SheetSource Open(System.IO.Stream stream, CsvFormat format) => new(stream, format);

    /// <summary>Writes the rows of a sheet and answers how many there are, with the header.</summary>
    internal static long Write(IEnumerable<IReadOnlyList<SheetCell>> rows, System.IO.Stream stream, CancellationToken cancellation)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        var count = 0L;
        foreach (var row in rows)
        {
            cancellation.ThrowIfCancellationRequested();
            count++;
            writer.Write7BitEncodedInt(row.Count);
            foreach (var cell in row)
            {
                writer.Write((byte)cell.Type);
                writer.Write(cell.Text);
            }
        }
        return count;
    }

    public override void Skip(long rows, CancellationToken cancellation)
    {
        for (var end = _row + rows; _row < end && Next() is not null; _row++)
            cancellation.ThrowIfCancellationRequested();
    }

    public override IEnumerable<CsvRow> Rows(CancellationToken cancellation)
    {
        while (Next() is { } row)
        {
            cancellation.ThrowIfCancellationRequested();
            _row++;
            yield return Row(row);
        }
    }

    private CsvRow Row(SheetCell[] row)
    {
        var width = Math.Max(row.Length, _columns.Length);
        var (cells, types) = (new string[width], new CellType[width]);
        for (var i = 0; i < width; i++)
            (cells[i], types[i]) = i < row.Length ? (row[i].Text, row[i].Type) : ("", CellType.Text);
        FieldProblem[] problems = row.Length <= _columns.Length ? [] : [new FieldProblem("", "import.extra_cells", Messages.Text("import.cells_without_name", row.Length, _columns.Length))];
        return new CsvRow(_row, cells, problems, types);
    }

    private SheetCell[]? Next()
    {
        if (_stream.Position >= _stream.Length)
            return null;
        var cells = new SheetCell[_reader.Read7BitEncodedInt()];
        for (var i = 0; i < cells.Length; i++)
        {
            var type = (CellType)_reader.ReadByte();
            cells[i] = new SheetCell(_reader.ReadString(), type);
        }
        return cells;
    }

    protected override void Close() => _reader.Dispose();
}
