using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kith.Import.Tests;

/// <summary>
/// A receiver of webhooks as Standard Webhooks has it: it believes only what is signed, and whatever comes again under an id has no second effect. While it is
/// moody it refuses, dawdles, and breaks off before and after the effect.
/// </summary>
internal sealed class LedgerReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Random _random;
    private readonly ConcurrentDictionary<string, long> _effects = new();
    private int _deliveries;
    private int _repeats;
    private int _forged;
    private int _troubles;

    private LedgerReceiver(WebApplication app, Random random) => (_app, _random) = (app, random);

    public string Url => _app.Urls.First();

    /// <summary>What deliveries are signed with (<c>whsec_…</c>).</summary>
    public string Secret { get; set; } = "";

    public bool Moody { get; set; } = true;

    /// <summary>By the id of each delivery that had its effect: the position of the change it told.</summary>
    public IReadOnlyDictionary<string, long> Effects => _effects;

    public int Forged => _forged;

    public override string ToString() => $"{_deliveries} deliveries with {_effects.Count} effects, {_repeats} repeated, {_troubles} troubled by the receiver";

    public static async Task<LedgerReceiver> StartAsync(int seed, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new LedgerReceiver(app, new Random(seed));
        app.Run(receiver.TakeAsync);
        await app.StartAsync(cancellation);
        return receiver;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Interlocked.Increment(ref _deliveries);
        var id = context.Request.Headers["webhook-id"].ToString();
        if (!IsGenuine(id, context.Request.Headers["webhook-timestamp"].ToString(), body, context.Request.Headers["webhook-signature"].ToString()))
        {
            Interlocked.Increment(ref _forged);
            context.Response.StatusCode = 401;
            return;
        }
        var mood = Mood();
        if (mood <= 3)
            Interlocked.Increment(ref _troubles);
        switch (mood)
        {
            case 0:
                context.Response.StatusCode = 500;
                return;
            case 1:
                context.Abort();
                return;
            case 2:
                await Task.Delay(300);
                break;
        }
        if (!_effects.TryAdd(id, JsonElement.Parse(body).GetProperty("data").GetProperty("position").GetInt64()))
            Interlocked.Increment(ref _repeats);
        if (mood == 3)
            context.Abort();
    }

    // From 0 to 3 one of its bad moods.
    private int Mood()
    {
        lock (_random)
            return Moody ? _random.Next(60) : int.MaxValue;
    }

    private bool IsGenuine(string id, string time, string body, string signatures)
    {
        var key = Convert.FromBase64String(Secret["whsec_".Length..]);
        var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")));
        return signatures.Split(' ').Contains(expected);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
