using System.Diagnostics;

namespace Kith.Server.Tests.OpenApi;

/// <summary>A program that comes with a folder's npm packages, held to a description of the API.</summary>
internal static class NodeTool
{
    /// <summary>Runs a program with the description in a file, named last.</summary>
    public static async Task PassesAsync(ApiDocument document, string folder, string program, params string[] arguments)
    {
        var directory = Path.Combine(Root(), folder);
        await InstallAsync(directory);
        var file = Path.Combine(Path.GetTempPath(), $"kith-openapi-{Path.GetRandomFileName()}.json");
        try
        {
            await File.WriteAllTextAsync(file, document.Json.ToJsonString());
            await RunAsync(directory, program, [.. arguments, file]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>Installs the packages of a folder, once.</summary>
    public static async Task InstallAsync(string directory)
    {
        if (!Directory.Exists(Path.Combine(directory, "node_modules")))
            await RunAsync(directory, "npm", "ci");
    }

    private static async Task RunAsync(string directory, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // The linter would report its use and look for a newer version.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{await output}{await errors}");
    }

    /// <summary>The repository.</summary>
    public static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Kith.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The repository's root was not found above the tests.");
    }
}
