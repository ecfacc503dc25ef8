using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Kith.Store.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Import.Tests;

/// <summary>Two servers that share one PostgreSQL over a network that can be cut; all of it can be killed.</summary>
public sealed class LedgerInstallation : IAsyncDisposable
{
    private readonly string _data;
    private readonly EmbeddedPostgres _postgres;
    private readonly CutNetwork _network;
    private readonly Process?[] _servers = new Process?[2];
    private readonly string[] _urls = [FreeUrl(), FreeUrl()];

    private LedgerInstallation(string data, EmbeddedPostgres postgres) => (_data, _postgres, _network) = (data, postgres, new CutNetwork(SocketOf(postgres)));

    /// <summary>Clients of both servers, with the address of the API.</summary>
    public HttpClient[] Clients { get; private set; } = [];

    public string Owner => _postgres.ConnectionString;

    public static async Task<LedgerInstallation> StartAsync(CancellationToken cancellation)
    {
        var data = Directory.CreateTempSubdirectory("kith-ledger-").FullName;
        // Durable: what was acknowledged must outlive PostgreSQL's death.
        var postgres = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = Path.Combine(data, "postgres") }, NullLogger.Instance, TimeProvider.System, cancellation);
        var installation = new LedgerInstallation(data, postgres);
        await File.WriteAllTextAsync(Path.Combine(data, "secret"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(48)), cancellation);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.Combine(data, "secret"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        await installation.StartServerAsync(0, cancellation);
        await installation.StartServerAsync(1, cancellation);
        installation.Clients = [.. installation._urls.Select(u => new HttpClient(new SocketsHttpHandler { UseCookies = false, PooledConnectionLifetime = TimeSpan.FromSeconds(5) }) { BaseAddress = new Uri(u + "/api/v1/"), Timeout = TimeSpan.FromSeconds(20) })];
        return installation;
    }

    private static string SocketOf(EmbeddedPostgres postgres) => Path.Combine(new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!, $".s.PGSQL.{new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Port.ToString(CultureInfo.InvariantCulture)}");

    private static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Starts one of the servers and waits until it is ready; it tries as long as the database or the network is away.</summary>
    public async Task StartServerAsync(int number, CancellationToken cancellation)
    {
        while (true)
        {
            var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kith.dll")]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _data };
            var database = new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Host = "127.0.0.1", Port = _network.Port };
            foreach (var (name, value) in new[] { ("DATA", Path.Combine(_data, $"data{number}")), ("URL", _urls[number]), ("DATABASE", database.ConnectionString), ("SECRET_FILE", Path.Combine(_data, "secret")), ("POOL", "12"), ("RATE_LIMIT", "1000"), ("OUTBOUND_ALLOW", "127.0.0.1/32") })
                start.Environment["KITH_" + name] = value;
            var server = Process.Start(start)!;
            _servers[number] = server;
            _ = server.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            while (await server.StandardOutput.ReadLineAsync(cancellation) is { } line)
            {
                if (!line.StartsWith("Kith is ready", StringComparison.Ordinal))
                    continue;
                _ = server.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return;
            }
            await Task.Delay(100, cancellation);
        }
    }

    /// <summary>Ends a server as <c>kill -9</c> does and starts it again.</summary>
    public async Task KillServerAsync(int number, CancellationToken cancellation)
    {
        _servers[number]!.Kill();
        await _servers[number]!.WaitForExitAsync(cancellation);
        await StartServerAsync(number, cancellation);
    }

    /// <summary>Stops a server as an operator does and starts it again.</summary>
    public async Task RestartServerAsync(int number, CancellationToken cancellation)
    {
        using (Process.Start("kill", ["-TERM", _servers[number]!.Id.ToString(CultureInfo.InvariantCulture)]))
            await _servers[number]!.WaitForExitAsync(cancellation);
        await StartServerAsync(number, cancellation);
    }

    /// <summary>Ends PostgreSQL as <c>kill -9</c> does; it is brought back by itself.</summary>
    public void KillPostgres()
    {
        try
        {
            using var postmaster = Process.GetProcessById(_postgres.ProcessId);
            postmaster.Kill();
        }
        // Dead already.
        catch (ArgumentException)
        {
        }
    }

    /// <summary>Cuts the network between servers and PostgreSQL for a while.</summary>
    public Task CutAsync(TimeSpan length, CancellationToken cancellation) => _network.CutAsync(length, cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.OfType<Process>())
        {
            if (!server.HasExited)
                server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
        foreach (var client in Clients)
            client.Dispose();
        _network.Dispose();
        await _postgres.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}

/// <summary>Passes connections on to a Unix socket until it is cut: then all break off, and new ones come to nothing.</summary>
internal sealed class CutNetwork : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, Socket> _open = [];
    private readonly string _target;
    private volatile bool _cut;

    public CutNetwork(string target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task CutAsync(TimeSpan length, CancellationToken cancellation)
    {
        _cut = true;
        foreach (var (near, far) in _open)
            Break(near, far);
        await Task.Delay(length, cancellation);
        _cut = false;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket near;
            try
            {
                near = await _listener.AcceptSocketAsync();
            }
            catch (Exception ended) when (ended is SocketException or ObjectDisposedException)
            {
                return;
            }
            _ = PassAsync(near);
        }
    }

    private async Task PassAsync(Socket near)
    {
        var far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            if (_cut)
                return;
            await far.ConnectAsync(new UnixDomainSocketEndPoint(_target));
            _open[near] = far;
            await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // Whoever speaks here finds out by itself.
        }
        finally
        {
            _open.TryRemove(near, out _);
            Break(near, far);
        }
    }

    private static async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is var count and > 0)
            {
                for (var sent = 0; sent < count;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent));
            }
        }
        catch (Exception broken) when (broken is SocketException or ObjectDisposedException)
        {
            // The other direction ends, too.
        }
    }

    private static void Break(Socket near, Socket far)
    {
        near.Dispose();
        far.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (var (near, far) in _open)
            Break(near, far);
    }
}
