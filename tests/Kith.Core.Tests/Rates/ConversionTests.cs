using Kith.Core.Records;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Tests.Rates;

/// <summary>FEATURES 36: amounts in other currencies, with one rule for rounding.</summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData(100, "0.9333582228859436", "EUR", "93.34")]
    [InlineData(1_000, "168.03", "JPY", "168030")]
    [InlineData(0.01, "50", "JPY", "1")]
    [InlineData(0.01, "49.999", "JPY", "0")]
    [InlineData(-0.01, "50", "JPY", "-1")]
    [InlineData(1, "0.3085", "KWD", "0.309")]
    [InlineData(0.5, "0.01", "EUR", "0.01")]
    [InlineData(-0.5, "0.01", "EUR", "-0.01")]
    [InlineData(0, "5", "EUR", "0.00")]
    public void An_amount_is_rounded_once_to_the_decimals_of_the_currency(double amount, string rate, string to, string expected) =>
        Assert.Equal(expected, Currencies.Text(Currencies.Convert((decimal)amount, decimal.Parse(rate, System.Globalization.CultureInfo.InvariantCulture), to)!.Value, to));

    [Fact]
    public void The_product_is_exact_before_it_is_rounded()
    {
        // Rounded to 28 digits first, as a decimal does, it would be half a cent and count as a whole one.
        Assert.Equal(0.00m, Currencies.Convert(0.4999m, 0.0100019999999999m, "EUR"));
        Assert.Equal(123_456_789_012_345.67m, Currencies.Convert(123_456_789_012_345.6749m, 1.0000000000000000m, "EUR"));
    }

    [Fact]
    public void What_cannot_be_kept_is_nothing() => Assert.Null(Currencies.Convert(999_999_999_999m, 1_000_000m, "EUR"));

    [Theory]
    [InlineData("1185.125", "EUR", "1185.13")]
    [InlineData("-1185.125", "EUR", "-1185.13")]
    [InlineData("1.5", "JPY", "2")]
    [InlineData("0.0005", "KWD", "0.001")]
    public void Half_a_unit_counts_as_one(string amount, string currency, string expected) =>
        Assert.Equal(expected, Currencies.Text(Currencies.Round(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency), currency));

    [Fact]
    public void What_an_amount_is_worth_makes_it_no_other_amount() => Assert.Equal(new Money(5, "USD"), new Money(5, "USD") { Base = 4.5m });
}
