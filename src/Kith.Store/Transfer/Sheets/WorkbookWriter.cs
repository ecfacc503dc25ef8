using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer.Sheets;

/// <summary>
/// Writes a workbook of Excel (ECMA-376) from its first row to its last into a stream that need not seek. Rows beyond what a sheet holds go on
/// in another. Without <see cref="EndAsync"/> the file has no end and is none that could be taken for whole.
/// </summary>
internal sealed class WorkbookWriter(System.IO.Stream output) : IDisposable
{
    /// <summary>Rows of a sheet, with the header.</summary>
    public const int MostRows = 1_048_576;
    /// <summary>Characters of a cell.</summary>
    public const int MostCharacters = 32_767;
    /// <summary>Style of numbers that are just that.</summary>
    public const int Plain = 0;
    /// <summary>Style of days.</summary>
    public const int Day = 2;
    /// <summary>Style of points in time.</summary>
    public const int Time = 3;
    /// <summary>Style of parts of a hundred.</summary>
    public const int Percent = 4;

    private const int Bold = 1;
    private const int Digits = 15;
    private const int Enough = 64 * 1024;
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private const string Package = "http://schemas.openxmlformats.org/package/2006";
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>_\r\u0000\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008\u000b\u000c\u000e\u000f\u0010\u0011\u0012\u0013\u0014\u0015\u0016\u0017\u0018\u0019\u001a\u001b\u001c\u001d\u001e\u001f\uFFFE\uFFFF");

    private readonly StringBuilder _text = new(Enough + 8_192);
    private readonly List<string> _currencies = [];
    private readonly HeldStream _held = new();
    private ZipArchive? _zip;
    private System.IO.Stream? _sheet;
    private IReadOnlyList<string> _names = [];
    private IReadOnlyList<int> _widths = [];
    private string[] _letters = [];
    private int _sheets, _row, _column;

    /// <summary>Begins the first sheet.</summary>
    /// <param name="names">Names of the columns.</param>
    /// <param name="widths">Their widths, in characters.</param>
    public async Task BeginAsync(IReadOnlyList<string> names, IReadOnlyList<int> widths, CancellationToken cancellation)
    {
        (_names, _widths) = (names, widths);
        _letters = [.. Enumerable.Range(0, names.Count).Select(Letters)];
        _zip = new ZipArchive(_held, ZipArchiveMode.Create, leaveOpen: true);
        await BeginSheetAsync(cancellation);
    }

