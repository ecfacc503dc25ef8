using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kith.Server.Tests.Harness;

/// <summary>A name server that knows the TXT records a test gives it, over TCP as the protocol says.</summary>
public sealed class NameServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    public NameServer()
    {
        _listener.Start();
        Address = (IPEndPoint)_listener.LocalEndpoint;
        _running = RunAsync();
    }

    public IPEndPoint Address { get; }

    /// <summary>The texts by name; a name that is missing does not exist.</summary>
    public ConcurrentDictionary<string, string[]> Texts { get; } = new(StringComparer.OrdinalIgnoreCase);

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            await using var stream = client.GetStream();
            var length = new byte[2];
            await stream.ReadExactlyAsync(length, _stop.Token);
            var question = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
            await stream.ReadExactlyAsync(question, _stop.Token);
            var answer = Answer(question);
            BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)answer.Length);
            await stream.WriteAsync(length.Concat(answer).ToArray(), _stop.Token);
        }
    }

    private byte[] Answer(byte[] question)
    {
        var labels = new List<string>();
        for (var at = 12; question[at] != 0; at += question[at] + 1)
            labels.Add(Encoding.ASCII.GetString(question, at + 1, question[at]));
        var found = Texts.GetValueOrDefault(string.Join('.', labels), []);
        var answer = new List<byte>(question);
        (answer[2], answer[3], answer[7]) = (0x81, (byte)(found.Length == 0 ? 0x83 : 0x80), (byte)found.Length);
        foreach (var text in found)
        {
            // In pieces, as long texts come.
            var pieces = Encoding.UTF8.GetBytes(text).Chunk(20).SelectMany(p => p.Prepend((byte)p.Length)).ToArray();
            answer.AddRange([0xC0, 12, 0, 16, 0, 1, 0, 0, 0, 60, (byte)(pieces.Length >> 8), (byte)pieces.Length, .. pieces]);
        }
        return [.. answer];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _running.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }
}
