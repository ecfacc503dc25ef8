namespace Kith.Browser.Tests;

/// <summary>The browser of this machine: the one that is installed, never one that a test downloads.</summary>
public static class Chromium
{
    private static readonly string[] Names = OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe"] : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

    private static readonly string[] Places =
    [
        "/usr/bin",
        "/usr/lib/chromium",
        "/snap/bin",
        "/opt/google/chrome",
        "/Applications/Chromium.app/Contents/MacOS",
        "/Applications/Google Chrome.app/Contents/MacOS",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application"),
    ];

    /// <summary>Starts it without a window and without the calls home that would disturb a test.</summary>
    public static Task<IBrowser> StartAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Find(),
        Headless = true,
        ChromiumSandbox = false,
        Args = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });

    private static string Find()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string[] names = OperatingSystem.IsMacOS() ? [.. Names, "Chromium", "Google Chrome"] : Names;
        return path.Concat(Places).SelectMany(place => names.Select(name => Path.Combine(place, name))).FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("The journeys in a browser need Chromium or Chrome. Install it (Debian and Ubuntu: apt-get install chromium), then run this again.");
    }
}
