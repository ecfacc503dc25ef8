using Kith.Core.Types;
using Kith.Store.Sql;
using System.Buffers;
using System.Text.Json;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Reading.Files;

/// <summary>What a list is written as where it becomes a file.</summary>
public enum ListForm
{
    /// <summary>RFC 4180, as people and spreadsheets read it.</summary>
    Csv,
    /// <summary>A workbook of Excel (ECMA-376), with days, numbers and amounts as such.</summary>
    Xlsx,
    /// <summary>A record as the API writes it on each line (jsonlines.org): nothing is lost.</summary>
    Jsonl,
}

/// <summary>A file that is written row by row as the rows come from the database; no more than some of them are held. What is not ended is not a whole file.</summary>
internal abstract class ListFile(Projection projection) : IDisposable
{
    private readonly ArrayBufferWriter<byte> _value = new(4_096);
    private readonly int[] _ends = new int[projection.Kinds.Count];

    /// <summary>What is written of each record.</summary>
    protected Projection Projection => projection;

    /// <summary>What each column holds.</summary>
    protected IReadOnlyList<FieldKind> Kinds { get; } = projection.Kinds;

    /// <summary>A file of a form.</summary>
    public static ListFile Of(ListForm form, Projection projection, System.IO.Stream output, TimeZoneInfo zone) => form switch
    {
        ListForm.Csv => new CsvListFile(projection, output),
        ListForm.Xlsx => new XlsxListFile(projection, output, zone),
        ListForm.Jsonl => new JsonListFile(projection, output),
        _ => throw new ArgumentOutOfRangeException(nameof(form)),
    };

    /// <summary>Writes what stands before the rows.</summary>
    public virtual Task BeginAsync(CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>Writes the present row.</summary>
    /// <param name="json">To be used at will.</param>
    public abstract Task WriteAsync(Rows row, Utf8JsonWriter json, CancellationToken cancellation);

    /// <summary>Writes what stands behind the rows, and all that is still held.</summary>
    public abstract Task EndAsync(CancellationToken cancellation);

    /// <summary>Lets go of what it holds, without sending it on.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);

    /// <summary>Reads the values of the present row, to be asked for by their places.</summary>
    protected void Read(Utf8JsonWriter json, Rows row)
    {
        _value.ResetWrittenCount();
        json.Reset(_value);
        json.WriteStartArray();
        for (var i = 0; i < _ends.Length; i++)
        {
            projection.WriteValue(json, row, i);
            _ends[i] = (int)(json.BytesCommitted + json.BytesPending);
        }
        json.WriteEndArray();
        json.Flush();
    }

    /// <summary>The JSON of one value of the row that was read; good until the next is.</summary>
    // Before each stands a bracket or a comma.
    protected ReadOnlySpan<byte> Value(int place) => _value.WrittenSpan[((place == 0 ? 0 : _ends[place - 1]) + 1).._ends[place]];
}
