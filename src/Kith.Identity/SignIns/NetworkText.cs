using System.Net;

namespace Kith.Identity.SignIns;

/// <summary>Networks as people write them.</summary>
public static class NetworkText
{
    /// <summary>A CIDR block, or a single address as a block of one; null for anything else.</summary>
    public static IPNetwork? Read(string text)
    {
        if (IPNetwork.TryParse(text, out var network))
            return network;
        return IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8) : null;
    }
}
