using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace Kith.Server.Http;

/// <summary>Serves the built web client: its files, and its page for every address that is a route of the client.</summary>
public static class WebClient
{
    public static void UseWebClient(this WebApplication app, string directory)
    {
        if (!File.Exists(Path.Combine(directory, "index.html")))
            return;
        var files = new PhysicalFileProvider(directory);
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".webmanifest"] = "application/manifest+json";
        app.Use(async (context, next) =>
        {
            var path = context.Request.Path.Value ?? "/";
            var served = path.StartsWith("/api/", StringComparison.Ordinal) || path.StartsWith("/health/", StringComparison.Ordinal) || path.StartsWith("/openapi/", StringComparison.Ordinal) || path.StartsWith("/scim/", StringComparison.Ordinal) || path.StartsWith("/forms/", StringComparison.Ordinal)
                || path is "/docs" or "/metrics" || path.StartsWith("/docs/", StringComparison.Ordinal);
            if (!served && HttpMethods.IsGet(context.Request.Method) && !Path.HasExtension(path))
                context.Request.Path = "/index.html";
            await next(context);
        });
        app.UseStaticFiles(new StaticFileOptions
        {
            FileProvider = files,
            ContentTypeProvider = types,
            OnPrepareResponse = file =>
            {
                // Files with a hash in their name never change; the page and the service worker always may.
                var hashed = file.Context.Request.Path.StartsWithSegments("/assets", StringComparison.Ordinal);
                file.Context.Response.Headers.CacheControl = hashed ? "public, max-age=31536000, immutable" : "no-cache";
            },
        });
    }
}
