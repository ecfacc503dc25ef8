using System.Globalization;

namespace Kith.Store.Embedded;

/// <summary>PostgreSQL's own note of the server that uses a data directory (<c>postmaster.pid</c>).</summary>
/// <param name="ProcessId">The process of the server.</param>
/// <param name="Identity">The cluster's path and the second of its start.</param>
/// <param name="Ready">Whether it takes connections.</param>
internal sealed record PostmasterFile(int ProcessId, string Identity, bool Ready)
{
    public const string Name = "postmaster.pid";

    // An id no system hands out, so PostgreSQL sees a server that is gone.
    private const string GoneProcess = "2147483647";
    private const int StateLine = 7;

    public static PostmasterFile? Read(string cluster)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(Path.Combine(cluster, Name));
        }
        catch (Exception absent) when (absent is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return lines.Length > 2 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out var id) && id > 0
            ? new PostmasterFile(id, $"{lines[1]} {lines[2]}", lines.Length > StateLine && lines[StateLine].Trim() == "ready")
            : null;
    }

    /// <summary>
    /// Writes a copy that says that the process it names is not a server of this cluster. After a restart of a container or machine the id often
    /// belongs to an innocent process, and PostgreSQL would refuse to start. The rest of the file stays: it is how PostgreSQL
    /// finds out that children of a killed server still write.
    /// </summary>
    public static void Disown(string cluster, string copy)
    {
        var lines = File.ReadAllLines(Path.Combine(cluster, Name));
        lines[0] = GoneProcess;
        File.WriteAllLines(copy, lines);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    /// <summary>Whether another note is of the same server, whatever its state by now.</summary>
    public bool SameServer(PostmasterFile? other) => other is not null && ProcessId == other.ProcessId && Identity == other.Identity;
}
