using System.Globalization;
using Kith.Core.Problems;

namespace Kith.Store.Transfer.Sheets;

/// <summary>A sheet of a workbook.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Hidden">True where they do not see it.</param>
/// <param name="Part">Where it lies.</param>
internal sealed record Sheet(string Name, bool Hidden, string Part);

/// <summary>A workbook of Excel (ECMA-376, SpreadsheetML; also those of the strict edition, and with macros, which are not looked at).</summary>
internal sealed class Workbook : IDisposable
{
    /// <summary>Most sheets of a workbook.</summary>
    public const int MostSheets = 100;
    private const int MostStyles = 70_000;

    private readonly PackageReader _package;
    private readonly List<NumberStyle> _styles = [];
    private readonly List<Sheet> _sheets = [];
    private SharedTexts _texts = SharedTexts.None;
    private bool _from1904;

    private Workbook(PackageReader package) => _package = package;

    /// <summary>The sheets with cells, those that people see first.</summary>
    public IReadOnlyList<Sheet> Sheets => _sheets;

    /// <summary>Opens a stream that can seek; it stays open.</summary>
    /// <exception cref="ProblemException">The file is no workbook, or one that no program writes.</exception>
    public static Workbook Open(System.IO.Stream stream, PackageLimits limits, CancellationToken cancellation)
    {
        var workbook = new Workbook(new PackageReader(stream, limits));
        try
        {
            workbook.Read(cancellation);
            return workbook;
        }
        catch
        {
            workbook.Dispose();
            throw;
        }
    }

