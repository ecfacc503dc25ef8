using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Store.Webhooks;

/// <summary>
/// Signs deliveries as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body. A secret follows from the installation's own, the webhook and its
/// generation, so none is kept. While the installation's secret is being changed, what follows from the former one signs, too.
/// </summary>
public sealed class WebhookSigner(byte[] secret, byte[]? former = null)
{
    /// <summary>How long the secret before signs beside a new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>A webhook's secret as its receiver needs it.</summary>
    public string Secret(Guid webhook, int generation) => "whsec_" + Convert.ToBase64String(Key(secret, webhook, generation));

    /// <summary>The headers of a delivery.</summary>
    /// <param name="id">The same for every try of it, so that a receiver can tell repetitions.</param>
    public IReadOnlyDictionary<string, string> Headers(Webhook webhook, string id, string body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{id}.{time}.{body}");
        var generations = webhook.RotatedUntil > now.UtcDateTime ? new[] { webhook.Generation, webhook.Generation - 1 } : [webhook.Generation];
        var keys = from own in former is null ? new[] { secret } : [secret, former] from generation in generations select Key(own, webhook.Id, generation);
        return new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = time,
            ["webhook-signature"] = string.Join(' ', keys.Select(k => "v1," + Convert.ToBase64String(HMACSHA256.HashData(k, signed)))),
        };
    }

    private static byte[] Key(byte[] own, Guid webhook, int generation) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, own, 32, info: Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"kith webhook {webhook:N} {generation}")));
}
