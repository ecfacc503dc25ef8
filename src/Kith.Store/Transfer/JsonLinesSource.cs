using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Core.Problems;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer;

/// <summary>
/// Reads JSON lines (jsonlines.org), as Kith's own export writes them: each line an object, the columns are the members that some line has.
/// Links stand by their ids, with what they are called in a column of its own (<c>company.title</c>), amounts with their currency, numbers and
/// days are what they are.
/// </summary>
public sealed class JsonLinesSource : RowSource
{
    /// <summary>What <see cref="CsvFormat.Form"/> says of such a file.</summary>
    public const string Form = "jsonl";
    /// <summary>Most bytes of a line.</summary>
    public const int LongestLine = 16 << 20;
    private const string Titles = ".title";
    private static readonly CsvFormat Written = new("utf-8", ',', Form);
    private static readonly SearchValues<char> OfNumbers = SearchValues.Create("0123456789.");

    private readonly Lines _lines;
    private readonly Dictionary<string, int> _columns;
    private long _row;

    private JsonLinesSource(Lines lines, List<string> columns)
    {
        _lines = lines;
        Columns = columns;
        _columns = columns.Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
    }

    public override CsvFormat Format => Written;
    public override IReadOnlyList<string> Columns { get; }

    /// <summary>The format of a file whose first line is a JSON object; null for any other.</summary>
    public static CsvFormat? Detect(System.IO.Stream stream)
    {
        var start = stream.Position;
        try
        {
            using var lines = new Lines(stream, leaveOpen: true);
            using var first = lines.Read(1);
            return first is null ? null : Written;
        }
        catch (ProblemException)
        {
            return null;
        }
        finally
        {
            stream.Position = start;
        }
    }

    /// <summary>Opens a stream that can seek and stands at the file's beginning; it is closed with the source. The file is read once to see what its lines hold.</summary>
    /// <exception cref="ProblemException">A line is no JSON object, or there are too many columns.</exception>
    public static JsonLinesSource Open(System.IO.Stream stream)
    {
        var start = stream.Position;
        try
        {
            var (columns, known) = (new List<string>(), new HashSet<string>(StringComparer.OrdinalIgnoreCase));
            using (var lines = new Lines(stream, leaveOpen: true))
            {
                for (var row = 1L; lines.Read(row) is { } line; row++)
                {
                    using (line)
                        columns.AddRange(line.RootElement.EnumerateObject().SelectMany(m => HasTitles(m.Value) ? [m.Name, m.Name + Titles] : (string[])[m.Name]).Where(known.Add));
                    if (columns.Count > CsvSource.MostColumns)
                        throw new ProblemException(Problem.Field("file", "import.too_many_columns", columns.Count, CsvSource.MostColumns));
                }
            }
            stream.Position = start;
            return columns.Count == 0 ? throw new ProblemException(Problem.Field("file", "import.no_header")) : new JsonLinesSource(new Lines(stream, leaveOpen: false), columns);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }

    public override void Skip(long rows, CancellationToken cancellation)
    {
        for (var end = _row + rows; _row < end; _row++)
        {
            cancellation.ThrowIfCancellationRequested();
            if (!_lines.Skip())
                return;
        }
    }

    public override IEnumerable<CsvRow> Rows(CancellationToken cancellation)
    {
        while (_lines.Read(_row + 1) is { } line)
        {
            cancellation.ThrowIfCancellationRequested();
            _row++;
            using (line)
                yield return Row(line.RootElement);
        }
    }

    private CsvRow Row(JsonElement record)
    {
        var (cells, types) = (new string[Columns.Count], new CellType[Columns.Count]);
        Array.Fill(cells, "");
        foreach (var member in record.EnumerateObject())
        {
            // Names that differ in their case only are one column; what stands last counts, as it does in JSON.
            var column = _columns.TryGetValue(member.Name, out var exact) ? exact : _columns.First(c => string.Equals(c.Key, member.Name, StringComparison.OrdinalIgnoreCase)).Value;
            if (HasTitles(member.Value))
                cells[_columns[Columns[column] + Titles]] = member.Value.ValueKind == JsonValueKind.Array ? CellText.List([.. member.Value.EnumerateArray().Select(Title)]) : Title(member.Value);
            var text = Text(member.Value);
            (cells[column], types[column]) = text.Contains('\0', StringComparison.Ordinal) ? (text.Replace('\0', '\uFFFD'), CellType.Error) : (text, TypeOf(member.Value, text));
        }
        return new CsvRow(_row, cells, [], types);
    }

    private static bool HasTitles(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => IsLink(value) && !value.TryGetProperty("type", out _),
        JsonValueKind.Array => value.GetArrayLength() > 0 && value.EnumerateArray().All(IsLink),
        _ => false,
    };

    private static bool IsLink(JsonElement value) => value.ValueKind == JsonValueKind.Object && value.TryGetProperty("id", out _) && value.TryGetProperty("title", out _);

    private static string Title(JsonElement link) => link.GetProperty("title").ToString();

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => "",
        JsonValueKind.String => value.GetString()!,
        // Many links lead to records of one type, which need not be named.
        JsonValueKind.Array => CellText.List([.. value.EnumerateArray().Select(v => IsLink(v) ? v.GetProperty("id").ToString() : Text(v))]),
        JsonValueKind.Object when value.TryGetProperty("id", out var id) => value.TryGetProperty("type", out var type) ? $"{type} {id}" : id.ToString(),
        JsonValueKind.Object when value.TryGetProperty("amount", out var amount) && value.TryGetProperty("currency", out var currency) => $"{amount} {currency}",
        JsonValueKind.Object when value.TryGetProperty("number", out _) && value.TryGetProperty("text", out var text) => text.ToString(),
        _ => value.GetRawText(),
    };

