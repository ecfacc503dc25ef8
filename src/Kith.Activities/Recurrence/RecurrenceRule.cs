using System.Globalization;
using System.Runtime.InteropServices;

namespace Kith.Activities.Recurrence;

/// <summary>How often something comes again.</summary>
public enum Frequency
{
    Daily,
    Weekly,
    Monthly,
    Yearly,
}

/// <summary>A day of the week: any of a period, or the so-manieth of it, from its end where negative.</summary>
/// <param name="Place">0 for every such day.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct WeekdayPlace(DayOfWeek Day, int Place);

/// <summary>A rule of RFC 5545, 3.3.10, over days. Parts of it that name hours, weeks or days of the year are not taken.</summary>
public sealed record RecurrenceRule(Frequency Frequency)
{
    /// <summary>The most a rule may ask for by a count or an interval.</summary>
    private const int Most = 10_000;
    private static readonly string[] Names = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"];

    public int Interval { get; init; } = 1;
    public int? Count { get; init; }
    /// <summary>The last moment in UTC; null where the rule has none.</summary>
    public DateTime? UntilMoment { get; init; }
    /// <summary>The last day; null where the rule has none.</summary>
    public DateOnly? UntilDay { get; init; }
    public IReadOnlyList<WeekdayPlace> Days { get; init; } = [];
    /// <summary>Negative ones count from the end of the month.</summary>
    public IReadOnlyList<int> MonthDays { get; init; } = [];
    public IReadOnlyList<int> Months { get; init; } = [];
    /// <summary>Which of the days of a period are meant, 1 for the first, -1 for the last; all where empty.</summary>
    public IReadOnlyList<int> Places { get; init; } = [];
    public DayOfWeek WeekStart { get; init; } = DayOfWeek.Monday;

    /// <summary>Reads a rule as iCalendar writes it, with or without its name before it; null where it is none that can be followed.</summary>
    public static RecurrenceRule? Parse(string text)
    {
        var parts = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Trim().Split(':', 2)[^1].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.Split('=', 2) is not [var name, var value] || !parts.TryAdd(name, value))
                return null;
        }
        if (!parts.Remove("FREQ", out var frequency) || !Enum.TryParse<Frequency>(frequency, ignoreCase: true, out var read) || !frequency.All(char.IsAsciiLetter))
            return null;
        var rule = new RecurrenceRule(read);
        foreach (var (name, value) in parts)
        {
            if (rule.With(name.ToUpperInvariant(), value.ToUpperInvariant()) is not { } next)
                return null;
            rule = next;
        }
        return rule.Fits ? rule : null;
    }

    /// <summary>As iCalendar writes it.</summary>
    public override string ToString()
    {
        var parts = new List<string> { "FREQ=" + Frequency.ToString().ToUpperInvariant() };
        if (Interval != 1)
            parts.Add(Invariant($"INTERVAL={Interval}"));
        if (Count is { } count)
            parts.Add(Invariant($"COUNT={count}"));
        if (UntilMoment is { } moment)
            parts.Add(Invariant($"UNTIL={moment:yyyyMMdd'T'HHmmss'Z'}"));
        if (UntilDay is { } day)
            parts.Add(Invariant($"UNTIL={day:yyyyMMdd}"));
        Add("BYMONTH", Months);
        Add("BYMONTHDAY", MonthDays);
        if (Days.Count > 0)
            parts.Add("BYDAY=" + string.Join(',', Days.Select(d => (d.Place == 0 ? "" : Invariant($"{d.Place}")) + Names[(int)d.Day])));
        Add("BYSETPOS", Places);
        if (WeekStart != DayOfWeek.Monday)
            parts.Add("WKST=" + Names[(int)WeekStart]);
        return string.Join(';', parts);

        void Add(string name, IReadOnlyList<int> numbers)
        {
            if (numbers.Count > 0)
                parts.Add($"{name}={string.Join(',', numbers.Select(n => n.ToString(CultureInfo.InvariantCulture)))}");
        }
    }

    // What RFC 5545 forbids together.
    private bool Fits =>
        !(Count is not null && (UntilDay is not null || UntilMoment is not null))
        && !(Frequency is Frequency.Daily or Frequency.Weekly && Days.Any(d => d.Place != 0))
        && !(Frequency == Frequency.Weekly && MonthDays.Count > 0)
        && !(Places.Count > 0 && Days.Count == 0 && MonthDays.Count == 0 && Months.Count == 0);

    private RecurrenceRule? With(string name, string value) => name switch
    {
        "INTERVAL" => Number(value, 1, Most) is { } interval ? this with { Interval = interval } : null,
        "COUNT" => Number(value, 1, Most) is { } count ? this with { Count = count } : null,
        "UNTIL" => Until(value),
        "BYDAY" => Each(value, Weekday) is { } days ? this with { Days = days } : null,
        "BYMONTHDAY" => Each(value, v => NotZero(v, 31)) is { } days ? this with { MonthDays = days } : null,
        "BYMONTH" => Each(value, v => Number(v, 1, 12)) is { } months ? this with { Months = months } : null,
        "BYSETPOS" => Each(value, v => NotZero(v, 366)) is { } places ? this with { Places = places } : null,
        "WKST" => Weekday(value) is { Place: 0 } start ? this with { WeekStart = start.Day } : null,
        _ => null,
    };

    private RecurrenceRule? Until(string value)
    {
        if (DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
            return this with { UntilDay = day };
        return DateTime.TryParseExact(value, "yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment) ? this with { UntilMoment = moment } : null;
    }

    private static WeekdayPlace? Weekday(string value)
    {
        if (value.Length < 2 || Array.IndexOf(Names, value[^2..]) is var day && day < 0)
            return null;
        if (value.Length == 2)
            return new WeekdayPlace((DayOfWeek)day, 0);
        return NotZero(value[..^2], 53) is { } place ? new WeekdayPlace((DayOfWeek)day, place) : null;
    }

    private static IReadOnlyList<T>? Each<T>(string value, Func<string, T?> read) where T : struct
    {
        var all = value.Split(',').Select(read).ToList();
        return all.Contains(null) ? null : [.. all.OfType<T>().Distinct()];
    }

    private static int? Number(string value, int least, int most) => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;

    private static int? NotZero(string value, int most) => Number(value, -most, most) is { } number and not 0 ? number : null;

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
