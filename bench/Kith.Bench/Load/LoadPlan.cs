namespace Kith.Bench.Load;

/// <summary>What the load generator is told, in a file.</summary>
/// <param name="Port">Port of the loopback address.</param>
/// <param name="Requests">File with the requests, each preceded by its length.</param>
/// <param name="Status">The status every answer must have.</param>
/// <param name="InOrder">True to send them one after the other over all clients, and then again; else at random.</param>
internal sealed record LoadPlan(int Port, string Requests, int Status, int Clients, double WarmUpSeconds, double Seconds, bool InOrder);

/// <summary>What the load generator saw.</summary>
/// <param name="ProcessorSeconds">What the generator itself took of the processors.</param>
/// <param name="P50">Milliseconds from sending a request to its last byte.</param>
/// <param name="Bytes">Bytes of a body, on average.</param>
internal sealed record LoadResult(long Requests, double Seconds, double ProcessorSeconds, double P50, double P99, double Bytes);

/// <summary>The file of requests.</summary>
internal static class RequestFile
{
    public static void Write(string path, IEnumerable<byte[]> requests)
    {
        using var writer = new BinaryWriter(File.Create(path));
        foreach (var request in requests)
        {
            writer.Write(request.Length);
            writer.Write(request);
        }
    }

    public static byte[][] Read(string path)
    {
        using var stream = File.OpenRead(path);
        using var reader = new BinaryReader(stream);
        var requests = new List<byte[]>();
        while (stream.Position < stream.Length)
            requests.Add(reader.ReadBytes(reader.ReadInt32()));
        return [.. requests];
    }
}
