using System.Diagnostics;
using Kith.Server.Tests.Harness;
using Kith.Server.Tests.OpenApi;

namespace Kith.Server.Tests.Scim;

/// <summary>What nobody here wrote reads the service's messages, and says what filters and patches mean (tests/scim-client).</summary>
public sealed class ScimClientTests(Installation server)
{
    [Fact]
    public async Task A_directory_keeps_people_and_groups()
    {
        var folder = Path.Combine(NodeTool.Root(), "tests", "scim-client");
        await NodeTool.InstallAsync(folder);
        var directory = await ScimDirectory.OfAsync(await server.WorkspaceAsync());
        using var client = Process.Start(new ProcessStartInfo("node", ["client.mjs", new Uri(server.Url, "scim/v2").AbsoluteUri, directory.Token!, directory.Domain]) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var (output, errors) = (client.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken), client.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken));
        await client.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(client.ExitCode == 0 && (await output).Contains("walked", StringComparison.Ordinal), $"{await output}{await errors}");
    }
}
