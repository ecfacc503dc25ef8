using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kith.Server.Files;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Files;

/// <summary>A server speaking S3 that nobody here wrote: npm's s3rver, in a process of its own.</summary>
public sealed class S3Server : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("kith-s3-").FullName;
    private Process? _process;
    private int _port;

    /// <summary>Its one bucket.</summary>
    public S3Settings Settings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await NodeTool.InstallAsync(Folder);
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }
        Settings = new S3Settings("kith", "files/", "us-east-1", new Uri($"http://127.0.0.1:{_port}"), PathStyle: true, "S3RVER") { Secret = "S3RVER" };
        await StartAsync();
    }

    private static string Folder => Path.Combine(NodeTool.Root(), "tests", "s3-server");

    /// <summary>Begins to answer, with what it had before.</summary>
    public async Task StartAsync()
    {
        _process = Process.Start(new ProcessStartInfo("node", ["server.mjs", $"{_port}", _directory]) { WorkingDirectory = Folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        while (await _process.StandardOutput.ReadLineAsync() is var line && line != "ready")
            Assert.True(line is not null, "The server ended before it was ready.");
        _ = _process.StandardOutput.ReadToEndAsync();
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
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
