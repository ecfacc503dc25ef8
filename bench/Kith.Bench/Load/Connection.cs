using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kith.Bench.Load;

/// <summary>One kept-alive HTTP/1.1 connection that sends bytes made before and reads answers of a stated length, and nothing more.</summary>
internal sealed class Connection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _buffer = new byte[128 * 1024];

    public Connection(int port) => _socket.Connect(IPAddress.Loopback, port);

    /// <summary>Sends a request and reads its answer; answers the length of the body.</summary>
    public int Exchange(byte[] request, int status)
    {
        _socket.Send(request);
        var read = 0;
        while (true)
        {
            var more = _socket.Receive(_buffer, read, _buffer.Length - read, SocketFlags.None);
            if (more == 0)
                throw new InvalidOperationException("The server closed the connection.");
            read += more;
            var head = _buffer.AsSpan(0, read).IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;
            var length = Length(_buffer.AsSpan(0, head));
            if (Status(_buffer) != status || length < 0)
                throw new InvalidOperationException($"Not the answer that was expected: {Encoding.UTF8.GetString(_buffer, 0, Math.Min(read, 2_000))}");
            return Rest(read, head + 4 + length, length);
        }
    }

    private int Rest(int read, int whole, int length)
    {
        if (whole > _buffer.Length)
            Array.Resize(ref _buffer, whole);
        while (read < whole)
        {
            var more = _socket.Receive(_buffer, read, whole - read, SocketFlags.None);
            if (more == 0)
                throw new InvalidOperationException("The server closed the connection.");
            read += more;
        }
        return length;
    }

    private static int Status(ReadOnlySpan<byte> head) => Utf8Parser.TryParse(head["HTTP/1.1 ".Length..], out int status, out _) ? status : 0;

    private static int Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        return at >= 0 && Utf8Parser.TryParse(head[(at + "Content-Length: ".Length)..], out int length, out _) ? length : -1;
    }

    public void Dispose() => _socket.Dispose();
}
