using System.Net.Sockets;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Webhooks;

namespace Kith.Server.Outbound;

#pragma warning disable RS0030 // Everybody else calls through here.

/// <summary>
/// The only way in which this server calls others by HTTP, through <see cref="OutboundDialer"/>, so a name that changes its mind leads nowhere. No redirects, no proxy, no cookies; nothing of an answer is read but its status and headers.
/// </summary>
public sealed class OutboundHttp : IWebhookTransport, IDisposable
{
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
        request.Headers.TryAddWithoutValidation("User-Agent", "Kith");
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(_time);
        try
        {
            using var response = await _http.SendAsync(request, time.Token);
            return new WebhookAnswer((int)response.StatusCode, RetryAfter(response));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new WebhookUnreachableException(Messages.Text("outbound.slow", (int)Math.Ceiling(_time.TotalSeconds)));
        }
        catch (HttpRequestException error)
        {
            throw new WebhookUnreachableException(error.GetBaseException() is OutboundRefusedException refused ? refused.Message : Messages.Text("outbound.unreachable", error.HttpRequestError));
        }
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
