using System.Net.Http.Headers;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Limits;

/// <summary>A process of the installation that lets in a hundredth of what it usually would: 20 everyday calls of a person, 2 costly ones, 10 of a stranger.</summary>
internal sealed class LimitedHost(KithHost host, HttpClient http) : IAsyncDisposable
{
    public HttpClient Http => http;

    public static async Task<LimitedHost> StartAsync(Installation server, Func<KithSettings, KithSettings>? changed = null)
    {
        var (host, http) = await server.SecondAsync(s => (changed?.Invoke(s) ?? s) with { RateLimit = 0.01 });
        return new LimitedHost(host, http);
    }

    public async Task<HttpResponseMessage> CallAsync(string? bearer, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path) { Content = Client.Content(body) };
        if (bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<int> StatusAsync(string? bearer, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        using var answer = await CallAsync(bearer, path, body, headers);
        return (int)answer.StatusCode;
    }

    /// <summary>How many of some calls after each other are let in.</summary>
    public async Task<int> LetInAsync(int calls, string? bearer, string path, object? body = null, params (string Name, string Value)[] headers)
    {
        var count = 0;
        for (var i = 0; i < calls; i++)
            count += await StatusAsync(bearer, path, body, headers) == 429 ? 0 : 1;
        return count;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await host.DisposeAsync();
    }
}
