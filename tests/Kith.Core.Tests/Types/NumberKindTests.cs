using FsCheck;
using FsCheck.Fluent;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;

namespace Kith.Core.Tests.Types;

/// <summary>Numbers and money as people, files and programs write them.</summary>
public sealed class NumberKindTests
{
    [Theory]
    [InlineData("1200", "1200")]
    [InlineData("1200.5", "1200.5")]
    [InlineData("1200,5", "1200.5")]
    [InlineData("1,200.50", "1200.50")]
    [InlineData("1.200,50", "1200.50")]
    [InlineData("1 200,50", "1200.50")]
    [InlineData("1\u00a0200,50", "1200.50")]
    [InlineData("1\u202f200,50", "1200.50")]
    [InlineData("1'200.50", "1200.50")]
    [InlineData("1’200’300", "1200300")]
    [InlineData("1,234,567", "1234567")]
    [InlineData("1.234.567", "1234567")]
    [InlineData("1.234.567,8", "1234567.8")]
    [InlineData("12,34,567.8", "1234567.8")]
    [InlineData("1234,567", "1234.567")]
    [InlineData("1.234", "1.234")]
    [InlineData("0,125", "0.125")]
    [InlineData("-0,125", "-0.125")]
    [InlineData(",5", "0.5")]
    [InlineData(".5", "0.5")]
    [InlineData("5.", "5")]
    [InlineData(" -5 ", "-5")]
    [InlineData("- 5", "-5")]
    [InlineData("−5", "-5")]
    [InlineData("+5", "5")]
    [InlineData("5-", "-5")]
    [InlineData("(1,200.00)", "-1200.00")]
    [InlineData("( 5 )", "-5")]
    [InlineData("007", "7")]
    [InlineData("1,234", null)] // a thousand here, a little over one there
    [InlineData("-1,234", null)]
    [InlineData("1,2,3", null)]
    [InlineData("12 34", null)]
    [InlineData("1 2 3", null)]
    [InlineData("1 234.567,8", null)]
    [InlineData("1,234.5,6", null)]
    [InlineData("1.2.3,4", null)]
    [InlineData("(-5)", null)]
    [InlineData("-5-", null)]
    [InlineData("--5", null)]
    [InlineData("+-5", null)]
    [InlineData("1e5", null)]
    [InlineData("0x10", null)]
    [InlineData("five", null)]
    [InlineData("5 apples", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData(".", null)]
    [InlineData(",", null)]
    [InlineData("()", null)]
    [InlineData("٣", null)]
    [InlineData("∞", null)]
    [InlineData("99999999999999999999999999999999", null)]
    public void Numbers_are_read_as_people_write_them(string text, string? expected) =>
        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), NumberText.Read(text, null));

    [Theory]
    [InlineData("1,234", true, "1.234")]
    [InlineData("1,234", false, "1234")]
    [InlineData("1.234", true, "1234")]
    [InlineData("1.234", false, "1.234")]
    [InlineData("1.234,56", true, "1234.56")]
    [InlineData("1.234,56", false, null)] // not 1.23456
    [InlineData("1,234.56", true, null)]
    [InlineData("1 234,56", true, "1234.56")]
    [InlineData("1,23", false, null)]
    public void A_file_says_which_sign_parts_the_decimals(string text, bool comma, string? expected) =>
        Assert.Equal(expected is null ? null : decimal.Parse(expected, System.Globalization.CultureInfo.InvariantCulture), NumberText.Read(text, comma));

    [Theory]
    [InlineData("1200", "1200")]
    [InlineData("1,200", "1200")]
    [InlineData("1 200", "1200")]
    [InlineData("1200.0", "1200")]
    [InlineData("-3", "-3")]
    [InlineData("9007199254740991", "9007199254740991")]
    [InlineData("9007199254740992", "!not_an_integer")]
    [InlineData("1.5", "!not_an_integer")]
    [InlineData("many", "!not_an_integer")]
    public void Whole_numbers_are_read_from_cells(string text, string expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Integer, text));

    [Theory]
    [InlineData("5", "5")]
    [InlineData("5.0", "5")]
    [InlineData("5e2", "500")]
    [InlineData("\"5\"", "5")]
    [InlineData("\" \"", null)]
    [InlineData("5.5", "!not_an_integer")]
    [InlineData("1e400", "!not_an_integer")]
    [InlineData("true", "!not_an_integer")]
    [InlineData("[5]", "!not_an_integer")]
    public void Whole_numbers_are_read_from_JSON(string json, string? expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Integer, json));

    [Theory]
    [InlineData("\"1200.50\"", "1200.5")]
    [InlineData("1200.5", "1200.5")]
    [InlineData("\"-0.00005\"", "-0.0001")]
    [InlineData("\"\"", null)]
    [InlineData("\"1200,50\"", "!not_a_decimal")] // JSON has no locale
    [InlineData("\"1 200\"", "!not_a_decimal")]
    [InlineData("1e400", "!not_a_decimal")]
    [InlineData("\"1000000000000000\"", "!out_of_range")]
    [InlineData("{}", "!not_a_decimal")]
    public void Decimals_are_read_from_JSON(string json, string? expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Decimal, json));

    [Theory]
    [InlineData("50", "50")]
    [InlineData("50%", "50")]
    [InlineData("12,5 %", "12.5")]
    [InlineData("0.5", "0.5")]
    [InlineData("101", "!out_of_range")]
    [InlineData("-1", "!out_of_range")]
    [InlineData("50%%", "!not_a_decimal")]
    [InlineData("%", "!not_a_decimal")]
    public void Percentages_go_from_0_to_100(string text, string expected) => Assert.Equal(expected, Reading.Cell(FieldKinds.Percent, text));

    [Fact]
    public void A_field_may_set_its_own_bounds()
    {
        var field = Reading.Field(FieldKinds.Integer) with { From = 1, Until = 10 };
        Assert.Equal("10", Reading.Cell(FieldKinds.Integer, "10", field: field));
        Assert.Equal("!out_of_range", Reading.Cell(FieldKinds.Integer, "11", field: field));
        Assert.Equal("!out_of_range", Reading.Json(FieldKinds.Integer, "0", field));
    }

    [Theory]
    [InlineData("1200", "1200.00 EUR")]
    [InlineData("€ 1.200,50", "1200.50 EUR")]
    [InlineData("1200.5 €", "1200.50 EUR")]
    [InlineData("-€5", "-5.00 EUR")]
    [InlineData("(£1,200.00)", "-1200.00 GBP")]
    [InlineData("$1,200.50", "1200.50 EUR")] // whose dollar it is, only the workspace knows
    [InlineData("$1,200.50 USD", "1200.50 USD")]
    [InlineData("1200 usd", "1200.00 USD")]
    [InlineData("USD1200", "1200.00 USD")]
    [InlineData("CHF 1'200.25", "1200.25 CHF")]
    [InlineData("1 200 zł", "1200.00 PLN")]
    [InlineData("JPY 1200", "1200 JPY")]
    [InlineData("1.2345 KWD", "1.2345 KWD")]
    [InlineData("1,200", "!not_money")]
    [InlineData("EUR", "!not_money")]
    [InlineData("€", "!not_money")]
    [InlineData("12 XYZ", "!not_money")]
    [InlineData("a lot", "!not_money")]
    [InlineData("9999999999999999", "!out_of_range")]
    public void Money_is_read_as_people_write_it(string text, string expected)
    {
        var problems = new Problems.ProblemList();
        var value = FieldKinds.Money.FromText(text, Reading.Field(FieldKinds.Money), Reading.Euros, problems);
        Assert.Equal(expected, value is null ? "!" + problems.Errors[0].Code : FieldKinds.Money.ToText(value));
    }

    [Theory]
    [InlineData("""{"amount": "1200.00", "currency": "USD"}""", """{"amount":"1200.00","currency":"USD"}""")]
    [InlineData("""{"amount": 1200, "currency": "usd"}""", """{"amount":"1200.00","currency":"USD"}""")]
    [InlineData("""{"amount": 1200}""", """{"amount":"1200.00","currency":"EUR"}""")]
    [InlineData("""{"amount": 1200, "currency": null}""", """{"amount":"1200.00","currency":"EUR"}""")]
    [InlineData("1200", """{"amount":"1200.00","currency":"EUR"}""")]
    [InlineData("\"1200.5\"", """{"amount":"1200.50","currency":"EUR"}""")]
    [InlineData("""{"amount": null, "currency": "USD"}""", null)]
    [InlineData("\"\"", null)]
    [InlineData("""{"currency": "USD"}""", "!not_money")]
    [InlineData("""{"amount": 5, "curency": "USD"}""", "!not_money")]
    [InlineData("""{"amount": 5, "currency": "EURO"}""", "!unknown_currency")]
    [InlineData("""{"amount": 5, "currency": 978}""", "!unknown_currency")]
    [InlineData("""{"amount": "1,200"}""", "!not_money")]
    [InlineData("true", "!not_money")]
    [InlineData("[]", "!not_money")]
    public void Money_is_read_from_JSON(string json, string? expected) => Assert.Equal(expected, Reading.Json(FieldKinds.Money, json));

    [Fact]
    public void Numbers_survive_their_text()
    {
        var decimals = Gen.Choose(int.MinValue, int.MaxValue).Two().Select(x => decimal.Round((x.Item1 * 1000m) + (x.Item2 / 10000m), 4));
        Prop.ForAll(decimals.ToArbitrary(), d => Reading.RoundTrips(FieldKinds.Decimal, d)).QuickCheckThrowOnFailure();
        Prop.ForAll(decimals.Select(d => (long)d).ToArbitrary(), d => Reading.RoundTrips(FieldKinds.Integer, d)).QuickCheckThrowOnFailure();
        var money = from d in decimals from c in Gen.Elements("EUR", "USD", "JPY", "KWD", "CHF") select new Money(d, c);
        Prop.ForAll(money.ToArbitrary(), m => Reading.RoundTrips(FieldKinds.Money, m)).QuickCheckThrowOnFailure();
    }
}
