using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Kith.Bench;

/// <summary>How soon everybody who watches hears of a write, and what watching costs the server.</summary>
/// <param name="P50">Milliseconds from sending a write until one client has its event; half are quicker.</param>
/// <param name="Memory">Bytes that the server holds more than before the clients came.</param>
internal sealed record LiveFigure(int Clients, int Writes, double P50, double P99, double Slowest, double WriteP50, long Memory);

/// <summary>Many clients that only listen, in one workspace, while somebody writes.</summary>
internal sealed class LiveTimes(KithProcess kith, int seconds)
{
    private const int Clients = 1_000;
    private const int SignIns = 50;
    private const int PerSecond = 10;
    private const int WarmUp = 30;
    private static readonly byte[] Mark = "\"title\":\"live "u8.ToArray();

    private readonly long[] _sent = new long[(60 * PerSecond * 60) + WarmUp];
    private readonly List<double> _times = [];
    private int _heard;

    public async Task<LiveFigure> RunAsync()
    {
        var (workspace, person) = await kith.SignUpAsync("Live");
        var tenant = new Tenant(workspace, person, Guid.Empty);
        var tokens = new List<string>();
        for (var i = 0; i < SignIns; i++)
            tokens.Add(await kith.TokenAsync(tenant));
        var writes = (seconds * PerSecond) + WarmUp;
        for (var i = 0; i < WarmUp; i++)
            await WriteAsync(tokens[0], -1);
        var before = Processors.Memory(kith.Id);
        using var stopping = new CancellationTokenSource();
        var readers = new List<Task>();
        for (var i = 0; i < Clients; i++)
            readers.Add(await ListenAsync(tokens[i % SignIns], stopping.Token));
        var own = new List<double>();
        for (var i = 0; i < writes; i++)
        {
            _sent[i] = Stopwatch.GetTimestamp();
            await WriteAsync(tokens[0], i);
            own.Add(Stopwatch.GetElapsedTime(_sent[i]).TotalMilliseconds);
            await Task.Delay(1000 / PerSecond);
        }
        while (Volatile.Read(ref _heard) < writes * Clients)
            await Task.Delay(100);
        var memory = Processors.Memory(kith.Id) - before;
        await stopping.CancelAsync();
        await Task.WhenAll(readers);
        var sorted = _times.Order().ToList();
        var figure = new LiveFigure(Clients, writes - WarmUp, sorted[sorted.Count / 2], sorted[(int)(sorted.Count * 0.99)], sorted[^1], own.Order().ElementAt(own.Count / 2), memory);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"live: {figure.P50:0.0} ms, p99 {figure.P99:0.0} ms, slowest {figure.Slowest:0.0} ms to {Clients} clients, {memory / 1e6:0} MB"));
        return figure;
    }

    private Task<byte[]> WriteAsync(string token, int number) =>
        kith.SendAsync(("POST", "/api/v1/companies", string.Create(CultureInfo.InvariantCulture, $"{{\"name\":\"live {number:00000000}\"}}")), token);

    // Answers when the server has said that it stands; the task ends with the connection.
    private async Task<Task> ListenAsync(string token, CancellationToken stopping)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", kith.Port, stopping);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"GET /api/v1/live HTTP/1.1\r\nHost: 127.0.0.1:{kith.Port}\r\nAuthorization: Bearer {token}\r\n\r\n")), stopping);
        var buffer = new byte[4096];
        var kept = 0;
        while (buffer.AsSpan(0, kept).IndexOf("event: ready"u8) < 0)
            kept += await ReadAsync(stream, buffer, kept, stopping);
        return HearAsync(client, stream, buffer, stopping);
    }

    private async Task HearAsync(TcpClient client, NetworkStream stream, byte[] buffer, CancellationToken stopping)
    {
        var kept = 0;
        try
        {
            while (true)
            {
                kept += await ReadAsync(stream, buffer, kept, stopping);
                kept = Take(buffer, kept);
            }
        }
        catch (OperationCanceledException)
        {
            client.Dispose();
        }
    }

    // Counts the events in the buffer and moves what may be the beginning of another to its front.
    private int Take(byte[] buffer, int length)
    {
        var (now, from) = (Stopwatch.GetTimestamp(), 0);
        const int digits = 8;
        while (buffer.AsSpan(from, length - from).IndexOf(Mark) is >= 0 and var at && from + at + Mark.Length + digits <= length)
        {
            from += at + Mark.Length;
            if (int.TryParse(buffer.AsSpan(from, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                Heard(number, now);
        }
        var rest = Math.Min(length - from, Mark.Length + digits);
        buffer.AsSpan(length - rest, rest).CopyTo(buffer);
        return rest;
    }

    private void Heard(int number, long now)
    {
        Interlocked.Increment(ref _heard);
        if (number < WarmUp)
            return;
        lock (_times)
            _times.Add(Stopwatch.GetElapsedTime(_sent[number], now).TotalMilliseconds);
    }

    private static async Task<int> ReadAsync(NetworkStream stream, byte[] buffer, int kept, CancellationToken stopping)
    {
        var read = await stream.ReadAsync(buffer.AsMemory(kept), stopping);
        return read > 0 ? read : throw new InvalidOperationException("The server closed a live connection: " + Encoding.UTF8.GetString(buffer.AsSpan(0, kept)));
    }
}
