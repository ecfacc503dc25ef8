using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Kith.Import.Tests;

/// <summary>A Kith as people run it: a process of its own with the PostgreSQL it brings along, or with settings of the test, started again as often as it is ended.</summary>
public sealed class Installed(params (string Name, string Value)[] settings) : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("kith-").FullName;
    private readonly string _url = FreeUrl();
    private HttpClient? _client;
    private Process? _server;

    private HttpClient Http => _client ??= new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = new Uri(_url + "/api/v1/") };

    private static string FreeUrl()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return "http://127.0.0.1:" + ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Starts the server and waits until it says that it is ready.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        _server?.Dispose();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "kith.dll")]) { UseShellExecute = false, RedirectStandardOutput = true, WorkingDirectory = _data };
        (start.Environment["KITH_DATA"], start.Environment["KITH_URL"]) = (Path.Combine(_data, "data"), _url);
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _server = Process.Start(start)!;
        while (await _server.StandardOutput.ReadLineAsync(cancellation) is { } line)
        {
            if (!line.StartsWith("Kith is ready", StringComparison.Ordinal))
                continue;
            _ = _server.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
            return;
        }
        throw new InvalidOperationException("Kith ended before it was ready.");
    }

    /// <summary>Ends the server as <c>kill -9</c> does.</summary>
    public async Task KillServerAsync()
    {
        _server!.Kill();
        await _server.WaitForExitAsync();
    }

    /// <summary>Ends PostgreSQL as <c>kill -9</c> does; its children find out by themselves.</summary>
    public void KillPostgres()
    {
        var note = Directory.GetFiles(Path.Combine(_data, "data"), "postmaster.pid", SearchOption.AllDirectories).Single();
        using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(note).First(), CultureInfo.InvariantCulture));
        postmaster.Kill();
    }

    /// <summary>Makes a workspace and signs in as a program.</summary>
    public async Task SignUpAsync(CancellationToken cancellation)
    {
        using var signUp = new HttpRequestMessage(HttpMethod.Post, "auth/signup") { Content = JsonContent.Create(new { workspace = "Kill", name = "Kay", email = "kay@example.com", password = "seven green umbrellas" }) };
        signUp.Headers.Add("Origin", _url);
        using (await Http.SendAsync(signUp, cancellation))
        {
        }
        var tokens = await CallAsync("auth/tokens", new { email = "kay@example.com", password = "seven green umbrellas" }, cancellation);
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.GetProperty("access_token").GetString());
    }

    /// <summary>Calls the API: POST with a body, else GET.</summary>
    public async Task<JsonElement> CallAsync(string path, object? body, CancellationToken cancellation)
    {
        using var content = body switch { null => null, HttpContent given => given, _ => JsonContent.Create(body) };
        using var response = body is null ? await Http.GetAsync(path, cancellation) : await Http.PostAsync(path, content, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new HttpRequestException($"{path}: {text}", null, response.StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
        {
            using var stop = Process.Start("kill", ["-TERM", _server.Id.ToString(CultureInfo.InvariantCulture)]);
            await _server.WaitForExitAsync();
        }
        _server?.Dispose();
        _client?.Dispose();
        Directory.Delete(_data, recursive: true);
    }
}
