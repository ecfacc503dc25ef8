using System.Net;
using System.Net.Sockets;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Webhooks;

namespace Kith.Server.Outbound;

#pragma warning disable RS0030 // Everybody else calls through here.

/// <summary>
/// The only way in which this server calls others. Names are resolved here, every address is checked, and the connection goes to the address that was checked, so a
/// name that changes its mind leads nowhere. No redirects, no proxy, no cookies; nothing of an answer is read but its status and headers.
/// </summary>
public sealed class OutboundHttp : IWebhookTransport, IDisposable
{
    private readonly OutboundGuard _guard;
    private readonly TimeSpan _time;
    private readonly TimeProvider _clock;
    private readonly HttpMessageInvoker _http;

    /// <summary>Calls others.</summary>
    /// <param name="time">How long a call may take in all.</param>
    public OutboundHttp(OutboundGuard guard, TimeSpan time, TimeProvider clock)
    {
        (_guard, _time, _clock) = (guard, time, clock);
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
            throw error.GetBaseException() is WebhookUnreachableException refused ? refused : new WebhookUnreachableException(Messages.Text("outbound.unreachable", error.HttpRequestError));
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
        var host = context.DnsEndPoint.Host;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);
        var allowed = addresses.Where(_guard.Allows).ToArray();
        // Where one of a name's addresses is inside, the name is not to be trusted.
        if (allowed.Length == 0 || allowed.Length < addresses.Length)
            throw new WebhookUnreachableException(Messages.Text("outbound.refused", host));
        if (context.InitialRequestMessage.RequestUri!.Scheme != Uri.UriSchemeHttps && !Array.TrueForAll(allowed, _guard.Named))
            throw new WebhookUnreachableException(Messages.Text("outbound.plain"));
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _http.Dispose();
}
