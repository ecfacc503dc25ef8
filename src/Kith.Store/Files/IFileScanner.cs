namespace Kith.Store.Files;

/// <summary>Nothing can be looked through now; the message says why, for administrators.</summary>
public sealed class ScannerAwayException(string reason) : Exception(reason);

/// <summary>Looks files through for what would harm whoever opens them.</summary>
public interface IFileScanner
{
    /// <summary>False where the installation has none: then files are given out as they came.</summary>
    bool Scans { get; }

    /// <summary>Looks a file through.</summary>
    /// <returns>What was found; null where it is clean.</returns>
    /// <exception cref="ScannerAwayException">It was not looked through to its end.</exception>
    Task<string?> ScanAsync(System.IO.Stream content, CancellationToken cancellation);
}

/// <summary>Looks nothing through.</summary>
public sealed class NoScanner : IFileScanner
{
    public bool Scans => false;

    public Task<string?> ScanAsync(System.IO.Stream content, CancellationToken cancellation) => throw new ScannerAwayException("KITH_CLAMAV");
}

/// <summary>How it stands with looking a file through; the values of the field <c>scan_state</c>.</summary>
internal static class ScanState
{
    /// <summary>Not looked through yet, so nobody is given it.</summary>
    public const string Pending = "pending";
    public const string Clean = "clean";
    /// <summary>Something was found, so its content was removed.</summary>
    public const string Infected = "infected";
    /// <summary>It came while the installation looked nothing through, so it is given out as it came.</summary>
    public const string Unscanned = "unscanned";
}
