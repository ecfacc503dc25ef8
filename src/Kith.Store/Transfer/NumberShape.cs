using Kith.Core.Types.Kinds;

namespace Kith.Store.Transfer;

/// <summary>How a text can be read as a number.</summary>
/// <param name="Point">It reads with a point for the decimals.</param>
/// <param name="Comma">It reads with a comma for the decimals.</param>
/// <param name="Mark">The one mark where both read it and differ; NUL where they agree.</param>
/// <param name="WholePoint">Read with a point it has no decimals.</param>
/// <param name="WholeComma">Read with a comma it has no decimals.</param>
/// <param name="Currency">It names a currency.</param>
/// <param name="Percent">It ends in a percent sign.</param>
/// <param name="Padded">It begins with a zero that a number would lose.</param>
internal readonly record struct NumberShape(bool Point, bool Comma, char Mark, bool WholePoint, bool WholeComma, bool Currency, bool Percent, bool Padded)
{
    private static readonly System.Buffers.SearchValues<char> Plain = System.Buffers.SearchValues.Create("0123456789.,+-");

    /// <summary>True when the text is a number in some reading.</summary>
    public bool IsNumber => Point || Comma;

    /// <summary>Looks at a trimmed text that is not empty.</summary>
    public static NumberShape Of(string text)
    {
        var percent = text.EndsWith('%');
        var number = percent ? text[..^1].TrimEnd() : text;
        if (number.Length == 0 || !number.AsSpan().ContainsAnyInRange('0', '9'))
            return default;
        var currency = false;
        if (!IsPlain(number))
        {
            var rest = Currencies.Strip(number).Number;
            currency = rest.Length != number.Length;
            number = rest;
        }
        if (!number.AsSpan().ContainsAny('.', ','))
        {
            var reads = NumberText.Read(number, decimalComma: false) is { };
            return new NumberShape(reads, reads, '\0', reads, reads, currency, percent, IsPadded(number));
        }
        return WithMarks(number, currency, percent);
    }

    private static NumberShape WithMarks(string number, bool currency, bool percent)
    {
        var (point, comma) = (NumberText.Read(number, decimalComma: false), NumberText.Read(number, decimalComma: true));
        var mark = '\0';
        if (point is { } p && comma is { } c && p != c)
        {
            mark = number.Contains('.', StringComparison.Ordinal) ? '.' : ',';
            // No one writes a thousand as 0,125: a leading zero makes it a decimal.
            if (number.TrimStart('-', '+', '(')[0] == '0')
            {
                point = mark == '.' ? point : null;
                comma = mark == ',' ? comma : null;
                mark = '\0';
            }
        }
        return new NumberShape(point is { }, comma is { }, mark, IsWhole(point), IsWhole(comma), currency, percent, Padded: false);
    }

    private static bool IsWhole(decimal? value) => value is { } number && number == decimal.Truncate(number);

    private static bool IsPlain(string number) => !number.AsSpan().ContainsAnyExcept(Plain);

    private static bool IsPadded(string number) => number.Length > 1 && number[0] == '0';
}
