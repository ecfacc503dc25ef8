using System.Globalization;

namespace Kith.Store.Transfer.Sheets;

/// <summary>Makes texts of the numbers of a sheet: as they were meant, in whatever way they are kept.</summary>
internal static class SheetNumbers
{
    /// <summary>Digits that spreadsheet programs reckon with and show; what they write beyond them is the rounding of binary numbers.</summary>
    private const int Digits = 15;
    /// <summary>The first day of the year 10000, counted from 1900.</summary>
    private const int Last = 2_958_466;
    private const long DayMilliseconds = 86_400_000;

    /// <summary>The cell of a number.</summary>
    /// <param name="value">As the file has it.</param>
    /// <param name="style">How it is shown.</param>
    /// <param name="from1904">True where days are counted from 1904.</param>
    public static SheetCell Cell(string value, NumberStyle style, bool from1904)
    {
        if (value.Length == 0)
            return default;
        if (!double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
            return new SheetCell(value, CellType.Error);
        return style.Shown switch
        {
            Shown.Number => new SheetCell(style.Currency is null ? Plain(value, number) : $"{Plain(value, number)} {style.Currency}", CellType.Number),
            Shown.Percent => new SheetCell(Percent(value, number), CellType.Number),
            Shown.Elapsed => new SheetCell(Elapsed(number), CellType.Text),
            _ => Day(value, number, style.Shown, from1904),
        };
    }

    /// <summary>The number in plain digits: as it stands where it has no more than programs show, else rounded to those.</summary>
    private static string Plain(string value, double number)
    {
        var whole = value.AsSpan().IndexOfAny('.', 'e', 'E') < 0;
        if (whole || Significant(value) <= Digits)
            return decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact) ? exact.ToString(CultureInfo.InvariantCulture) : value;
        var shortest = number.ToString("R", CultureInfo.InvariantCulture);
        var text = Significant(shortest) <= Digits ? shortest : number.ToString("G15", CultureInfo.InvariantCulture);
        return decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var rounded) ? rounded.ToString(CultureInfo.InvariantCulture) : value;
    }

    private static string Percent(string value, double number) =>
        decimal.TryParse(Plain(value, number), NumberStyles.Float, CultureInfo.InvariantCulture, out var part) && Math.Abs(part) < 1e20m
            ? (part * 100).ToString("0.############################", CultureInfo.InvariantCulture) + "%" : value;

    private static int Significant(string value)
    {
        var mantissa = value.AsSpan(0, value.AsSpan().IndexOfAny('e', 'E') is >= 0 and var e ? e : value.Length).TrimStart("+-0.");
        var count = 0;
        foreach (var c in mantissa)
            count += char.IsAsciiDigit(c) ? 1 : 0;
        return count;
    }

    /// <summary>A day by its number (ECMA-376 part 1, 18.17.4.1). The 29 February 1900, which that count has and the calendar has not, is none.</summary>
    private static SheetCell Day(string value, double number, Shown shown, bool from1904)
    {
        if (number < 0 || number >= Last)
            return new SheetCell(value, CellType.Error);
        var days = (int)Math.Floor(number);
        var time = (long)Math.Round((number - days) * DayMilliseconds);
        if (time == DayMilliseconds)
            (days, time) = (days + 1, 0);
        if (shown == Shown.Time && days == 0)
            return new SheetCell(Time(time), CellType.Text);
        if (!from1904 && days is 0 or 60)
            return new SheetCell(value, CellType.Error);
        var first = from1904 ? new DateOnly(1904, 1, 1) : days < 60 ? new DateOnly(1899, 12, 31) : new DateOnly(1899, 12, 30);
        if (days > DateOnly.MaxValue.DayNumber - first.DayNumber)
            return new SheetCell(value, CellType.Error);
        var day = first.AddDays(days).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new SheetCell(shown == Shown.Date ? day : $"{day}T{Time(time)}", CellType.Date);
    }

    private static string Time(long milliseconds) =>
        TimeSpan.FromMilliseconds(milliseconds).ToString(milliseconds % 1_000 == 0 ? @"hh\:mm\:ss" : @"hh\:mm\:ss\.fff", CultureInfo.InvariantCulture);

    private static string Elapsed(double days)
    {
        var seconds = (decimal)Math.Round(Math.Abs(Math.Min(Math.Max(days, -Last), Last)) * 86_400);
        return string.Create(CultureInfo.InvariantCulture, $"{(days < 0 ? "-" : "")}{decimal.Truncate(seconds / 3_600)}:{decimal.Truncate(seconds / 60 % 60):00}:{seconds % 60:00}");
    }
}
