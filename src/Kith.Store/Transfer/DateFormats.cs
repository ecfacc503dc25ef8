using System.Buffers;
using System.Globalization;

namespace Kith.Store.Transfer;

/// <summary>The formats of dates and times that files carry, written as .NET's custom date formats and read in English.</summary>
public static class DateFormats
{
    /// <summary>ISO 8601 with a time; fraction and offset may be missing.</summary>
    private const string Iso = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";

    // A format is tried on every value, so the strict one of two that read alike comes first: see Distinct.
    private static readonly string[] Days =
    [
        "yyyy-MM-dd", "yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "yyyyMMdd", "M/d/yyyy", "d/M/yyyy", "d.M.yyyy", "M.d.yyyy", "d-M-yyyy", "M-d-yyyy",
        "d MMM yyyy", "d MMMM yyyy", "d-MMM-yyyy", "MMM d, yyyy", "MMMM d, yyyy", "M/d/yy", "d/M/yy", "d.M.yy", "d-M-yy", "M-d-yy", "d-MMM-yy",
    ];

    private static readonly string[] Times = [" H:mm", " H:mm:ss", " h:mm tt", " h:mm:ss tt", ", H:mm", ", H:mm:ss", ", h:mm tt", ", h:mm:ss tt"];

    /// <summary>Every format that is tried.</summary>
    public static IReadOnlyList<string> All { get; } =
        [.. Days, Iso, "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd H:mm:ss.FFFFFFFK", "yyyy-MM-dd H:mm:ss.FFFFFFFzz", .. Days.SelectMany(d => Times.Select(t => d + t))];

    private static readonly SearchValues<char> Known = SearchValues.Create("yMdHhmstfFzK -/.,:T'");

    /// <summary>The format of days, or of times of day on them, in ISO 8601.</summary>
    public static string IsoOf(bool time) => time ? Iso : Days[0];

    /// <summary>True for a text in ISO 8601 that has a time of day.</summary>
    public static bool IsTime(string iso) => iso.Contains('T', StringComparison.Ordinal);

    /// <summary>True for a day, or a point in time, in ISO 8601.</summary>
    public static bool IsIso(string text) => text.Length >= 10 && text[4] == '-' && text[7] == '-' && Reads(text, IsoOf(IsTime(text)));

    /// <summary>True where a format carries a time of day.</summary>
    public static bool HasTime(string format) => format.AsSpan().IndexOfAny('H', 'h') >= 0;

    /// <summary>True for a format that names year, month and day and reads back what it writes.</summary>
    public static bool IsUsable(string format)
    {
        if (format.Length is < 5 or > 40 || format.AsSpan().ContainsAnyExcept(Known) || Order(format).Length != 3)
            return false;
        var probe = new DateTime(2026, 11, 20, 0, 0, 0, DateTimeKind.Utc);
        try
        {
            return Reads(probe.ToString(format, CultureInfo.InvariantCulture), format, out var day) && day == probe;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>True when a text can be a date at all; spares the attempts with every format.</summary>
    internal static bool Possible(ReadOnlySpan<char> text) => text.Length is >= 6 and <= 40 && text.ContainsAnyInRange('0', '9');

    /// <summary>True when the format reads the text, as a time between 1000 and 9999; eight digits only as a year from 1900 to 2099, because most are numbers.</summary>
    internal static bool Reads(string text, string format) =>
        Reads(text, format, out var time) && time.Year >= 1000 && (format != "yyyyMMdd" || time.Year is >= 1900 and < 2100);

    private static bool Reads(string text, string format, out DateTime time) =>
        DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time);

    /// <summary>The formats that can give different days: of those with the same order of year, month and day the first.</summary>
    internal static IReadOnlyList<string> Distinct(IEnumerable<string> formats) => [.. formats.DistinctBy(Order)];

    /// <summary>The order in which a format names year, month and day, such as <c>Mdy</c>.</summary>
    private static string Order(string format) => string.Concat(format.Where(c => c is 'y' or 'M' or 'd').Distinct());
}
