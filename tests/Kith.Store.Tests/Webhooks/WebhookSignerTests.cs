using Kith.Store.Webhooks;

namespace Kith.Store.Tests.Webhooks;

/// <summary>What deliveries are signed with.</summary>
public sealed class WebhookSignerTests
{
    private static readonly Webhook Hook = new(new Guid("01900000-0000-7000-8000-000000000001"), "https://example.com", Guid.Empty, null, null, null, Active: true, null, 1, null, 0, null, null, null, null, default, 0);

    private static string[] Signatures(WebhookSigner signer) => signer.Headers(Hook, "msg", "{}", DateTimeOffset.UnixEpoch)["webhook-signature"].Split(' ');

    [Fact]
    public void While_the_secret_of_the_installation_is_changed_receivers_of_either_are_satisfied()
    {
        var (old, renewed) = ("an old secret"u8.ToArray(), "a new secret"u8.ToArray());
        Assert.Equal([.. Signatures(new WebhookSigner(renewed)), .. Signatures(new WebhookSigner(old))], Signatures(new WebhookSigner(renewed, old)));
        Assert.Equal(new WebhookSigner(renewed).Secret(Hook.Id, 1), new WebhookSigner(renewed, old).Secret(Hook.Id, 1));
    }
}
