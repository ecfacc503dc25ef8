using System.Net;
using System.Net.Sockets;
using Kith.Core.Problems;

namespace Kith.Server.Outbound;

#pragma warning disable RS0030 // Everybody else connects through here.

/// <summary>An address may not be called; the message says why, for administrators.</summary>
public sealed class OutboundRefusedException(string message) : Exception(message);

/// <summary>The only way in which this server connects to others: a name is resolved here, every address it has is checked, and the connection goes to one that was checked.</summary>
public sealed class OutboundDialer(OutboundGuard guard)
{
    /// <summary>Connects to what people of a workspace named.</summary>
    /// <param name="inTheClear">True where what is said is not protected; then only networks that the installation trusts are called.</param>
    /// <exception cref="OutboundRefusedException">One of the name's addresses may not be called.</exception>
    /// <exception cref="SocketException">The name is unknown, or nobody answers there.</exception>
    public async Task<Socket> ConnectAsync(string host, int port, bool inTheClear, CancellationToken cancellation)
    {
        var addresses = await AddressesAsync(host, cancellation);
        // Where one of a name's addresses is inside, the name is not to be trusted.
        if (addresses.Length == 0 || !Array.TrueForAll(addresses, guard.Allows))
            throw new OutboundRefusedException(Messages.Text("outbound.refused", host));
        if (inTheClear && !Array.TrueForAll(addresses, guard.Named))
            throw new OutboundRefusedException(Messages.Text("outbound.plain"));
        return await ConnectAsync(addresses, port, cancellation);
    }

    /// <summary>Connects to what the operator of the installation named in its settings, wherever that is: whoever may set it may reach it.</summary>
    /// <exception cref="SocketException">The name is unknown, or nobody answers there.</exception>
    public static async Task<Socket> ConnectToSettingAsync(string host, int port, CancellationToken cancellation) =>
        await ConnectAsync(await AddressesAsync(host, cancellation), port, cancellation);

    /// <summary>Connects to a socket of this machine that the operator of the installation named in its settings.</summary>
    /// <param name="path">Of the socket.</param>
    /// <exception cref="SocketException">Nobody answers there.</exception>
    public static async Task<Socket> ConnectToSettingAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellation) =>
        IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, cancellation);

    private static async Task<Socket> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
