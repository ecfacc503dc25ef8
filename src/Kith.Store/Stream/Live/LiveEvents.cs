using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Stream.Live;

/// <summary>Changes as server-sent events: the id is the position, the data what <c>GET changes</c> tells.</summary>
public static class LiveEvents
{
    /// <summary>Writes the changes that a caller may see, after one position and up to another.</summary>
    /// <returns>The position to go on after.</returns>
    public static async Task<long> WriteAsync(ChangeReader reader, Caller caller, Catalogue catalogue, long after, long through, int limit, IBufferWriter<byte> output, CancellationToken cancellation)
    {
        var (changes, linked) = await reader.ReadAsync(caller, catalogue, new ChangeQuery { From = after, Through = through, Limit = limit }, cancellation);
        var rights = reader.Rights(caller, catalogue).WithoutSensitive();
        foreach (var change in changes.Take(limit))
            Write(output, change, catalogue, rights, linked);
        return changes.Count > limit ? changes[limit - 1].Position : through;
    }

    internal static void Write(IBufferWriter<byte> output, Change change, Catalogue catalogue, RightsSql rights, Dictionary<Guid, LinkedRecord> linked)
    {
        output.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"id: {change.Position}\ndata: ")));
        using (var writer = new Utf8JsonWriter(output, RecordReader.Json))
            ChangeJson.Write(writer, change, catalogue, rights, linked);
        output.Write("\n\n"u8);
    }

    /// <summary>Says that the person's notifications are others now; it has no position.</summary>
    internal static ReadOnlyMemory<byte> Notified { get; } = "event: notifications\ndata: {}\n\n"u8.ToArray();

    /// <summary>Shows that the connection lives and moves the client's position past what it may not see; no event.</summary>
    internal static ReadOnlyMemory<byte> Heartbeat(long position) => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $":\nid: {position}\n\n"));
}
