using System.Diagnostics;
using System.Text;

namespace Kith.Server.Tests.OpenApi;

/// <summary>The published description, judged by a linter that nobody here wrote.</summary>
[Collection("description")]
public sealed class LintTests(DescribedHost host)
{
    [Fact]
    public async Task The_document_passes_the_linter()
    {
        var linter = Path.Combine(Root(), "tests", "openapi-lint");
        if (!Directory.Exists(Path.Combine(linter, "node_modules")))
            await RunAsync(linter, "npm", "ci");
        var file = Path.Combine(Path.GetTempPath(), $"kith-openapi-{Path.GetRandomFileName()}.json");
        try
        {
            await File.WriteAllTextAsync(file, host.Document.Json.ToJsonString());
            await RunAsync(linter, "npx", "--no-install", "redocly", "lint", "--config", "redocly.yaml", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(string directory, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        // The linter would report its use and look for a newer version.
        start.Environment["REDOCLY_TELEMETRY"] = "off";
        start.Environment["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true";
        start.Environment["NO_COLOR"] = "1";
        using var process = Process.Start(start)!;
        var said = new StringBuilder();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        said.Append(await output).Append(await errors);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}\n{said}");
    }

    private static string Root()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Kith.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The repository's root was not found above the tests.");
    }
}
