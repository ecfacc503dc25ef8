using System.Globalization;
using Kith.Store.Limits;

namespace Kith.Server.Http.Limits;

/// <summary>Tells callers what is left of their limits, as draft-ietf-httpapi-ratelimit-headers-10 has it.</summary>
public sealed class RateHeaders(IReadOnlyList<RateKey> keys, RateTaking taking)
{
    /// <summary>Sets both headers.</summary>
    public void Apply(IHeaderDictionary headers)
    {
        headers["RateLimit-Policy"] = string.Join(", ", keys.Select(k => string.Create(CultureInfo.InvariantCulture, $"\"{k.Policy.Name}\";q={(long)k.Policy.Burst};w={(long)Math.Ceiling(k.Policy.Window)}")));
        headers["RateLimit"] = string.Join(", ", keys.Zip(taking.Ahead, (k, ahead) => string.Create(CultureInfo.InvariantCulture, $"\"{k.Policy.Name}\";r={k.Policy.Left(ahead)};t={(long)Math.Ceiling(ahead)}")));
    }
}
