using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Kith.Identity.Mail;

/// <summary>Lines to and from a mail server, in the clear or through TLS, each within its time.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private const int LongestLine = 4_096;
    private const int MostLines = 200;

    private readonly SmtpServer _server;
    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[LongestLine];
    private Stream _stream;
    private int _start;
    private int _end;

    private SmtpConnection(SmtpServer server, Socket socket) => (_server, _socket, _stream) = (server, socket, new NetworkStream(socket));

    public static async Task<SmtpConnection> OpenAsync(SmtpServer server, MailDial dial, CancellationToken cancellation)
    {
        using var time = Within(server.StepTime, cancellation);
        return new SmtpConnection(server, await dial(server.Host, server.Port, time.Token));
    }

    /// <summary>Goes on through TLS. Whatever the server said before is dropped: someone in between may have put it there.</summary>
    public async Task ProtectAsync(CancellationToken cancellation)
    {
        _start = _end = 0;
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false);
        _stream = tls;
        using var time = Within(_server.StepTime, cancellation);
        var options = new SslClientAuthenticationOptions
        {
            TargetHost = _server.Host,
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        if (_server.Authorities is { } authorities)
        {
            options.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        await tls.AuthenticateAsClientAsync(options, time.Token);
    }

    /// <summary>Sends a command and reads its answer.</summary>
    public async Task<SmtpReply> AskAsync(string command, CancellationToken cancellation)
    {
        await WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellation);
        return await ReplyAsync(_server.StepTime, cancellation);
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        using var time = Within(_server.StepTime, cancellation);
        await _stream.WriteAsync(bytes, time.Token);
        await _stream.FlushAsync(time.Token);
    }

    /// <summary>Refuses to go on where the server has spoken or left out of turn.</summary>
    public void RequireSilence()
    {
        if (_start < _end || _socket.Poll(0, SelectMode.SelectRead))
            throw new IOException("The mail server ended the connection.");
    }

    /// <summary>Reads an answer of one line or several, of which all but the last have a hyphen behind the code.</summary>
    public async Task<SmtpReply> ReplyAsync(TimeSpan within, CancellationToken cancellation)
    {
        using var time = Within(within, cancellation);
        var lines = new List<string>();
        while (lines.Count < MostLines)
        {
            var line = await LineAsync(time.Token);
            if (line.Length < 3 || !line[..3].All(char.IsAsciiDigit) || (line.Length > 3 && line[3] is not (' ' or '-')))
                throw new IOException("The mail server does not speak SMTP.");
            lines.Add(line.Length > 4 ? line[4..] : "");
            if (line.Length == 3 || line[3] == ' ')
                return new SmtpReply(((line[0] - '0') * 100) + ((line[1] - '0') * 10) + (line[2] - '0'), lines);
        }
        throw new IOException("The mail server does not come to an end.");
    }

    private async Task<string> LineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var found = _buffer.AsSpan(_start, _end - _start).IndexOf((byte)'\n');
            if (found >= 0)
            {
                var line = Encoding.UTF8.GetString(_buffer, _start, found).TrimEnd('\r');
                _start += found + 1;
                // Its words stand in logs and on screens.
                return string.Concat(line.Where(c => !char.IsControl(c)));
            }
            if (_start > 0)
            {
                _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
                (_start, _end) = (0, _end - _start);
            }
            if (_end == _buffer.Length)
                throw new IOException("The mail server answers a line without end.");
            var read = await _stream.ReadAsync(_buffer.AsMemory(_end), cancellation);
            if (read == 0)
                throw new EndOfStreamException("The mail server ended the connection.");
            _end += read;
        }
    }

    private static CancellationTokenSource Within(TimeSpan time, CancellationToken cancellation)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        source.CancelAfter(time);
        return source;
    }

    // How a connection ends must not change what is known of the mail.
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _stream.DisposeAsync();
        }
        catch (Exception trouble) when (trouble is IOException or SocketException)
        {
        }
        _socket.Dispose();
    }
}
