using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Providers;

/// <summary>A provider that nobody here wrote: npm's oidc-provider, in a process of its own.</summary>
public sealed class OpenIdProvider(Installation server) : IAsyncLifetime
{
    public const string Secret = "a secret of the client";

    private Process _process = null!;

    public string Issuer { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var directory = Path.Combine(NodeTool.Root(), "tests", "oidc-provider");
        await NodeTool.InstallAsync(directory);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Issuer = $"http://127.0.0.1:{port}";
        _process = Process.Start(new ProcessStartInfo("node", ["provider.mjs", $"{port}", new Uri(server.Url, "login/callback").AbsoluteUri]) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        while (await _process.StandardOutput.ReadLineAsync() is var line && line != "ready")
            Assert.True(line is not null, "The provider ended before it was ready.");
        _ = _process.StandardOutput.ReadToEndAsync();
    }

    /// <summary>Goes where Kith sent the browser, signs in there, and answers where the provider sends the browser back to.</summary>
    /// <param name="login">The address that signs in; null cancels.</param>
    /// <param name="mfa">Whether more than a password is shown there.</param>
    public static async Task<Uri> WalkAsync(string url, string? login, bool mfa = true)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() });
        var fields = new Dictionary<string, string> { [login is null ? "abort" : "login"] = login ?? "yes" };
        if (mfa)
            fields["mfa"] = "yes";
        using var form = new FormUrlEncodedContent(fields);
        var interaction = await NextAsync(await http.GetAsync(new Uri(url), TestContext.Current.CancellationToken));
        var resume = await NextAsync(await http.PostAsync(interaction, form, TestContext.Current.CancellationToken));
        return await NextAsync(await http.GetAsync(resume, TestContext.Current.CancellationToken));
    }

    private static async Task<Uri> NextAsync(HttpResponseMessage response)
    {
        using (response)
            return response.Headers.Location is { } location ? new Uri(response.RequestMessage!.RequestUri!, location) : throw new InvalidOperationException($"{response.StatusCode}: {await response.Content.ReadAsStringAsync()}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
