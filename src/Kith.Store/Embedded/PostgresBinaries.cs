using System.Globalization;
using System.Text.RegularExpressions;

namespace Kith.Store.Embedded;

/// <summary>A directory with PostgreSQL's programs, and their version.</summary>
internal sealed partial record PostgresBinaries(string Directory, int Major, string Version)
{
    /// <summary>The oldest PostgreSQL that Kith works with.</summary>
    public const int OldestMajor = 15;

    private const string HowToInstall =
        "Install it (Debian and Ubuntu: apt-get install postgresql; macOS: brew install postgresql@17; otherwise postgresql.org/download), "
        + "or set KITH_POSTGRES_BIN to the directory that holds the programs postgres and initdb, "
        + "or set KITH_DATABASE to the connection string of a running server.";

    /// <summary>Finds the programs to use.</summary>
    /// <param name="wanted">The directory to use, or null to look in the usual places.</param>
    /// <param name="clusterMajor">The major version that made the cluster, or null for a new one.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="DatabaseUnusableException">There is none, it is too old, or it is of another version than the cluster.</exception>
    public static async Task<PostgresBinaries> FindAsync(string? wanted, int? clusterMajor, CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var directory in string.IsNullOrEmpty(wanted) ? PostgresPlaces.All() : [Path.GetFullPath(wanted)])
        {
            if (await InspectAsync(directory, cancellationToken) is { } binaries)
            {
                found.Add(binaries);
                if (Fits(binaries, clusterMajor))
                {
                    break;
                }
            }
        }

        return found.FirstOrDefault(binaries => Fits(binaries, clusterMajor))
            ?? throw new DatabaseUnusableException(Explain(wanted, clusterMajor, found));
    }

    /// <summary>The full path of one of the programs.</summary>
    public string Program(string name) => Path.Combine(Directory, FileName(name));

    private static bool Fits(PostgresBinaries binaries, int? clusterMajor) =>
        binaries.Major >= OldestMajor && (clusterMajor is null || binaries.Major == clusterMajor);

    private static async Task<PostgresBinaries?> InspectAsync(string directory, CancellationToken cancellationToken)
    {
        var server = Path.Combine(directory, FileName("postgres"));
        if (!File.Exists(server) || !File.Exists(Path.Combine(directory, FileName("initdb"))))
        {
            return null;
        }

        try
        {
            var result = await ChildProgram.RunAsync([server, "--version"], directory, cancellationToken);
            var match = VersionPattern().Match(result.Output);
            return match.Success
                ? new PostgresBinaries(directory, int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture), match.Value.Trim())
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null; // Not a program of this machine, or not one that this account may run.
        }
    }

    private static string Explain(string? wanted, int? clusterMajor, List<PostgresBinaries> found)
    {
        var place = string.IsNullOrEmpty(wanted) ? "" : $" KITH_POSTGRES_BIN names {wanted}.";
        if (found.Count == 0)
        {
            return string.IsNullOrEmpty(wanted)
                ? $"PostgreSQL was not found on this machine. {HowToInstall}"
                : $"KITH_POSTGRES_BIN is {wanted}, but the programs postgres and initdb are not there or do not run.";
        }

        var seen = string.Join(", ", found.Select(binaries => $"{binaries.Version} in {binaries.Directory}"));
        return clusterMajor is { } major && found.Exists(binaries => binaries.Major >= OldestMajor)
            ? $"The data was made by PostgreSQL {major}, which reads no other version's data, but this machine has {seen}.{place} "
                + $"Install PostgreSQL {major}, or set KITH_POSTGRES_BIN to the directory of its programs."
            : $"Kith needs PostgreSQL {OldestMajor} or newer, but this machine has {seen}.{place} {HowToInstall}";
    }

    private static string FileName(string program) => OperatingSystem.IsWindows() ? program + ".exe" : program;

    [GeneratedRegex(@"\b(?<major>\d+)(\.\d+|devel|beta\d+|rc\d+)\S*", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex VersionPattern();
}
