using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Kith.Core.Problems;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>One row of data.</summary>
/// <param name="Number">1 for the first row below the header; blank rows are not counted.</param>
/// <param name="Cells">The cells as they came, without their quotes; at least one for each column, more where the row has too many.</param>
/// <param name="Problems">What is wrong with the row as such, for example too many cells.</param>
/// <param name="Types">What the file says its cells are, one for each; null where it says nothing and all are texts.</param>
public sealed record CsvRow(long Number, string[] Cells, IReadOnlyList<FieldProblem> Problems, CellType[]? Types = null)
{
    /// <summary>What the file says a cell is.</summary>
    public CellType TypeOf(int cell) => Types is null ? CellType.Text : Types[cell];
}

/// <summary>Reads a CSV file row by row. Memory does not grow with the file: at most one row is held.</summary>
public sealed class CsvSource : RowSource
{
    /// <summary>Most columns a file may have.</summary>
    public const int MostColumns = 500;
    /// <summary>Most characters a cell may have.</summary>
    public const int LongestCell = 1 << 20;

    private readonly CsvParser _parser;
    private readonly CsvFormat _format;
    private readonly string[] _columns;
    private readonly List<FieldProblem> _problems = [];
    private long _row;
    private long _reading;

    private CsvSource(StreamReader reader, CsvFormat format)
    {
        _format = format;
        _parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = format.Delimiter.ToString(),
            MaxFieldSize = LongestCell,
            BufferSize = 1 << 16,
            BadDataFound = NoteBadQuotes,
        });
        _columns = ReadHeader();
    }

    /// <summary>Opens a stream that stands at the file's beginning; it is closed with the source.</summary>
    /// <exception cref="ProblemException">There is no header, it has too many columns, or the file is not written in the format.</exception>
    public static new CsvSource Open(System.IO.Stream stream, CsvFormat format)
    {
        var reader = CsvFormat.Reader(stream, format.Encoding, leaveOpen: false);
        try
        {
            return new CsvSource(reader, format);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>How the file is written.</summary>
    public override CsvFormat Format => _format;

    /// <summary>The names of the columns, each different, also when case is ignored.</summary>
    public override IReadOnlyList<string> Columns => _columns;

    /// <summary>Passes over the next rows without making texts of their cells, to go on where an earlier pass stopped.</summary>
    public override void Skip(long rows, CancellationToken cancellation)
    {
        for (var end = _row + rows; _row < end && Advance();)
            cancellation.ThrowIfCancellationRequested();
    }

    /// <summary>The rows from where the source stands to its end.</summary>
    /// <exception cref="ProblemException">The file cannot be read further: a cell is too large, a quote is never closed, or bytes are not of the encoding.</exception>
    public override IEnumerable<CsvRow> Rows(CancellationToken cancellation)
    {
        while (Advance())
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Current();
        }
    }

    /// <summary>Moves to the next row that is not blank.</summary>
    private bool Advance()
    {
        while (ReadRecord())
        {
            if (IsBlank())
                continue;
            _row++;
            return true;
        }
        return false;
    }

    private bool ReadRecord()
    {
        _problems.Clear();
        _reading = _row + 1;
        try
        {
            return _parser.Read();
        }
        catch (MaxFieldSizeException)
        {
            throw new ProblemException(Problem.Field("file", "import.cell_too_large", _reading, LongestCell));
        }
        catch (DecoderFallbackException)
        {
            throw CsvFormat.NotInEncoding(_format.Encoding);
        }
    }

    private bool IsBlank()
    {
        for (var i = 0; i < _parser.Count; i++)
        {
            if (!string.IsNullOrWhiteSpace(_parser[i]))
                return false;
        }
        return true;
    }

    private CsvRow Current()
    {
        var count = _parser.Count;
        var cells = new string[Math.Max(count, _columns.Length)];
        var extra = false;
        for (var i = 0; i < cells.Length; i++)
        {
            var cell = i < count ? _parser[i] : "";
            if (cell.Contains('\0', StringComparison.Ordinal))
                cell = WithoutNul(cell, i);
            extra |= i >= _columns.Length && !string.IsNullOrWhiteSpace(cell);
            cells[i] = cell;
        }
        if (extra)
            Note("import.extra_cells", count, _columns.Length);
        else if (cells.Length > _columns.Length)
            Array.Resize(ref cells, _columns.Length);
        return new CsvRow(_row, cells, _problems.Count == 0 ? [] : [.. _problems]);
    }

    /// <summary>PostgreSQL cannot store NUL, so it becomes the replacement character; the row fails and says why.</summary>
    private string WithoutNul(string cell, int column)
    {
        Note("import.nul", column < _columns.Length ? _columns[column] : Messages.Text("import.column_name", column + 1));
        return cell.Replace('\0', '\uFFFD');
    }

    private void Note(string code, params object[] args) => _problems.Add(new FieldProblem("", code, Messages.Text(code, args)));

    /// <summary>
    /// Quotes inside an unquoted cell, as in <c>5" pipe</c>, are taken as they stand. A cell that begins with a quote and goes on
    /// behind the closing one would lose a quote, so its row fails; one that is never closed has swallowed the rest of the file.
    /// </summary>
    private void NoteBadQuotes(BadDataFoundArgs cell)
    {
        if (!cell.Field.StartsWith('"'))
            return;
        if (cell.Field.Count(c => c == '"') % 2 == 1)
            throw new ProblemException(Problem.Field("file", "import.open_quote", _reading));
        // The parser tells of a cell each time it is asked for it.
        if (!_problems.Exists(p => p.Code == "import.bad_quotes"))
            Note("import.bad_quotes");
    }

    private string[] ReadHeader()
    {
        while (ReadRecord())
        {
            var isDeclaration = DelimiterDetector.Declared(_parser.RawRecord) is not null;
            if (isDeclaration || IsBlank())
                continue;
            if (_parser.Count > MostColumns)
                throw new ProblemException(Problem.Field("file", "import.too_many_columns", _parser.Count, MostColumns));
            return HeaderNames.Distinct(_parser.Record!);
        }
        throw new ProblemException(Problem.Field("file", "import.no_header"));
    }

    protected override void Close() => _parser.Dispose();
}
