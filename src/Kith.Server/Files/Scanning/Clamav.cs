using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Kith.Core.Problems;
using Kith.Server.Outbound;
using Kith.Store.Files;

namespace Kith.Server.Files.Scanning;

/// <summary>Where ClamAV's daemon listens.</summary>
/// <param name="Socket">A socket of this machine; null for a host and port.</param>
public sealed record ClamavAddress(string? Socket, string Host, int Port)
{
    private const int StandardPort = 3310;

    /// <summary>The address of a setting, such as <c>tcp://127.0.0.1:3310</c> or <c>unix:///run/clamav/clamd.ctl</c>.</summary>
    /// <exception cref="SettingException">It is none.</exception>
    public static ClamavAddress Parse(string text) => Uri.TryCreate(text, UriKind.Absolute, out var at) ? at switch
    {
        { Scheme: "unix", Host: "", AbsolutePath.Length: > 1 } => new(Uri.UnescapeDataString(at.AbsolutePath), "", 0),
        { Scheme: "tcp", Host.Length: > 0, PathAndQuery: "" or "/", UserInfo: "" } => new(null, at.DnsSafeHost, at.Port > 0 ? at.Port : StandardPort),
        _ => throw Unusable(text),
    } : throw Unusable(text);

    private static SettingException Unusable(string text) => new($"KITH_CLAMAV is “{text}”, which is not where a clamd listens, such as tcp://127.0.0.1:3310 or unix:///run/clamav/clamd.ctl.");
}

/// <summary>Has files looked through by ClamAV's daemon: they are sent to it piece by piece (its command INSTREAM), so it needs no access to where they lie.</summary>
/// <param name="time">How long a file may take in all.</param>
public sealed class Clamav(ClamavAddress address, TimeSpan time) : IFileScanner
{
    private const int Piece = 1 << 16;
    private const int LongestAnswer = 4_096;
    private const string Begins = "stream: ";
    private const string Clean = "OK";
    private const string Found = " FOUND";
    // Found nothing, but did not look at all of it; said only with AlertExceedsMax, without which it says that it is clean.
    private const string Exceeded = "Heuristics.Limits.Exceeded";

    public bool Scans => true;

    public async Task<string?> ScanAsync(Stream content, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(time);
        try
        {
            return Verdict(await AskAsync(content, limit.Token));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new ScannerAwayException(Messages.Text("file.scan_slow", (int)time.TotalSeconds));
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new ScannerAwayException(Messages.Text("file.scan_away", error.GetBaseException() is SocketException { SocketErrorCode: var code } ? code : SocketError.ConnectionReset));
        }
    }

    private async Task<string> AskAsync(Stream content, CancellationToken cancellation)
    {
        using var socket = address.Socket is { } path ? await OutboundDialer.ConnectToSettingAsync(path, cancellation) : await OutboundDialer.ConnectToSettingAsync(address.Host, address.Port, cancellation);
        await using var line = new NetworkStream(socket, ownsSocket: false);
        try
        {
            await line.WriteAsync("zINSTREAM\0"u8.ToArray(), cancellation);
            var piece = new byte[sizeof(int) + Piece];
            for (int read; (read = await content.ReadAtLeastAsync(piece.AsMemory(sizeof(int)), Piece, throwOnEndOfStream: false, cancellation)) > 0;)
            {
                BinaryPrimitives.WriteInt32BigEndian(piece, read);
                await line.WriteAsync(piece.AsMemory(0, sizeof(int) + read), cancellation);
            }
            await line.WriteAsync(new byte[sizeof(int)], cancellation);
        }
        // It hung up because the file is larger than it takes; it has said so.
        catch (IOException) when (socket.Poll(0, SelectMode.SelectRead) && socket.Available > 0)
        {
        }
        return await AnswerAsync(line, cancellation);
    }

    private static async Task<string> AnswerAsync(NetworkStream line, CancellationToken cancellation)
    {
        var answer = new byte[LongestAnswer];
        var length = await line.ReadAtLeastAsync(answer, answer.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(answer, 0, length).TrimEnd('\0', '\n');
    }

    // Only what says that it is clean is clean.
    private static string? Verdict(string answer)
    {
        if (answer == Begins + Clean)
            return null;
        if (answer.StartsWith(Begins, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) && !answer.StartsWith(Begins + Exceeded, StringComparison.Ordinal))
            return answer[Begins.Length..^Found.Length];
        throw new ScannerAwayException(Messages.Text("file.scan_failed", answer.Length == 0 ? "–" : answer));
    }
}
