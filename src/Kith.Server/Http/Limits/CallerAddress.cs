using System.Net;
using System.Net.Sockets;

namespace Kith.Server.Http.Limits;

/// <summary>What calls without a sign-in are counted by.</summary>
public static class CallerAddress
{
    private const int BytesOfOneHousehold = 8;

    /// <summary>An IPv4 address, or the first 64 bits of an IPv6 address, of which one connection has all the rest.</summary>
    public static Guid Of(IPAddress? address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address is not null)
        {
            (address.AddressFamily == AddressFamily.InterNetworkV6 ? address : address.MapToIPv6()).TryWriteBytes(bytes, out _);
            if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
                bytes[BytesOfOneHousehold..].Clear();
        }
        return new Guid(bytes);
    }
}
