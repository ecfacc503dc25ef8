using System.Net;
using System.Net.Sockets;

namespace Kith.Identity.SignIns;

/// <summary>The part of the net an address belongs to: what one connection to the Internet usually gets.</summary>
public static class Network
{
    /// <summary>The first 24 bits of an IPv4 address, the first 56 of an IPv6 address.</summary>
    public static string Of(IPAddress? address)
    {
        if (address is null)
            return "unknown";
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 24 : 56;
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, bits / 8, bytes.Length - (bits / 8));
        return new IPNetwork(new IPAddress(bytes), bits).ToString();
    }
}
