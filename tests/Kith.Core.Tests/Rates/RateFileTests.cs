using System.Text;
using Kith.Core.Problems;
using Kith.Core.Rates;

namespace Kith.Core.Tests.Rates;

/// <summary>Rates from files.</summary>
public sealed class RateFileTests
{
    // Rows of eurofxref-hist.csv and eurofxref-hist-90d.xml, the euro foreign exchange reference rates that the European Central Bank publishes, with some of their columns. Source: ECB statistics.
    public const string Csv = """
        Date,USD,JPY,BGN,CYP,CZK,GBP,LTL,CHF,KRW,
        2024-04-26,1.0714,168.03,1.9558,N/A,25.164,0.85643,N/A,0.9779,1474.65,
        2024-04-25,1.072,166.76,1.9558,N/A,25.152,0.85675,N/A,0.9792,1473.23,
        1999-01-04,1.1789,133.73,N/A,0.58231,35.107,0.7111,4.717,1.6168,1398.59,
        """;

    public const string Xml = """
        <?xml version="1.0" encoding="UTF-8"?>
        <gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
            <gesmes:subject>Reference rates</gesmes:subject>
            <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>
            <Cube>
                <Cube time="2024-04-26"><Cube currency="USD" rate="1.0714"/><Cube currency="GBP" rate="0.85643"/></Cube>
                <Cube time="2024-04-25"><Cube currency="USD" rate="1.072"/><Cube currency="GBP" rate="0.85675"/></Cube>
            </Cube>
        </gesmes:Envelope>
        """;

    private static RateSheet Read(string text) => RateFile.Read(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static Dictionary<(string, string), decimal> Rates(string text, string currency) => Read(text).In(currency).ToDictionary(r => (r.Currency, r.Day.ToString("O", System.Globalization.CultureInfo.InvariantCulture)), r => r.Rate);

    [Fact]
    public void The_central_bank_says_what_a_euro_buys_and_Kith_keeps_what_a_unit_is_worth()
    {
        var rates = Rates(Csv, "EUR");
        Assert.Equal(0.9333582228859436m, rates[("USD", "2024-04-26")]);
        Assert.Equal(0.0059513182169851m, rates[("JPY", "2024-04-26")]);
        Assert.Equal(0.6185056902523503m, rates[("CHF", "1999-01-04")]);
        Assert.False(rates.ContainsKey(("BGN", "1999-01-04")));
        Assert.DoesNotContain(rates.Keys, r => r.Item1 is "EUR" or "N/A" or "");
    }

    [Fact]
    public void Another_base_is_reached_by_way_of_the_euro()
    {
        var rates = Rates(Csv, "USD");
        Assert.Equal(1.0714m, rates[("EUR", "2024-04-26")]);
        Assert.Equal(Math.Round(1.0714m / 0.85643m, 16, MidpointRounding.AwayFromZero), rates[("GBP", "2024-04-26")]);
        Assert.False(rates.ContainsKey(("USD", "2024-04-26")));
        // A day on which the base itself has no rate says nothing.
        Assert.DoesNotContain(Rates(Csv, "BGN").Keys, r => r.Item2 == "1999-01-04");
    }

    [Fact]
    public void Both_forms_say_the_same()
    {
        var (csv, xml) = (Rates(Csv, "EUR"), Rates(Xml, "EUR"));
        Assert.Equal(4, xml.Count);
        Assert.All(xml, rate => Assert.Equal(csv[rate.Key], rate.Value));
    }

    [Theory]
    [InlineData("currency,date,rate\nusd,2026-01-05,0.9\n\n\"GBP\",\"2026-01-05\",\"1.15\"\n")]
    [InlineData("Date;Rate;Currency\n2026-01-05;0.9;USD\n2026-01-05;1.15;GBP")]
    public void A_list_says_what_a_unit_is_worth_in_the_workspaces_currency(string text) =>
        Assert.Equal([("USD", 0.9m), ("GBP", 1.15m)], Read(text).In("CHF").Select(r => (r.Currency, r.Rate)));

    [Theory]
    [InlineData("", "rate.file_unknown")]
    [InlineData("name,amount\nAcme,5", "rate.file_unknown")]
    [InlineData("<html><body>Not found</body></html>", "rate.file_unknown")]
    [InlineData("<Cube", "rate.file_unknown")]
    [InlineData("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><Cube>&b;</Cube>", "rate.file_unknown")]
    [InlineData("currency,date,rate\nUSD,2026-01-05,0.9\nUSD,2026-01-06,-1", "rate.file_line 3")]
    [InlineData("currency,date,rate\nZZZ,2026-01-05,0.9", "rate.file_line 2")]
    [InlineData("currency,date,rate\nUSD,05.01.2026,0.9", "rate.file_line 2")]
    [InlineData("currency,date,rate\nUSD,2026-01-05,0", "rate.file_line 2")]
    [InlineData("currency,date,rate\nUSD,2026-01-05", "rate.file_line 2")]
    [InlineData("Date,USD\n2026-01-05,much", "rate.file_line 2")]
    public void What_cannot_be_read_is_told(string text, string expected)
    {
        var error = Assert.Throws<ProblemException>(() => Read(text)).Problem.Errors[0];
        Assert.Equal(expected, error.Code == "rate.file_line" ? $"{error.Code} {error.Message.Split(' ')[1]}" : error.Code);
    }
}
