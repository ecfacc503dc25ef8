namespace Kith.Identity.Devices;

/// <summary>What a browser calls itself, read as coarsely as people speak of it.</summary>
/// <param name="Browser">Such as Firefox; null for a program or what is not known.</param>
/// <param name="System">Such as Windows; null where it does not say.</param>
public sealed record UserAgent(string? Browser, string? System)
{
    private const int Longest = 400;

    // In order: most browsers also call themselves by the names of those they descend from.
    private static readonly (string Mark, string Name)[] Browsers =
        [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"), ("Firefox/", "Firefox"), ("FxiOS/", "Firefox"), ("Chrome/", "Chrome"), ("CriOS/", "Chrome"), ("Safari/", "Safari")];
    private static readonly (string Mark, string Name)[] Systems =
        [("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iPadOS"), ("CrOS", "ChromeOS"), ("Windows", "Windows"), ("Macintosh", "macOS"), ("Linux", "Linux")];

    /// <summary>Reads what was kept of the header.</summary>
    public static UserAgent Of(string? header) => new(Find(Browsers, header), Find(Systems, header));

    /// <summary>As much of the header as is kept; null where there is none.</summary>
    public static string? Cut(string? header) => string.IsNullOrWhiteSpace(header) ? null : new string([.. header.Where(c => c is >= ' ' and <= '~').Take(Longest)]);

    private static string? Find((string Mark, string Name)[] known, string? header) =>
        header is null ? null : known.FirstOrDefault(k => header.Contains(k.Mark, StringComparison.Ordinal)).Name;
}
