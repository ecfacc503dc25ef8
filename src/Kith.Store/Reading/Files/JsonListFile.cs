using Kith.Core.Types;
using Kith.Store.Sql;
using System.Buffers;
using System.Text.Json;

namespace Kith.Store.Reading.Files;

/// <summary>A list as JSON lines.</summary>
internal sealed class JsonListFile(Projection projection, System.IO.Stream output) : ListFile(projection)
{
    private const int Enough = 64 * 1024;
    private readonly ArrayBufferWriter<byte> _lines = new(Enough + 4_096);

    public override Task WriteAsync(Rows row, Utf8JsonWriter json, CancellationToken cancellation)
    {
        json.Reset(_lines);
        Projection.WriteRecord(json, row);
        json.Flush();
        _lines.Write("\n"u8);
        return _lines.WrittenCount < Enough ? Task.CompletedTask : EndAsync(cancellation);
    }

    public override async Task EndAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_lines.WrittenMemory, cancellation);
        _lines.ResetWrittenCount();
    }
}
