using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Transfer;

namespace Kith.Store.Reading.Files;

/// <summary>A list as CSV (RFC 4180) in UTF-8 with a byte order mark, which spreadsheets need.</summary>
internal sealed class CsvListFile(Projection projection, System.IO.Stream output) : ListFile(projection)
{
    private const int Enough = 64 * 1024;

    // What a cell holds is copied as it is where it has none of these: quotes, ends of lines and escapes of JSON, and at its beginning what may
    // be the beginning of a formula (＝ and its kin begin with EF) or a blank.
    private static readonly SearchValues<byte> Special = SearchValues.Create("\",\r\n\\"u8);
    private static readonly SearchValues<byte> First = SearchValues.Create([.. "=+-@\t "u8, 0xEF]);

    private readonly ArrayBufferWriter<byte> _lines = new(Enough + 4_096);

    public override Task BeginAsync(CancellationToken cancellation)
    {
        _lines.Write(Encoding.UTF8.Preamble);
        _lines.Write("id"u8);
        foreach (var name in Projection.Names)
        {
            _lines.Write(","u8);
            Write(CsvLines.Cell(name, ','));
        }
        _lines.Write("\r\n"u8);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(Rows row, Utf8JsonWriter json, CancellationToken cancellation)
    {
        Read(json, row);
        Utf8Formatter.TryFormat(row.Id(0), _lines.GetSpan(36), out var length);
        _lines.Advance(length);
        for (var i = 0; i < Kinds.Count; i++)
        {
            _lines.Write(","u8);
            Write(Value(i));
        }
        _lines.Write("\r\n"u8);
        return _lines.WrittenCount < Enough ? Task.CompletedTask : EndAsync(cancellation);
    }

    private void Write(ReadOnlySpan<byte> json)
    {
        switch (json[0])
        {
            case (byte)'n':
                break;
            case (byte)'"' when json[1..^1] is var text && !text.ContainsAny(Special) && (text.IsEmpty || !(First.Contains(text[0]) || text[^1] == ' ')):
                _lines.Write(text);
                break;
            case (byte)'"' or (byte)'{' or (byte)'[':
                Write(CsvLines.Cell(CellText.Of(json), ','));
                break;
            default:
                _lines.Write(json);
                break;
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _lines);

    public override async Task EndAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_lines.WrittenMemory, cancellation);
        _lines.ResetWrittenCount();
    }
}
