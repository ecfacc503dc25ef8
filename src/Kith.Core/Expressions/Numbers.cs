using System.Numerics;

namespace Kith.Core.Expressions;

/// <summary>
/// The arithmetic of the language: numbers of at most eighteen digits before the point and ten behind it, exact but for one rounding of each
/// result to ten decimals, halves away from zero. A result that is larger is empty (null), as is a division by zero. PostgreSQL does the same
/// by <c>kith.num</c>.
/// </summary>
public static class Numbers
{
    /// <summary>Most digits behind the point.</summary>
    public const int Decimals = 10;

    /// <summary>The smallest number that is too large.</summary>
    public const decimal Limit = 1_000_000_000_000_000_000m;

    private const decimal Unit = 10_000_000_000m;

    /// <summary>True where a number can be written in the language.</summary>
    public static bool Fits(decimal number) => Math.Abs(number) < Limit && decimal.Round(number, Decimals) == number;

    public static decimal? Add(decimal a, decimal b) => Bounded(Units(a) + Units(b));

    public static decimal? Subtract(decimal a, decimal b) => Bounded(Units(a) - Units(b));

    public static decimal? Multiply(decimal a, decimal b) => Quotient(Units(a) * Units(b), (BigInteger)Unit);

    public static decimal? Divide(decimal a, decimal b) => b == 0 ? null : Quotient(Units(a) * (BigInteger)Unit, Units(b));

    /// <summary>The sum of many; 0 of none.</summary>
    public static decimal? Sum(IEnumerable<decimal> numbers) => Bounded(Total(numbers));

    /// <summary>The mean; null of none.</summary>
    public static decimal? Average(IReadOnlyCollection<decimal> numbers) => numbers.Count == 0 ? null : Quotient(Total(numbers), numbers.Count);

    /// <summary>The middle one in order, of an even number the mean of the middle two; null of none.</summary>
    public static decimal? Median(IReadOnlyCollection<decimal> numbers)
    {
        decimal[] ordered = [.. numbers.Order()];
        return ordered.Length == 0 ? null : Average([ordered[(ordered.Length - 1) / 2], ordered[ordered.Length / 2]]);
    }

    /// <summary>Rounds halves away from zero.</summary>
    public static decimal Round(decimal number, int decimals) => decimal.Round(number, decimals, MidpointRounding.AwayFromZero);

    private static BigInteger Units(decimal number) => (BigInteger)(number * Unit);

    private static BigInteger Total(IEnumerable<decimal> numbers) => numbers.Aggregate(BigInteger.Zero, (sum, n) => sum + Units(n));

    private static decimal? Quotient(BigInteger dividend, BigInteger divisor)
    {
        var (whole, rest) = BigInteger.DivRem(BigInteger.Abs(dividend), BigInteger.Abs(divisor));
        if (rest * 2 >= BigInteger.Abs(divisor))
            whole++;
        return Bounded(dividend.Sign * divisor.Sign < 0 ? -whole : whole);
    }

    private static decimal? Bounded(BigInteger units) => BigInteger.Abs(units) < (BigInteger)(Limit * Unit) ? (decimal)units / Unit : null;
}
