using System.Net;
using System.Net.Sockets;

namespace Kith.Server.Outbound;

/// <summary>Decides which addresses this server calls: those of the public internet, and the networks that <c>KITH_OUTBOUND_ALLOW</c> names.</summary>
public sealed class OutboundGuard(IReadOnlyList<IPNetwork> allowed)
{
    // IANA's special-purpose registries: what is not reachable for everyone, or means something else inside a network.
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");

    /// <summary>True for an address that may be called.</summary>
    public bool Allows(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (Named(plain))
            return true;
        return !Array.Exists(Special, n => n.Contains(plain)) && (plain.AddressFamily == AddressFamily.InterNetwork || GlobalUnicast.Contains(plain));
    }

    /// <summary>True for an address of a network that the installation trusts, where also plain http is good enough.</summary>
    public bool Named(IPAddress address) => allowed.Any(n => n.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));
}