    private void Read(CancellationToken cancellation)
    {
        var main = _package.Relations("").Values.FirstOrDefault(r => r.Type == "officeDocument").Target;
        if (main is null || !main.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
            throw Other(main);
        var relations = _package.Relations(main);
        var hidden = new List<Sheet>();
        using (var part = _package.Open(main))
        {
            var isWorkbook = false;
            while (part.Read())
            {
                isWorkbook |= part.IsStart("workbook");
                if (part.IsStart("workbookPr"))
                    _from1904 = part.Attribute("date1904") is "1" or "true";
                // Charts and dialogs are called sheets too.
                else if (part.IsStart("sheet") && part.Attribute("id") is { } id && relations.TryGetValue(id, out var relation) && relation.Type == "worksheet")
                    Add(part, relation.Target, hidden);
            }
            if (!isWorkbook)
                throw new ProblemException(Problem.Field("file", "import.no_workbook"));
        }
        _sheets.AddRange(hidden);
        if (relations.Values.FirstOrDefault(r => r.Type == "styles").Target is { } styles && _package.Has(styles))
            ReadStyles(styles);
        if (relations.Values.FirstOrDefault(r => r.Type == "sharedStrings").Target is { } texts && _package.Has(texts))
        {
            using var part = _package.Open(texts);
            _texts = SharedTexts.Of(part, cancellation);
        }
    }

    private void Add(PartReader part, string target, List<Sheet> hidden)
    {
        var sheet = new Sheet(part.Attribute("name") ?? "", part.Attribute("state") is "hidden" or "veryHidden", target);
        (sheet.Hidden ? hidden : _sheets).Add(sheet);
        if (_sheets.Count + hidden.Count > MostSheets)
            throw new ProblemException(Problem.Field("file", "import.too_many_sheets", MostSheets));
    }

    private ProblemException Other(string? main)
    {
        if (main?.EndsWith(".bin", StringComparison.OrdinalIgnoreCase) == true)
            return Workbooks.Other("Excel binary, .xlsb");
        if (_package.Start("mimetype")?.StartsWith("application/vnd.oasis.opendocument.spreadsheet", StringComparison.Ordinal) == true)
            return Workbooks.Other("OpenDocument, .ods");
        return _package.Has("Index/Document.iwa") ? Workbooks.Other("Numbers") : new ProblemException(Problem.Field("file", "import.no_workbook"));
    }

    private void ReadStyles(string name)
    {
        var codes = new Dictionary<int, NumberStyle>();
        using var part = _package.Open(name);
        var cells = false;
        while (part.Read())
        {
            cells = part.IsStart("cellXfs") || (cells && !part.IsEnd("cellXfs"));
            if (part.IsStart("numFmt") && Number(part.Attribute("numFmtId")) is { } id && part.Attribute("formatCode") is { } code)
                codes[id] = NumberStyle.Of(code);
            else if (cells && part.IsStart("xf"))
                _styles.Add(Number(part.Attribute("numFmtId")) is { } of ? codes.GetValueOrDefault(of) ?? NumberStyle.BuiltIn(of) : NumberStyle.General);
            if (codes.Count > MostStyles || _styles.Count > MostStyles)
                throw Workbooks.Broken(name);
        }
    }

    /// <summary>The rows of a sheet that hold something, each as wide as its last cell.</summary>
    public IEnumerable<IReadOnlyList<SheetCell>> Rows(Sheet sheet, CancellationToken cancellation)
    {
        using var part = _package.Open(sheet.Part);
        var cells = new List<SheetCell>();
        var column = 0;
        while (part.Read())
        {
            if (part.IsStart("row"))
            {
                cells.Clear();
                column = 0;
            }
            else if (part.IsStart("c"))
            {
                column = part.Attribute("r") is { } place ? Column(place) : column;
                Add(cells, column++, part, sheet);
            }
            else if (part.IsEnd("row") && cells.Exists(c => !string.IsNullOrWhiteSpace(c.Text)))
            {
                cancellation.ThrowIfCancellationRequested();
                yield return cells;
            }
        }
    }

    private void Add(List<SheetCell> cells, int column, PartReader part, Sheet sheet)
    {
        var cell = Read(part);
        if (cell.Text is null or "")
            return;
        if (column >= CsvSource.MostColumns)
            throw new ProblemException(Problem.Field("file", "import.too_many_columns", column + 1, CsvSource.MostColumns));
        if (cell.Text.Length > CsvSource.LongestCell || column < cells.Count)
            throw Workbooks.Broken(sheet.Part);
        while (cells.Count < column)
            cells.Add(new SheetCell("", CellType.Text));
        // PostgreSQL cannot keep it.
        cells.Add(cell.Text.Contains('\0', StringComparison.Ordinal) ? new SheetCell(cell.Text.Replace('\0', '\uFFFD'), CellType.Error) : cell);
    }

    private SheetCell Read(PartReader part)
    {
        var (type, style) = (part.Attribute("t"), Number(part.Attribute("s")));
        if (part.IsEmpty)
            return default;
        var (value, inside, inline) = ("", false, (string?)null);
        while (part.Read() && !part.IsEnd("c"))
        {
            if (part.IsStart("is"))
                inline = SheetText.Read(part, "is");
            else if (part.IsStart("v"))
                inside = !part.IsEmpty;
            else if (part.IsEnd("v"))
                inside = false;
            else if (inside && part.Text is { } text)
                value += text;
        }
        return type switch
        {
            "s" => new SheetCell((Number(value) is { } index ? _texts.Find(index) : null) ?? throw Workbooks.Broken("sharedStrings"), CellType.Text),
            "inlineStr" => new SheetCell(inline ?? "", CellType.Text),
            "str" => new SheetCell(SheetText.Decode(value), CellType.Text),
            "b" => new SheetCell(value.Trim() is "1" or "true" ? "true" : "false", CellType.Text),
            "e" => new SheetCell(value, CellType.Error),
            "d" => Iso(value.Trim()),
            _ => SheetNumbers.Cell(value.Trim(), style is { } s && s < _styles.Count ? _styles[s] : NumberStyle.General, _from1904),
        };
    }

    private static SheetCell Iso(string value)
    {
        if (!DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time))
            return new SheetCell(value, CellType.Text);
        return new SheetCell(value.Contains('T', StringComparison.Ordinal) ? time.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", CultureInfo.InvariantCulture) : time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), CellType.Date);
    }

    /// <summary>The column of a place such as <c>AB12</c>, from 0.</summary>
    private static int Column(string place)
    {
        var column = 0;
        foreach (var letter in place.TakeWhile(char.IsAsciiLetter).Take(4))
            column = (column * 26) + (letter & 0x1F);
        return column - 1 is >= 0 and var index ? index : throw Workbooks.Broken(place);
    }

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    public void Dispose()
    {
        _texts.Dispose();
        _package.Dispose();
    }
}
