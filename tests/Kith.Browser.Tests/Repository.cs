using System.Diagnostics;

namespace Kith.Browser.Tests;

/// <summary>Where the tests find what they take from the repository, and where they put what they make.</summary>
public static class Repository
{
    /// <summary>The repository's root.</summary>
    public static readonly string Root = FindRoot();

    /// <summary>Screenshots of every screen.</summary>
    public static string Screens => Path.Combine(Root, "artifacts", "screens");

    /// <summary>What the browser showed when a journey failed.</summary>
    public static string Failures => Path.Combine(Root, "artifacts", "failures");

    /// <summary>A file of the public data set that the journeys import.</summary>
    public static string Data(string file) => Path.Combine(Root, "tests", "data", "maven-crm", file);

    /// <summary>A file of one of the web client's packages.</summary>
    public static string Package(string file) => Path.Combine(Root, "web", "node_modules", file);

    /// <summary>The built web client. A run through ./test built it just now; otherwise it is built here when it is missing.</summary>
    public static async Task<string> WebClientAsync()
    {
        var web = Path.Combine(Root, "web");
        var built = Path.Combine(web, "dist");
        if (!Directory.Exists(Path.Combine(web, "node_modules")))
            await NpmAsync(web, "ci");
        if (!File.Exists(Path.Combine(built, "index.html")))
            await NpmAsync(web, "run", "build");
        return built;
    }

    private static async Task NpmAsync(string directory, params string[] arguments)
    {
        var command = "npm " + string.Join(' ', arguments);
        try
        {
            using var npm = Process.Start(new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm", arguments) { WorkingDirectory = directory, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true })!;
            var said = await Task.WhenAll(npm.StandardOutput.ReadToEndAsync(), npm.StandardError.ReadToEndAsync());
            await npm.WaitForExitAsync();
            if (npm.ExitCode != 0)
                throw new InvalidOperationException($"The web client could not be built: “{command}” in {directory} ended with exit code {npm.ExitCode}.\n{string.Concat(said)}");
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException($"The web client is not built and npm is not installed. Install Node.js 20 or newer, then run “{command}” in {directory}.", missing);
        }
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Kith.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests do not run inside the repository.");
    }
}
