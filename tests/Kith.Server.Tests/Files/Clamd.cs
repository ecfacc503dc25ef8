using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Server.Tests.Files;

/// <summary>ClamAV's own daemon with a database of one entry: the harmless text of EICAR that every scanner finds.</summary>
public sealed class Clamd : IAsyncLifetime
{
    private const string Program = "/usr/sbin/clamd";

    /// <summary>What the entry is called, as clamd says it.</summary>
    public const string Finding = "Kith.Test.Eicar.UNOFFICIAL";

    private readonly string _directory = Directory.CreateTempSubdirectory("kith-clamd-").FullName;
    private Process? _process;

    /// <summary>Where it listens.</summary>
    public string Socket => Path.Combine(_directory, "clamd.sock");

    /// <summary>The most bytes that it takes.</summary>
    public const int MostMegabytes = 2;

    /// <summary>The most of them that it looks at.</summary>
    public const int MostKilobytesLookedAt = 1_700;

    public static bool Installed => File.Exists(Program);

    /// <summary>Found by every scanner; never whole in a file of ours, or scanners would find that.</summary>
    public static byte[] Eicar() => Encoding.ASCII.GetBytes(string.Concat(@"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!", "$H+H*"));

    public async ValueTask InitializeAsync()
    {
        var database = Directory.CreateDirectory(Path.Combine(_directory, "database")).FullName;
        await File.WriteAllTextAsync(Path.Combine(database, "kith.hsb"), $"{Convert.ToHexStringLower(SHA256.HashData(Eicar()))}:{Eicar().Length}:Kith.Test.Eicar\n");
        await File.WriteAllTextAsync(Path.Combine(_directory, "clamd.conf"), $"""
            Foreground yes
            LocalSocket {Socket}
            DatabaseDirectory {database}
            TemporaryDirectory {_directory}
            StreamMaxLength {MostMegabytes}M
            MaxFileSize {MostKilobytesLookedAt}K
            AlertExceedsMax yes
            MaxThreads 2
            """);
        if (Installed)
            await StartAsync();
    }

    /// <summary>Begins to answer.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo(Program, ["--config-file", Path.Combine(_directory, "clamd.conf")]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        var errors = _process.StandardError.ReadToEndAsync();
        while (!await AnswersAsync())
        {
            Assert.False(_process.HasExited, _process.HasExited ? await errors : "");
            await Task.Delay(20);
        }
    }

    /// <summary>Answers nobody any more.</summary>
    public async Task StopAsync()
    {
        if (_process is null)
            return;
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _process = null;
        File.Delete(Socket);
    }

    private async Task<bool> AnswersAsync()
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket));
            await socket.SendAsync("zPING\0"u8.ToArray());
            return await socket.ReceiveAsync(new byte[16]) > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
