using System.Text.Json;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class ProfileTests
{
    [Theory]
    [InlineData("n", "integer", "1", "-20", "3000")]
    [InlineData("n", "integer", "1,200", "3,400", "7")]
    [InlineData("n", "integer", "1,200", "12,345,678")]
    [InlineData("n", "decimal", "1.5", "2", "1,200.75")]
    [InlineData("n", "decimal", "1,5", "2", "1.200,75")]
    [InlineData("n", "money", "$1,200.50", "€3", "7 EUR")]
    [InlineData("n", "percent", "5%", "12.5 %")]
    [InlineData("zip", "text", "20121", "50100")]
    [InlineData("n", "text", "007", "012")]
    [InlineData("n", "text", "123456789012345678", "223456789012345678")]
    [InlineData("n", "date", "2026-03-04", "2026-11-20")]
    [InlineData("n", "datetime", "2026-03-04T10:00:00Z", "2026-03-04T10:00:00.123+02:00")]
    [InlineData("n", "datetime", "3/14/2026 1:05 PM")]
    [InlineData("n", "boolean", "yes", "No")]
    [InlineData("n", "email", "ada@example.com", "ugo@example.org")]
    [InlineData("n", "url", "https://example.com/a", "www.example.com", "example.it")]
    [InlineData("phone", "phone", "06 1234567", "061234568")]
    [InlineData("n", "phone", "+39 06 1234567", "(02) 555-0199")]
    [InlineData("n", "choice", "a b", "c", "a b", "c", "a b", "c")]
    [InlineData("n", "text", "a", "b", "c")]
    [InlineData("n", "markdown", "line\nline")]
    [InlineData("n", "text", "", "  ")]
    [InlineData("n", "text", "1", "two")]
    public void The_narrowest_kind_is_guessed(string header, string kind, params string[] values) =>
        Assert.Equal(kind, Files.Column(header, values).Kind);

    [Theory]
    [InlineData("03/04/2026", "M/d/yyyy|d/M/yyyy")]
    [InlineData("03/14/2026", "M/d/yyyy")]
    [InlineData("14/3/2026", "d/M/yyyy")]
    [InlineData("3-4-2026", "d-M-yyyy|M-d-yyyy")]
    [InlineData("03-25-2026", "M-d-yyyy")]
    [InlineData("25.3.2026", "d.M.yyyy")]
    [InlineData("2026-03-04", "yyyy-MM-dd")]
    [InlineData("2026-3-4", "yyyy-M-d")]
    [InlineData("2026/03/04", "yyyy/M/d")]
    [InlineData("20260304", "yyyyMMdd")]
    [InlineData("4 May 2026", "d MMM yyyy")]
    [InlineData("4 March 2026", "d MMMM yyyy")]
    [InlineData("Mar 4, 2026", "MMM d, yyyy")]
    [InlineData("3/4/26", "M/d/yy|d/M/yy")]
    [InlineData("2026-03-04 10:00", "yyyy-MM-dd H:mm")]
    [InlineData("3/4/2026 13:05:07", "M/d/yyyy H:mm:ss|d/M/yyyy H:mm:ss")]
    [InlineData("2026-03-04 10:00:00+00", "yyyy-MM-dd H:mm:ss.FFFFFFFzz")]
    [InlineData("31/31/2026", "")]
    [InlineData("12345678", "")]
    [InlineData("hello", "")]
    public void Every_format_that_reads_all_dates_is_named(string value, string formats) =>
        Assert.Equal(formats, string.Join('|', Files.Column("d", value).Formats));

    [Fact]
    public void One_late_date_settles_the_format()
    {
        var values = Enumerable.Range(0, 3000).Select(i => $"{1 + (i % 12)}/{1 + (i % 11)}/{1900 + (i % 200)}").ToArray();
        Assert.Equal(["M/d/yyyy", "d/M/yyyy"], Files.Column("d", values).Formats);
        Assert.Equal(["d/M/yyyy"], Files.Column("d", [.. values, "31/12/2026"]).Formats);
        Assert.Empty(Files.Column("d", [.. values, "soon"]).Formats);
    }

    [Theory]
    [InlineData(NumberMarks.None, null, "1", "2000")]
    [InlineData(NumberMarks.Point, false, "1.5", "1,200")]
    [InlineData(NumberMarks.Comma, true, "1,5", "1.200")]
    [InlineData(NumberMarks.Comma, true, "0,125", "1,250")]
    [InlineData(NumberMarks.Point, false, "1,200,300")]
    [InlineData(NumberMarks.Mixed, null, "1.5", "1,5")]
    [InlineData(NumberMarks.CommaBeforeThree, null, "1,234", "7")]
    [InlineData(NumberMarks.PointBeforeThree, null, "€ 1.234", "7")]
    [InlineData(NumberMarks.Point, false, "n/a", "12.50")]
    public void The_marks_of_numbers_are_found_out(NumberMarks marks, bool? comma, params string[] values)
    {
        var column = Files.Column("n", values);
        Assert.Equal(marks, column.Numbers);
        Assert.Equal(comma, column.DecimalComma);
    }

    [Fact]
    public void Values_are_counted_and_sampled()
    {
        var profile = Files.Profile("a,b\n" + string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i % 1000}, {(i % 3 == 0 ? "" : i)} \n")));
        var (a, b) = (profile.Columns[0], profile.Columns[1]);
        Assert.Equal(2000, profile.Rows);
        Assert.Equal((2000, 1000, false), (a.Filled, a.Distinct, a.DistinctMore));
        Assert.Equal((1333, 1000, true), (b.Filled, b.Distinct, b.DistinctMore));
        Assert.Equal(["1", "2", "4", "5", "7"], b.Samples);
    }

    [Fact]
    public void A_profile_survives_its_way_through_json()
    {
        var profile = Files.Profile(Files.Maven("sales_pipeline.csv"));
        var copy = JsonSerializer.Deserialize<FileProfile>(JsonSerializer.Serialize(profile))!;
        Assert.Equal(JsonSerializer.Serialize(profile), JsonSerializer.Serialize(copy));
        Assert.Equal(profile.Columns[5].Formats, copy.Columns[5].Formats);
    }
}
