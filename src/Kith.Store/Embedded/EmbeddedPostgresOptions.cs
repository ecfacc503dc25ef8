namespace Kith.Store.Embedded;

/// <summary>Where and how an embedded PostgreSQL runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The directory that holds the cluster, its password, its log and its socket; made when it is missing.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>The directory of the programs <c>postgres</c> and <c>initdb</c> (<c>KITH_POSTGRES_BIN</c>); null looks in the usual places.</summary>
    public string? BinDirectory { get; init; }

    /// <summary>False gives up safety after a crash for speed. For tests only.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Where the Unix socket goes; null takes the data directory, or a short private one when its path is too long for a socket.</summary>
    public string? SocketDirectory { get; init; }
}
