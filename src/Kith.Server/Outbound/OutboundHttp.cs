using System.Net.Sockets;
using System.Text;
using Kith.Core.Problems;
using Kith.Identity.Providers;
using Kith.Store.Rates;
using Kith.Store.Webhooks;

namespace Kith.Server.Outbound;

#pragma warning disable RS0030 // Everybody else calls through here.

/// <summary>
/// The only way in which this server calls others by HTTP, through <see cref="OutboundDialer"/>, so a name that changes its mind leads nowhere. No redirects, no proxy, no cookies; of an answer to a webhook nothing is read but its status and headers, of another at most a megabyte.
/// </summary>
public sealed class OutboundHttp : IWebhookTransport, IProviderTransport, IRateTransport, IDisposable
{
    private const int MostRead = 1024 * 1024;

    private readonly OutboundDialer _dialer;
    private readonly TimeSpan _time;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    /// <summary>Calls others.</summary>
    /// <param name="time">How long a call may take in all.</param>
    public OutboundHttp(OutboundDialer dialer, TimeSpan time, TimeProvider clock)
    {
        (_dialer, _time, _clock) = (dialer, time, clock);
        _http = new HttpMessageInvoker(new SocketsHttpHandler
        {
            ConnectCallback = ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxConnectionsPerServer = 4,
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
        });
    }

    public async Task<WebhookAnswer> SendAsync(Uri url, IReadOnlyDictionary<string, string> headers, string body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return await WithinAsync(request, (response, _) => Task.FromResult(new WebhookAnswer((int)response.StatusCode, RetryAfter(response))), reason => new WebhookUnreachableException(reason), cancellation);
    }

    public async Task<ProviderAnswer> AskAsync(Uri url, IReadOnlyDictionary<string, string>? form, string? authorization, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(form is null ? HttpMethod.Get : HttpMethod.Post, url) { Content = form is null ? null : new FormUrlEncodedContent(form) };
        if (authorization is not null)
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        return await WithinAsync(request, async (response, time) => new ProviderAnswer((int)response.StatusCode, await ReadAsync(response, time)), reason => new ProviderUnreachableException(reason), cancellation);
    }

    public async Task<byte[]> FetchAsync(Uri url, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await WithinAsync(
            request, async (response, time) => response.IsSuccessStatusCode ? await ReadAsync(response, time) : throw new RatesUnreachableException(Messages.Text("outbound.status", (int)response.StatusCode)),
            reason => new RatesUnreachableException(reason), cancellation);
    }

    private async Task<T> WithinAsync<T>(HttpRequestMessage request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, Func<string, Exception> unreachable, CancellationToken cancellation)
    {
        request.Headers.TryAddWithoutValidation("User-Agent", "Kith");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(_time);
        try
        {
            using var response = await _http.SendAsync(request, time.Token);
            return await read(response, time.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw unreachable(Messages.Text("outbound.slow", (int)Math.Ceiling(_time.TotalSeconds)));
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw unreachable(error.GetBaseException() is OutboundRefusedException refused ? refused.Message : Messages.Text("outbound.unreachable", (error as HttpRequestException)?.HttpRequestError ?? HttpRequestError.ResponseEnded));
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        using var read = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, cancellation) is var count && count > 0)
        {
            if (read.Length + count > MostRead)
                throw new HttpRequestException(HttpRequestError.ConfigurationLimitExceeded);
            read.Write(buffer, 0, count);
        }
        return read.ToArray();
    }

    // A moment is measured from the answer's own date, so that the receiver's clock need not be right.
    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var asked = response.Headers.RetryAfter;
        var wait = asked?.Delta ?? (asked?.Date - (response.Headers.Date ?? _clock.GetUtcNow()));
        return wait > TimeSpan.Zero ? wait : null;
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var inTheClear = context.InitialRequestMessage.RequestUri!.Scheme != Uri.UriSchemeHttps;
        return new NetworkStream(await _dialer.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, inTheClear, cancellation), ownsSocket: true);
    }

    public void Dispose() => _http.Dispose();
}
