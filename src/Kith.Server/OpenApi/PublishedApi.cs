using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Kith.Server.OpenApi.Docs;

namespace Kith.Server.OpenApi;

/// <summary>The document and the pages about the API, each made when first asked for and kept: they only change with the program.</summary>
internal sealed class PublishedApi(Func<ApiDescription> describe)
{
    private readonly Lazy<ApiDescription> _api = new(describe);
    private readonly ConcurrentDictionary<string, KeptAnswer?> _kept = [];

    /// <summary>The OpenAPI document.</summary>
    public KeptAnswer Document => _kept.GetOrAdd("openapi", _ => new KeptAnswer("application/json", OpenApiWriter.Write(_api.Value)))!;

    /// <summary>The style of the pages.</summary>
    public KeptAnswer Style => _kept.GetOrAdd("style", _ => new KeptAnswer("text/css; charset=utf-8", Resource("docs.css")))!;

    /// <summary>The page that begins the documentation.</summary>
    public KeptAnswer Index => _kept.GetOrAdd("index", _ => Page(IndexPage.Write(_api.Value)))!;

    /// <summary>The page of a tag or of all schemas; null where there is none of that name, which is then not kept either.</summary>
    public KeptAnswer? Find(string name)
    {
        if (name == SchemasPage.Name)
            return _kept.GetOrAdd("page:" + name, _ => Page(SchemasPage.Write(_api.Value)));
        return _api.Value.Tags.FirstOrDefault(t => t.Name == name) is { } tag ? _kept.GetOrAdd("page:" + name, _ => Page(TagPage.Write(_api.Value, tag))) : null;
    }

    private static KeptAnswer Page(string html) => new("text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));

    /// <summary>A file of this program, as it is sent.</summary>
    internal static KeptAnswer Kept(string mediaType, string name) => new(mediaType, Resource(name));

    private static byte[] Resource(string name)
    {
        using var stream = typeof(PublishedApi).Assembly.GetManifestResourceStream(name)!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}

/// <summary>An answer that stays the same while the program runs.</summary>
internal sealed class KeptAnswer(string mediaType, byte[] body)
{
    // Weak, because compression on the way changes the bytes but not what they say.
    private readonly string _etag = $"W/\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"";

    /// <summary>Sends it, or only that the caller has it already.</summary>
    public async Task SendAsync(HttpContext context)
    {
        context.Response.Headers.ETag = _etag;
        // Kept by everyone, but asked about each time: a new release is seen at once.
        context.Response.Headers.CacheControl = "public, no-cache";
        if (context.Request.Headers.IfNoneMatch.Any(tags => tags?.Split(',', StringSplitOptions.TrimEntries).Any(t => t == _etag || t == "*") == true))
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
