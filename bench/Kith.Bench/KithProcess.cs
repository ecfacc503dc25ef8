using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace Kith.Bench;

/// <summary>A Kith as people run it, in a process of its own.</summary>
internal sealed class KithProcess : IAsyncDisposable
{
    private const string Email = "bea@bench.example";
    public const string Password = "a long password of the bench";
    private readonly ServerProcess _process;
    private readonly HttpClient _http;

    private KithProcess(ServerProcess process, int port)
    {
        (_process, Port) = (process, port);
        _http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}") };
    }

    public int Port { get; }
    public int Id => _process.Id;
    public Uri Address => _http.BaseAddress!;

    public static async Task<KithProcess> StartAsync(string data, int port)
    {
        var environment = new Dictionary<string, string>
        {
            ["KITH_DATA"] = data,
            ["KITH_URL"] = $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            ["KITH_RATE_LIMIT"] = "1000000",
            ["KITH_TRUSTED_PROXIES"] = "127.0.0.1/32",
        };
        var server = typeof(KithProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "KithServer").Value!;
        return new KithProcess(await ServerProcess.StartAsync(Path.GetFullPath(server, AppContext.BaseDirectory), [], environment, "Kith is ready"), port);
    }

    /// <summary>Makes a workspace, owned by the account of the bench or by another; answers it and the owner's person.</summary>
    public async Task<(Guid Workspace, Guid Person)> SignUpAsync(string name, string email = Email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/signup");
        request.Headers.Add("Origin", _http.BaseAddress!.ToString().TrimEnd('/'));
        request.Content = JsonContent.Create(new { workspace = name, name = "Bea Bench", email, password = Password });
        var me = await AnswerAsync(request);
        return (me.GetProperty("workspace").GetProperty("id").GetGuid(), me.GetProperty("person").GetProperty("id").GetGuid());
    }

    /// <summary>A new access token for a workspace, which works for a quarter of an hour.</summary>
    public async Task<string> TokenAsync(Tenant tenant)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/tokens") { Content = JsonContent.Create(new { email = Email, password = Password, workspace = tenant.Workspace }) };
        return (await AnswerAsync(request)).GetProperty("access_token").GetString()!;
    }

    /// <summary>Sends a request and answers the body; anything but success ends the bench.</summary>
    public async Task<byte[]> SendAsync((string Method, string Path, string? Body) asked, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(asked.Method), asked.Path);
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (asked.Body is not null)
            request.Content = new StringContent(asked.Body, Encoding.UTF8, "application/json");
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? body : throw new InvalidOperationException($"{asked.Method} {asked.Path}: {Encoding.UTF8.GetString(body)}");
    }

    /// <summary>Sends a file as a browser's form would.</summary>
    public async Task<JsonElement> UploadAsync(string file, string path, string token)
    {
        await using var content = File.OpenRead(file);
        using var form = new MultipartFormDataContent { { new StreamContent(content), "file", Path.GetFileName(file) } };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = form };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await AnswerAsync(request);
    }

    private async Task<JsonElement> AnswerAsync(HttpRequestMessage request)
    {
        using var response = await _http.SendAsync(request);
        var body = await response.Content.ReadAsStringAsync();
        if (!response.IsSuccessStatusCode)
            throw new InvalidOperationException($"{request.RequestUri}: {body}");
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return _process.DisposeAsync();
    }
}
