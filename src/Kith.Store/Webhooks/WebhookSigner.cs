using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Store.Webhooks;

/// <summary>
/// Signs deliveries as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body. A secret follows from the installation's own, the webhook and its
/// generation, so none is kept.
/// </summary>
public sealed class WebhookSigner(byte[] secret)
{
    /// <summary>How long the secret before signs beside a new one.</summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromHours(24);

    /// <summary>A webhook's secret as its receiver needs it.</summary>
    public string Secret(Guid webhook, int generation) => "whsec_" + Convert.ToBase64String(Key(webhook, generation));

    /// <summary>The headers of a delivery.</summary>
    /// <param name="id">The same for every try of it, so that a receiver can tell repetitions.</param>
    public IReadOnlyDictionary<string, string> Headers(Webhook webhook, string id, string body, DateTimeOffset now)
    {
        var time = now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signed = Encoding.UTF8.GetBytes($"{id}.{time}.{body}");
        var generations = webhook.RotatedUntil > now.UtcDateTime ? new[] { webhook.Generation, webhook.Generation - 1 } : [webhook.Generation];
        return new Dictionary<string, string>
        {
            ["webhook-id"] = id,
            ["webhook-timestamp"] = time,
            ["webhook-signature"] = string.Join(' ', generations.Select(g => "v1," + Convert.ToBase64String(HMACSHA256.HashData(Key(webhook.Id, g), signed)))),
        };
    }

    private byte[] Key(Guid webhook, int generation) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"kith webhook {webhook:N} {generation}")));
}
