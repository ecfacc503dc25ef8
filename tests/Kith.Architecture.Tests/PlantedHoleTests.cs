using System.Diagnostics;

namespace Kith.Architecture.Tests;

/// <summary>The holes below <c>tests/planted</c>, with which <c>tests/planted/run</c> shows that the suite sees what it should.</summary>
public sealed class PlantedHoleTests
{
    private static readonly string Folder = Path.Combine(Sources.Root, "tests", "planted");

    [Fact]
    public void There_are_at_least_twenty() => Assert.True(Directory.GetFiles(Folder, "*.patch").Length >= 20);

    [Fact]
    public void Each_takes_one_line_away_and_names_the_tests_that_catch_it()
    {
        foreach (var hole in Directory.GetFiles(Folder, "*.patch"))
        {
            var lines = File.ReadAllLines(hole);
            Assert.True(lines.Count(l => l.StartsWith('-') && !l.StartsWith("---", StringComparison.Ordinal)) == 1, $"{Path.GetFileName(hole)} is not one line.");
            var tests = lines.Single(l => l.StartsWith("Tests: ", StringComparison.Ordinal))["Tests: ".Length..].Split(' ');
            Assert.True(Directory.Exists(Path.Combine(Sources.Root, "tests", tests[0])), $"{Path.GetFileName(hole)} names no project of tests.");
        }
    }

    [Fact]
    public async Task Each_can_still_be_planted()
    {
        foreach (var hole in Directory.GetFiles(Folder, "*.patch"))
        {
            using var git = Process.Start(new ProcessStartInfo("git", ["apply", "--check", hole]) { WorkingDirectory = Sources.Root, RedirectStandardError = true, UseShellExecute = false })!;
            var said = await git.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await git.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.True(git.ExitCode == 0, $"{Path.GetFileName(hole)} does not fit the sources any more: {said}");
        }
    }
}
