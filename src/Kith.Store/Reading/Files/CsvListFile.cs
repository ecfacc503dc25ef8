using System.Text.Json;
using Kith.Core.Types;
using Kith.Store.Sql;
using Kith.Store.Transfer;

namespace Kith.Store.Reading.Files;

/// <summary>A list as CSV.</summary>
internal sealed class CsvListFile : ListFile
{
    private readonly StreamWriter _writer;
    private readonly CsvLines _lines;
    private readonly string[] _cells;

    public CsvListFile(Projection projection, System.IO.Stream output) : base(projection)
    {
        _writer = CsvLines.Writer(output);
        _lines = new CsvLines(_writer, ',');
        _cells = new string[projection.Names.Count + 1];
    }

    public override Task BeginAsync(CancellationToken cancellation) => _lines.WriteAsync(["id", .. Projection.Names], cancellation);

    public override Task WriteAsync(Rows row, Utf8JsonWriter json, CancellationToken cancellation)
    {
        _cells[0] = row.Id(0).ToString();
        for (var i = 1; i < _cells.Length; i++)
            _cells[i] = CellText.Of(Value(json, row, i - 1));
        return _lines.WriteAsync(_cells, cancellation);
    }

    public override Task EndAsync(CancellationToken cancellation) => _writer.FlushAsync(cancellation);
}
