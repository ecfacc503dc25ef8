using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Kith.Server.Tests.OpenApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace Kith.Server.Tests.Webhooks;

/// <summary>One delivery as it came.</summary>
internal sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Id => Headers["webhook-id"];
    public JsonElement Json => JsonElement.Parse(Body);
    public string Type => Json.GetProperty("type").GetString()!;
}

/// <summary>A receiver of webhooks, which answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>The status of the next answers.</summary>
    public int Status { get; set; } = 204;

    /// <summary>Headers of the next answers, beside what is usual.</summary>
    public IReadOnlyDictionary<string, string?> Headers { get; set; } = new Dictionary<string, string?>();

    public string Url => _app.Urls.First();
    public IReadOnlyList<Received> All => [.. _received];

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        _received.Enqueue(new Received(context.Request.Path, context.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString()), body));
        context.Response.StatusCode = Status;
        foreach (var (name, value) in Headers)
        {
            if (value is not null)
                context.Response.Headers[name] = value;
        }
        if (Status is 302)
            context.Response.Headers.Location = "/elsewhere";
    }

    /// <summary>Waits for so many deliveries.</summary>
    public async Task<IReadOnlyList<Received>> TakeAsync(int count)
    {
        while (_received.Count < count)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        return All;
    }

    /// <summary>How many deliveries the library of Standard Webhooks finds genuine.</summary>
    public static async Task<int> GenuineAsync(string secret, IEnumerable<Received> deliveries)
    {
        var file = Path.Combine(Path.GetTempPath(), $"kith-webhooks-{Path.GetRandomFileName()}.json");
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(new { secret, deliveries = deliveries.Select(d => new { headers = d.Headers, body = d.Body }) }));
        try
        {
            using var node = Process.Start(new ProcessStartInfo("node", [Path.Combine(NodeTool.Root(), "web", "test", "standard-webhooks.mjs"), file]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            return int.Parse(await node.StandardOutput.ReadToEndAsync(), CultureInfo.InvariantCulture);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
