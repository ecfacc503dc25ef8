using System.Net.Http.Headers;
using System.Text.Json;
using Kith.Server.Tests.Harness;

namespace Kith.Server.Tests.Live;

/// <summary>One event as a browser takes it apart.</summary>
internal sealed record LiveEvent(long Id, string Name, JsonElement Data);

/// <summary>An open live connection.</summary>
internal sealed class Listening : IDisposable
{
    private readonly HttpResponseMessage _response;
    private readonly StreamReader _lines;

    private Listening(HttpResponseMessage response, Stream stream) => (_response, _lines) = (response, new StreamReader(stream));

    /// <summary>The last id that came, with or without an event.</summary>
    public long LastId { get; private set; }

    /// <summary>Milliseconds that the server asked to wait before coming again.</summary>
    public int Retry { get; private set; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Opens a connection and waits until the server says that it stands.</summary>
    public static async Task<Listening> ToAsync(Client client, string query = "", long? lastEventId = null, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live" + query);
        if (client.Bearer is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", client.Bearer);
        if (client.Cookie is not null)
            request.Headers.Add("Cookie", $"kith={client.Cookie}");
        if (lastEventId is { } id)
            request.Headers.Add("Last-Event-ID", id.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var response = await (http ?? client.Server.Http).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        Assert.Equal((System.Net.HttpStatusCode.OK, "text/event-stream"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.True(response.Headers.CacheControl?.NoStore);
        var listening = new Listening(response, await response.Content.ReadAsStreamAsync(Cancel));
        var ready = (await listening.NextAsync())!;
        Assert.Equal(("ready", ready.Id), (ready.Name, ready.Data.GetProperty("position").GetInt64()));
        return listening;
    }

    /// <summary>The next event; null when the server has closed the connection.</summary>
    public async Task<LiveEvent?> NextAsync()
    {
        var (name, data) = ("message", (string?)null);
        while (await _lines.ReadLineAsync(Cancel) is { } line)
        {
            if (line.Length == 0 && data is not null)
                return new LiveEvent(LastId, name, JsonElement.Parse(data));
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture);
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                name = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.StartsWith("retry: ", StringComparison.Ordinal))
                Retry = int.Parse(line[7..], System.Globalization.CultureInfo.InvariantCulture);
        }
        return null;
    }

    /// <summary>So many events.</summary>
    public async Task<IReadOnlyList<LiveEvent>> TakeAsync(int count)
    {
        var events = new List<LiveEvent>();
        while (events.Count < count)
            events.Add(await NextAsync() ?? throw new InvalidOperationException($"The connection ended after {events.Count} of {count} events."));
        return events;
    }

    /// <summary>Reads until the server closes the connection.</summary>
    public async Task EndAsync()
    {
        while (await NextAsync() is not null)
        {
            // What was still sent.
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _response.Dispose();
    }
}