    private async Task BeginSheetAsync(CancellationToken cancellation)
    {
        (_sheets, _row, _column) = (_sheets + 1, 1, 0);
        _sheet = _zip!.CreateEntry($"xl/worksheets/sheet{_sheets}.xml", CompressionLevel.Fastest).Open();
        _text.Append(CultureInfo.InvariantCulture, $"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet xmlns="{Main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>""");
        for (var i = 0; i < _widths.Count; i++)
            _text.Append(CultureInfo.InvariantCulture, $"""<col min="{i + 1}" max="{i + 1}" width="{_widths[i]}" customWidth="1"/>""");
        _text.Append(CultureInfo.InvariantCulture, $"""</cols><sheetData><row r="1">""");
        foreach (var name in _names)
            Text(name, Bold);
        await EndRowAsync(cancellation);
    }

    /// <summary>Leaves the next cell empty.</summary>
    public void Blank() => _column++;

    /// <summary>A yes or no in the next cell.</summary>
    public void Boolean(bool value) => _text.Append(CultureInfo.InvariantCulture, $"""<c r="{_letters[_column++]}{_row}" t="b"><v>{(value ? 1 : 0)}</v></c>""");

    /// <summary>A text in the next cell; of one that is too long for any the end is cut off, and a sign says so.</summary>
    public void Text(string text) => Text(text, Plain);

    private void Text(string text, int style)
    {
        if (text.Length > MostCharacters)
            text = string.Concat(text.AsSpan(0, char.IsHighSurrogate(text[MostCharacters - 2]) ? MostCharacters - 2 : MostCharacters - 1), "…");
        _text.Append(CultureInfo.InvariantCulture, $"""<c r="{_letters[_column++]}{_row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">""");
        Escaped(text);
        _text.Append("</t></is></c>");
    }

    /// <summary>A number in the next cell; one with more digits than a spreadsheet keeps is written as text, so that none is lost.</summary>
    public void Number(decimal number, int style)
    {
        var text = number.ToString(CultureInfo.InvariantCulture);
        if (Significant(text) > Digits)
            Text(style == Percent ? (number * 100).ToString(CultureInfo.InvariantCulture) + "%" : text);
        else
            _text.Append(CultureInfo.InvariantCulture, $"""<c r="{_letters[_column++]}{_row}" s="{style}"><v>{text}</v></c>""");
    }

    /// <summary>An amount in the next cell, with its currency in what is shown.</summary>
    public void Money(decimal amount, string currency)
    {
        var known = _currencies.IndexOf(currency);
        if (known < 0)
        {
            known = _currencies.Count;
            _currencies.Add(currency);
        }
        if (Significant(amount.ToString(CultureInfo.InvariantCulture)) > Digits)
            Text(string.Create(CultureInfo.InvariantCulture, $"{amount} {currency}"));
        else
            Number(amount, Percent + 1 + known);
    }

    private static int Significant(string number) => number.AsSpan().TrimStart("-0.").Length - (number.AsSpan().TrimStart("-0.").Contains('.') ? 1 : 0);

    /// <summary>Ends the row.</summary>
    public async Task EndRowAsync(CancellationToken cancellation)
    {
        _text.Append("</row>");
        if (_text.Length >= Enough)
            await FlushAsync(cancellation);
        if (_row == MostRows)
        {
            await EndSheetAsync(cancellation);
            _row = -1;
        }
        (_row, _column) = (_row + 1, 0);
        if (_row == 0)
            await BeginSheetAsync(cancellation);
        else
            _text.Append(CultureInfo.InvariantCulture, $"""<row r="{_row}">""");
    }

    private async Task EndSheetAsync(CancellationToken cancellation)
    {
        _text.Append("</sheetData></worksheet>");
        await FlushAsync(cancellation);
        _sheet!.Dispose();
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(_text.Length));
        try
        {
            var length = 0;
            foreach (var part in _text.GetChunks())
                length += Encoding.UTF8.GetBytes(part.Span, bytes.AsSpan(length));
            _text.Clear();
            _sheet!.Write(bytes.AsSpan(0, length));
            await _held.DrainAsync(output, cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Ends the file.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        // A row has been begun that will not come.
        _text.Append("</row>");
        await EndSheetAsync(cancellation);
        var sheets = Enumerable.Range(1, _sheets).ToArray();
        Part("xl/workbook.xml", $"""<workbook xmlns="{Main}" xmlns:r="{Office}"><sheets>{Each(sheets, n => $"""<sheet name="{n}" sheetId="{n}" r:id="s{n}"/>""")}</sheets></workbook>""");
        Part("xl/_rels/workbook.xml.rels", Relations(Each(sheets, n => $"""<Relationship Id="s{n}" Type="{Office}/worksheet" Target="worksheets/sheet{n}.xml"/>""") + $"""<Relationship Id="styles" Type="{Office}/styles" Target="styles.xml"/>"""));
        Part("xl/styles.xml", Styles());
        Part("_rels/.rels", Relations($"""<Relationship Id="book" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>"""));
        const string Type = "application/vnd.openxmlformats-officedocument.spreadsheetml";
        Part("[Content_Types].xml", $"""<Types xmlns="{Package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{Type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{Type}.styles+xml"/>{Each(sheets, n => $"""<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{Type}.worksheet+xml"/>""")}</Types>""");
        _zip!.Dispose();
        _zip = null;
        await _held.DrainAsync(output, cancellation);
    }

    private static string Each(IEnumerable<int> numbers, Func<int, string> write) => string.Concat(numbers.Select(write));

    private static string Relations(string relations) => $"""<Relationships xmlns="{Package}/relationships">{relations}</Relationships>""";

    private string Styles()
    {
        const int Custom = 164;
        string[] formats = [@"yyyy\-mm\-dd", @"yyyy\-mm\-dd\ hh:mm:ss", "0.####%", .. _currencies.Select(c => $"#,##0{(Currencies.Decimals(c) is > 0 and var digits ? "." + new string('0', digits) : "")}\\ [${c}]")];
        var codes = Each(Enumerable.Range(0, formats.Length), i => $"""<numFmt numFmtId="{Custom + i}" formatCode="{formats[i]}"/>""");
        var cells = Each(Enumerable.Range(0, formats.Length), i => $"""<xf numFmtId="{Custom + i}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>""");
        return $"""
            <styleSheet xmlns="{Main}"><numFmts count="{formats.Length}">{codes}</numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>
            <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>
            <cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="{formats.Length + 2}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/>{cells}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>
            """;
    }

    private void Part(string name, string xml)
    {
        using var part = _zip!.CreateEntry(name, CompressionLevel.Fastest).Open();
        part.Write(Encoding.UTF8.GetBytes("""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>""" + xml));
    }

    /// <summary>A text as XML, with the signs it has no way to write as <c>_xHHHH_</c>, and what already looks like that too.</summary>
    private void Escaped(string text)
    {
        if (text.AsSpan().IndexOfAny(Special) < 0 && !HasHalves(text))
        {
            _text.Append(text);
            return;
        }
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            switch (c)
            {
                case '&': _text.Append("&amp;"); break;
                case '<': _text.Append("&lt;"); break;
                case '>': _text.Append("&gt;"); break;
                case '\t' or '\n': _text.Append(c); break;
                case '_' when i + 6 < text.Length && text[i + 1] == 'x' && text[i + 6] == '_' && text.AsSpan(i + 2, 4).IndexOfAnyExcept(Hex) < 0: _text.Append("_x005F_"); break;
                case < ' ' or '\uFFFE' or '\uFFFF': Code(c); break;
                case var half when char.IsSurrogate(half):
                    if (char.IsHighSurrogate(half) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                        _text.Append(half).Append(text[++i]);
                    else
                        Code(half);
                    break;
                default: _text.Append(c); break;
            }
        }
    }

    private static readonly SearchValues<char> Hex = SearchValues.Create("0123456789abcdefABCDEF");

    private static bool HasHalves(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    private void Code(char c) => _text.Append(CultureInfo.InvariantCulture, $"_x{(int)c:X4}_");

    private static string Letters(int column) => column < 26 ? ((char)('A' + column)).ToString() : Letters((column / 26) - 1) + (char)('A' + (column % 26));

    public void Dispose()
    {
        // What they still write is held and goes nowhere.
        _sheet?.Dispose();
        _zip?.Dispose();
        _held.Dispose();
    }
}
