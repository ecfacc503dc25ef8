using System.Globalization;
using System.Text;
using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer.Sheets;

/// <summary>What the way a number is shown says about what it is.</summary>
internal enum Shown { Number, Percent, Date, DateTime, Time, Elapsed }

/// <summary>How a cell shows its number (ECMA-376 part 1, 18.8.30 and 18.8.31).</summary>
/// <param name="Shown">What it is.</param>
/// <param name="Currency">The currency that stands with it; null for none that is known.</param>
internal sealed record NumberStyle(Shown Shown, string? Currency = null)
{
    /// <summary>The style of cells that have none.</summary>
    public static readonly NumberStyle General = new(Shown.Number);

    /// <summary>The style of a number that stands for one.</summary>
    public static NumberStyle BuiltIn(int id) => id switch
    {
        9 or 10 => new(Shown.Percent),
        (>= 14 and <= 17) or (>= 27 and <= 31) or 36 or (>= 50 and <= 54) or 57 or 58 => new(Shown.Date),
        (>= 18 and <= 21) or (>= 32 and <= 35) or 45 or 47 or 55 or 56 => new(Shown.Time),
        22 => new(Shown.DateTime),
        46 => new(Shown.Elapsed),
        _ => General,
    };

    /// <summary>The style of a code such as <c>dd/mm/yyyy</c> or <c>#,##0.00 [$€-407]</c>. Of its sections the first counts.</summary>
    public static NumberStyle Of(string code)
    {
        var (signs, words, elapsed) = Split(code);
        if (elapsed)
            return new NumberStyle(Shown.Elapsed);
        signs = signs.Replace("AM/PM", "h", StringComparison.OrdinalIgnoreCase).Replace("A/P", "h", StringComparison.OrdinalIgnoreCase);
        var time = signs.AsSpan().IndexOfAny("hHsS") >= 0;
        // Beside hours and seconds m is a minute, unless it is as long as the name of a month.
        var day = signs.AsSpan().IndexOfAny("yYdD") >= 0 || signs.Contains("mmm", StringComparison.OrdinalIgnoreCase) || (!time && signs.AsSpan().IndexOfAny("mM") >= 0);
        if (signs.Contains("General", StringComparison.OrdinalIgnoreCase))
            return new NumberStyle(Shown.Number, CurrencyOf(words));
        return (day, time) switch
        {
            (true, true) => new NumberStyle(Shown.DateTime),
            (true, false) => new NumberStyle(Shown.Date),
            (false, true) => new NumberStyle(Shown.Time),
            _ when signs.Contains('%', StringComparison.Ordinal) => new NumberStyle(Shown.Percent),
            _ => new NumberStyle(Shown.Number, CurrencyOf(words)),
        };
    }

    /// <summary>The first section's own signs, the words it shows, and whether it counts hours beyond a day.</summary>
    private static (string Signs, string Words, bool Elapsed) Split(string code)
    {
        var (signs, words) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < code.Length && code[i] != ';'; i++)
        {
            switch (code[i])
            {
                case '"':
                    var end = code.IndexOf('"', i + 1);
                    end = end < 0 ? code.Length : end;
                    words.Append(code.AsSpan(i + 1, end - i - 1)).Append(' ');
                    i = end;
                    break;
                case '[':
                    var close = code.IndexOf(']', i + 1);
                    var inside = code[(i + 1)..(close < 0 ? code.Length : close)];
                    if (inside.Length > 0 && inside.Trim('h', 'H', 'm', 'M', 's', 'S').Length == 0)
                        return ("", "", true);
                    if (inside.StartsWith('$'))
                        words.Append(inside.AsSpan(1, (inside.IndexOf('-', 1) is > 0 and var dash ? dash : inside.Length) - 1)).Append(' ');
                    i += inside.Length + 1;
                    break;
                case '\\':
                    words.Append(code, Math.Min(i + 1, code.Length - 1), 1);
                    i++;
                    break;
                case '_' or '*':
                    i++;
                    break;
                case var sign when char.GetUnicodeCategory(sign) == UnicodeCategory.CurrencySymbol:
                    words.Append(sign);
                    break;
                default:
                    signs.Append(code[i]);
                    break;
            }
        }
        return (signs.ToString(), words.ToString(), false);
    }

    private static string? CurrencyOf(string words) => words.Trim() is { Length: > 0 } word ? Currencies.Strip("1 " + word).Currency : null;
}
