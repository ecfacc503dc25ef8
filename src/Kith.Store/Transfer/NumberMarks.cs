using System.Text.Json.Serialization;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using ValueType = Kith.Core.Types.ValueType;

namespace Kith.Store.Transfer;

/// <summary>What the numbers of a column say about its marks for decimals and thousands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NumberMarks>))]
public enum NumberMarks
{
    /// <summary>No number has a mark, so all readings agree.</summary>
    None,
    /// <summary>Some number reads only with a point for the decimals.</summary>
    Point,
    /// <summary>Some number reads only with a comma for the decimals.</summary>
    Comma,
    /// <summary>Both of them.</summary>
    Mixed,
    /// <summary>The only marks are commas before three digits: <c>1,234</c>.</summary>
    CommaBeforeThree,
    /// <summary>The only marks are points before three digits: <c>1.234</c>.</summary>
    PointBeforeThree,
    /// <summary>Both of them.</summary>
    EitherBeforeThree,
}

/// <summary>Decides which mark separates the decimals of a column.</summary>
internal static class NumberFormats
{
    /// <summary>How a mapping says that a point separates the decimals.</summary>
    public const string Point = "1,234.56";
    /// <summary>How a mapping says that a comma separates the decimals.</summary>
    public const string Comma = "1.234,56";

    /// <summary>The mark for the values of a field: true for a comma, false for a point, null to let each text decide.</summary>
    /// <param name="marks">What the column says.</param>
    /// <param name="kind">The kind the numbers are read as.</param>
    /// <param name="ambiguous">True where the readings differ and only a person can choose.</param>
    public static bool? DecimalComma(NumberMarks marks, FieldKind kind, out bool ambiguous)
    {
        ambiguous = false;
        var whole = kind == FieldKinds.Integer;
        var money = kind.ValueType == ValueType.Money;
        switch (marks)
        {
            case NumberMarks.None or NumberMarks.Point:
                return false;
            case NumberMarks.Comma:
                return true;
            case NumberMarks.Mixed:
                return null;
            // Whole numbers have no decimals, and prices with exactly three of them and a comma are far rarer than thousands.
            case NumberMarks.CommaBeforeThree when whole || money:
                return false;
            case NumberMarks.PointBeforeThree when whole:
                return true;
            // 1.234 reads as it would in JSON; only for money is it as likely a German thousand.
            case NumberMarks.PointBeforeThree when !money:
                return false;
            default:
                ambiguous = true;
                return null;
        }
    }

    /// <summary>The mark a mapping names: true for a comma; null when it names none.</summary>
    public static bool? Parse(string format) => format switch { Point => false, Comma => true, _ => null };
}
