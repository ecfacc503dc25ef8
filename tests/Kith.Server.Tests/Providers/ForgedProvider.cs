using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Kith.Server.Tests.Providers;

/// <summary>A provider that answers whatever a test has it say, genuine or not.</summary>
internal sealed class ForgedProvider : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ForgedProvider(WebApplication app) => _app = app;

    public string Issuer => _app.Urls.First();
    /// <summary>The keys it publishes, by name.</summary>
    public Dictionary<string, RSA> Keys { get; } = new() { ["first"] = RSA.Create(2048) };
    /// <summary>How often the keys were asked for.</summary>
    public int KeysAsked { get; private set; }
    /// <summary>What the token endpoint answers.</summary>
    public Func<object> Tokens { get; set; } = () => new { };
    /// <summary>What it publishes about itself; null for what is right.</summary>
    public Action<JsonObject>? Discovery { get; set; }

    public static async Task<ForgedProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var provider = new ForgedProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync();
        return provider;
    }

    private async Task AnswerAsync(HttpContext context)
    {
        object? answer = context.Request.Path.Value switch
        {
            "/.well-known/openid-configuration" => Document(),
            "/keys" => Published(),
            "/token" => Tokens(),
            _ => null,
        };
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = answer is null ? 404 : 200;
        await context.Response.WriteAsync(JsonSerializer.Serialize(answer));
    }

    private JsonObject Document()
    {
        var document = new JsonObject { ["issuer"] = Issuer, ["authorization_endpoint"] = Issuer + "/auth", ["token_endpoint"] = Issuer + "/token", ["jwks_uri"] = Issuer + "/keys" };
        Discovery?.Invoke(document);
        return document;
    }

    private object Published()
    {
        KeysAsked++;
        return new { keys = Keys.Select(k => new { kty = "RSA", kid = k.Key, use = "sig", n = Base64Url.EncodeToString(k.Value.ExportParameters(false).Modulus), e = Base64Url.EncodeToString(k.Value.ExportParameters(false).Exponent) }) };
    }

    /// <summary>A token.</summary>
    /// <param name="key">The name of the key that signs; null signs with none.</param>
    /// <param name="sign">Signs in another way than by the key.</param>
    public string Token(object claims, string? key = "first", string algorithm = "RS256", Func<byte[], byte[]>? sign = null)
    {
        var signed = $"{Part(new { alg = algorithm, kid = key })}.{Part(claims)}";
        var bytes = Encoding.ASCII.GetBytes(signed);
        var signature = sign?.Invoke(bytes) ?? Keys[key!].SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    public static string Part(object value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        foreach (var key in Keys.Values)
            key.Dispose();
    }
}
