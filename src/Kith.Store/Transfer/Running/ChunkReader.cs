using System.Threading.Channels;

namespace Kith.Store.Transfer.Running;

/// <summary>Rows that are saved together.</summary>
/// <param name="From">Rows of the file before them.</param>
/// <param name="To">Rows of the file up to their end.</param>
/// <param name="Choices">Choices to store before them.</param>
internal sealed record Chunk(long From, long To, IReadOnlyList<RowWork> Rows, IReadOnlyList<NewChoice> Choices)
{
    /// <summary>What its rows are recognised by.</summary>
    public HashSet<string> Keys { get; } = [.. Rows.Select(r => r.Key).OfType<string>()];
}

/// <summary>Reads a file into chunks on a thread of its own, one ahead of the one that is being saved.</summary>
internal static class ChunkReader
{
    /// <summary>The chunks behind the rows that are done.</summary>
    /// <param name="begin">What can be done with a row without the database; called by that thread.</param>
    public static ChannelReader<Chunk> Start(Func<RowSource> open, RowReader reader, Func<ImportRow, RowWork> begin, long done, CancellationToken cancellation)
    {
        var chunks = Channel.CreateBounded<Chunk>(new BoundedChannelOptions(1) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                await ReadAsync(open, reader, begin, done, chunks.Writer, cancellation);
                chunks.Writer.Complete();
            }
            // Handed to whoever reads the chunks.
            catch (Exception error)
            {
                chunks.Writer.Complete(error);
            }
        }, CancellationToken.None);
        return chunks.Reader;
    }

    private static async Task ReadAsync(Func<RowSource> open, RowReader reader, Func<ImportRow, RowWork> begin, long done, ChannelWriter<Chunk> chunks, CancellationToken cancellation)
    {
        using var source = open();
        source.Skip(done, cancellation);
        var rows = new List<RowWork>(Imports.ChunkRows);
        foreach (var row in source.Rows(cancellation))
        {
            rows.Add(begin(reader.Read(row)));
            if (rows.Count < Imports.ChunkRows)
                continue;
            await chunks.WriteAsync(new Chunk(done, row.Number, rows, reader.TakeNewChoices()), cancellation);
            (done, rows) = (row.Number, new List<RowWork>(Imports.ChunkRows));
        }
        if (rows.Count > 0)
            await chunks.WriteAsync(new Chunk(done, rows[^1].Row.Number, rows, reader.TakeNewChoices()), cancellation);
    }
}