    private static CellType TypeOf(JsonElement value, string text)
    {
        if (value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.Object && value.TryGetProperty("amount", out _)))
            return CellType.Number;
        if (value.ValueKind != JsonValueKind.String || text.Length == 0)
            return CellType.Text;
        if (!text.AsSpan(text[0] == '-' ? 1 : 0).ContainsAnyExcept(OfNumbers) && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            return CellType.Number;
        return DateFormats.IsIso(text) ? CellType.Date : CellType.Text;
    }

    protected override void Close() => _lines.Dispose();

    /// <summary>The lines of a stream, one at a time.</summary>
    private sealed class Lines(System.IO.Stream stream, bool leaveOpen) : IDisposable
    {
        private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };
        private byte[] _bytes = new byte[1 << 16];
        private int _from, _to;
        private bool _ended;

        /// <summary>The next line that is not blank; null at the end.</summary>
        public JsonDocument? Read(long row)
        {
            if (Next(row) is not { } line)
                return null;
            try
            {
                var document = JsonDocument.Parse(line, Options);
                if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.EnumerateObject().All(m => m.Value.ValueKind != JsonValueKind.String || m.Value.GetString() is not null))
                    return document;
                document.Dispose();
            }
            // No JSON, or JSON with half a surrogate pair in it.
            catch (Exception error) when (error is JsonException or InvalidOperationException)
            {
            }
            throw new ProblemException(Problem.Field("file", "import.bad_json_line", row));
        }

        /// <summary>Passes over a line that is not blank; false at the end.</summary>
        public bool Skip() => Next(0) is not null;

        private ReadOnlyMemory<byte>? Next(long row)
        {
            while (true)
            {
                var end = _bytes.AsSpan(_from, _to - _from).IndexOf((byte)'\n');
                if (end < 0 && !_ended)
                {
                    Fill(row);
                    continue;
                }
                var length = end < 0 ? _to - _from : end;
                if (end < 0 && length == 0)
                    return null;
                var line = _bytes.AsMemory(_from, length);
                _from += end < 0 ? length : length + 1;
                if (line.Span.StartsWith(Encoding.UTF8.Preamble))
                    line = line[3..];
                if (line.Span.Trim(" \t\r"u8).Length > 0)
                    return line;
            }
        }

        private void Fill(long row)
        {
            if (_from > 0)
            {
                _bytes.AsSpan(_from, _to - _from).CopyTo(_bytes);
                (_from, _to) = (0, _to - _from);
            }
            if (_to == _bytes.Length)
            {
                if (_to >= LongestLine)
                    throw new ProblemException(Problem.Field("file", "import.cell_too_large", row, LongestLine));
                Array.Resize(ref _bytes, _bytes.Length * 2);
            }
            var read = stream.Read(_bytes, _to, _bytes.Length - _to);
            _ended = read == 0;
            _to += read;
        }

        public void Dispose()
        {
            if (!leaveOpen)
                stream.Dispose();
        }
    }
}
