using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Kith.Store.Embedded;

/// <summary>Where an embedded PostgreSQL listens: a private Unix socket, or on Windows a port of the loopback address.</summary>
/// <param name="Host">The directory of the socket, or the loopback address.</param>
/// <param name="Port">The port; for a socket only a part of its name.</param>
internal sealed record PostgresAddress(string Host, int Port)
{
    // struct sockaddr_un holds 108 bytes on Linux with the closing zero, 104 elsewhere.
    private const int LongestOnLinux = 107;
    private const int LongestElsewhere = 103;
    private const int UsualPort = 5432;

    /// <summary>Whether this is a port of the network instead of a socket in a directory.</summary>
    public bool IsNetwork => !Path.IsPathRooted(Host);

    /// <summary>The arguments that tell the server to listen here, and nowhere else.</summary>
    public IReadOnlyList<string> Arguments =>
        IsNetwork
            ? ["-c", $"listen_addresses={Host}", "-c", $"port={Port.ToString(CultureInfo.InvariantCulture)}"]
            :
            [
                "-c", "listen_addresses=",
                "-c", $"unix_socket_directories={Host}",
                "-c", "unix_socket_permissions=0700",
                "-c", $"port={Port.ToString(CultureInfo.InvariantCulture)}",
            ];

    /// <summary>A port of the loopback address that was free a moment ago.</summary>
    public static PostgresAddress FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new PostgresAddress(IPAddress.Loopback.ToString(), ((IPEndPoint)listener.LocalEndpoint).Port);
    }

    /// <summary>A socket in a directory, which is made when it is missing.</summary>
    public static PostgresAddress InDirectory(string directory) => new(directory, UsualPort);

    /// <summary>Whether a socket in the directory has a path short enough for the system.</summary>
    public static bool FitsIn(string directory)
    {
        // The server also joins the directories of a list with commas.
        var longest = OperatingSystem.IsLinux() ? LongestOnLinux : LongestElsewhere;
        var path = Path.Combine(directory, SocketName);
        return Encoding.UTF8.GetByteCount(path) < longest && !directory.Contains(',', StringComparison.Ordinal)
            && !directory.Contains('"', StringComparison.Ordinal);
    }

    /// <summary>Removes the socket and its lock file that a killed server left.</summary>
    public void RemoveLeftovers()
    {
        if (!IsNetwork && Directory.Exists(Host))
        {
            File.Delete(Path.Combine(Host, SocketName));
            File.Delete(Path.Combine(Host, SocketName + ".lock"));
        }
    }

    private static string SocketName => $".s.PGSQL.{UsualPort.ToString(CultureInfo.InvariantCulture)}";
}
