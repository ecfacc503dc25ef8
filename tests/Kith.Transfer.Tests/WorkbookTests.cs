using System.Globalization;
using Kith.Core.Records;
using Kith.Store.Transfer;
using Kith.Store.Transfer.Sheets;

namespace Kith.Transfer.Tests;

public sealed class WorkbookTests
{
    [Theory]
    [InlineData("openpyxl.xlsx")]
    [InlineData("calc.xlsx")]
    public void A_workbook_of_another_program_is_read_as_it_is_shown(string file)
    {
        var sheets = Xlsx.Read(Xlsx.File(file));
        // A sheet of a chart is none (the second program made an empty one of it), and what people do not see comes last.
        Assert.Equal([("Companies", false, 4), ("People", false, 4), ("Empty", false, 0), ("Lists", true, 2)], sheets.Where(s => s.Name != "Chart").Select(s => (s.Name, s.Hidden, s.Rows.Length)));
        Assert.Equal(file == "calc.xlsx", sheets.Any(s => s is { Name: "Chart", Rows.Length: 0 }));
        var rows = sheets[0].Rows.Select(r => string.Join('|', r.Select(c => c.Type == CellType.Text ? c.Text : $"{c.Type} {c.Text}"))).ToArray();
        Assert.Equal("Name|Founded|Seen|Employees|Revenue|Share|Ratio|Active|Phone|Note|Opens|Worked", rows[0]);
        Assert.Equal("Lindqvist & Söner AB|Date 1999-12-31|Date 2026-03-29T02:30:15|Number 42|Number 1234567.89 EUR|Number 12.5%|Number 1.1|true|+46 8 123 45 67|two\nlines|08:30:00|36:05:00", rows[1]);
        Assert.Equal("=cmd|'/c calc'!A1|Date 2024-02-29|Date 2024-02-29T23:59:59|Number 1000|Number 0.1 EUR|Number 100%|Number 0.3|false|00123|  ends  ", rows[2]);
        // Both write twenty digits as a binary number, of which fifteen count.
        Assert.Equal("12345678901234600000", sheets[0].Rows[3][3].Text);
        Assert.Equal(("株式会社 日本", "0.0000001 EUR", "7%", "1000000000000000000000", "007"), (sheets[0].Rows[3][0].Text, sheets[0].Rows[3][4].Text, sheets[0].Rows[3][5].Text, sheets[0].Rows[3][6].Text, sheets[0].Rows[3][8].Text));
    }

    [Fact]
    public void Every_way_to_write_a_text_is_read()
    {
        Assert.Equal("shared", Xlsx.Cell("""<c t="s"><v>1</v></c>""", texts: "<si><t>first</t></si><si><t>shared</t></si>").Text);
        Assert.Equal("of two runs", Xlsx.Cell("""<c t="s"><v>0</v></c>""", texts: """<si><r><rPr><b/></rPr><t xml:space="preserve">of two </t></r><r><t>runs</t></r><rPh sb="0" eb="1"><t>reading</t></rPh></si>""").Text);
        Assert.Equal("inline", Xlsx.Cell("""<c t="inlineStr"><is><t>inline</t></is></c>""").Text);
        Assert.Equal("of a formula", Xlsx.Cell("""<c t="str"><f>A1&amp;"x"</f><v>of a formula</v></c>""").Text);
        Assert.Equal("a\nb_x\tc", Xlsx.Cell("""<c t="inlineStr"><is><t>a_x000D__x000A_b_x005F_x_x0009_c</t></is></c>""").Text);
        Assert.Equal(" ", Xlsx.Cell("""<c t="inlineStr"><is><t xml:space="preserve"> </t></is></c><c t="inlineStr"><is><t>b</t></is></c>""").Text);
        Assert.Equal(("#N/A", CellType.Error), (Xlsx.Cell("""<c t="e"><v>#N/A</v></c>""").Text, Xlsx.Cell("""<c t="e"><v>#N/A</v></c>""").Type));
        Assert.Equal("true", Xlsx.Cell("""<c t="b"><v>1</v></c>""").Text);
        // A character that cannot be kept.
        Assert.Equal(("a\uFFFD", CellType.Error), (Xlsx.Cell("""<c t="str"><v>a_x0000_</v></c>""").Text, Xlsx.Cell("""<c t="str"><v>a_x0000_</v></c>""").Type));
    }

    [Theory]
    [InlineData("1.1000000000000001", "1.1")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("1234.5600000000001", "1234.56")]
    [InlineData("0.1", "0.1")]
    [InlineData("1.10", "1.10")]
    [InlineData("-2.5E-3", "-0.0025")]
    [InlineData("1E+20", "100000000000000000000")]
    [InlineData("12345678901234567890", "12345678901234567890")]
    [InlineData("123456789012345.67", "123456789012346")]
    [InlineData("9999999999999.99", "9999999999999.99")]
    public void A_number_is_what_was_typed_and_not_how_it_is_kept(string written, string meant) =>
        Assert.Equal((meant, CellType.Number), (Xlsx.Cell($"<c><v>{written}</v></c>").Text, Xlsx.Cell($"<c><v>{written}</v></c>").Type));

    [Theory]
    [InlineData("NaN")]
    [InlineData("1E+400")]
    [InlineData("1,5")]
    public void What_is_no_number_is_an_error(string written) => Assert.Equal(CellType.Error, Xlsx.Cell($"<c><v>{written}</v></c>").Type);

    [Theory]
    [InlineData("General", "45000", "45000")]
    [InlineData("0.00E+00", "45000", "45000")]
    [InlineData("#,##0.00;[Red]-#,##0.00", "-45000.5", "-45000.5")]
    [InlineData("dd/mm/yyyy", "45000", "2023-03-15")]
    [InlineData("[$-407]d. mmmm yyyy;@", "45000.75", "2023-03-15")]
    [InlineData("yyyy\\-mm\\-dd hh:mm", "45000.75", "2023-03-15T18:00:00")]
    [InlineData("m/d/yy h:mm AM/PM", "44927.520833333336", "2023-01-01T12:30:00")]
    [InlineData("mm:ss.000", "45000.000011574", "2023-03-15T00:00:01")]
    [InlineData("h:mm", "0.999999999", "2023", true)]
    [InlineData("mmm", "45000", "2023-03-15")]
    [InlineData("mmm h:mm", "45000.5", "2023-03-15T12:00:00")]
    [InlineData("[hh]:mm:ss", "1.5", "36:00:00")]
    [InlineData("0\" days\"", "12", "12")]
    [InlineData("\"of day\" 0", "12", "12")]
    [InlineData("0%", "0.07", "7%")]
    [InlineData("_-* #,##0.00 \"€\"_-", "12.5", "12.5 EUR")]
    [InlineData("[$CHF] #,##0.00", "12.5", "12.5 CHF")]
    [InlineData("\"$\"#,##0.00", "12.5", "12.5")]
    [InlineData("#,##0 £", "12.5", "12.5 GBP")]
    public void What_a_number_means_its_format_says(string code, string written, string meant, bool timeOnly = false)
    {
        var styles = $"""<numFmts><numFmt numFmtId="164" formatCode="{System.Security.SecurityElement.Escape(code)}"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs>""";
        Assert.Equal(timeOnly ? "1900-01-01T00:00:00" : meant, Xlsx.Cell($"""<c s="1"><v>{written}</v></c>""", styles).Text);
    }

    [Theory]
    [InlineData("1", "1900-01-01")]
    [InlineData("59", "1900-02-28")]
    [InlineData("60", null)]
    [InlineData("61", "1900-03-01")]
    [InlineData("2958465", "9999-12-31")]
    [InlineData("2958466", null)]
    [InlineData("-1", null)]
    [InlineData("0", null)]
    public void Days_are_counted_with_the_one_that_never_was(string written, string? day)
    {
        var cell = Xlsx.Cell($"""<c s="0"><v>{written}</v></c>""", """<cellXfs><xf numFmtId="14"/></cellXfs>""");
        Assert.Equal(day is null ? (written, CellType.Error) : (day, CellType.Date), (cell.Text, cell.Type));
    }

    [Fact]
    public void Days_of_a_workbook_that_counts_from_1904_are_those_it_shows()
    {
        const string Styles = """<cellXfs><xf numFmtId="14"/></cellXfs>""";
        Assert.Equal("1904-01-01", Xlsx.Cell("""<c s="0"><v>0</v></c>""", Styles, workbook: """<workbookPr date1904="1"/>""").Text);
        Assert.Equal("2027-03-16", Xlsx.Cell("""<c s="0"><v>45000</v></c>""", Styles, workbook: """<workbookPr date1904="true"/>""").Text);
        Assert.Equal("2026-03-29T02:30:00", Xlsx.Cell("""<c t="d"><v>2026-03-29T02:30</v></c>""").Text);
    }

    [Fact]
    public void Cells_stand_where_they_say_and_rows_that_hold_nothing_are_passed_over()
    {
        var rows = Xlsx.Read(Xlsx.Zip(Xlsx.Parts("""
            <row r="3"><c r="B3" t="str"><v>b</v></c><c r="D3" t="str"><v>d</v></c></row>
            <row r="5"><c r="A5"/><c r="XFD5" s="0"/></row>
            <row r="1048576"><c t="str"><v>a</v></c><c r="AA1048576" t="str"><v>z</v></c></row>
            <row r="2"><c r="A2" t="str"><v>later</v></c></row>
            """)))[0].Rows;
        Assert.Equal(["|b||d", "a" + new string('|', 26) + "z", "later"], rows.Select(r => string.Join('|', r.Select(c => c.Text))));
    }

    [Fact]
    public void What_cells_are_the_file_says_and_nothing_is_asked()
    {
        const string Styles = """<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/></cellXfs>""";
        static string Row(string number, string day, string time, string mixed) => $"""<row><c t="str"><v>Deal of {number}</v></c><c><v>{number}</v></c><c s="1"><v>{day}</v></c><c s="2"><v>{time}</v></c><c s="1"><v>{mixed}</v></c></row>""";
        const string Header = """<row><c t="str"><v>Name</v></c><c t="str"><v>Number</v></c><c t="str"><v>Day</v></c><c t="str"><v>Time</v></c><c t="str"><v>Mixed</v></c></row>""";
        var file = Xlsx.Zip(Xlsx.Parts(Header + Row("1.234", "45000", "45000.5", "45000") + Row("4567", "45001", "45001", "45001") + """<row><c t="str"><v>x</v></c><c/><c/><c/><c t="str"><v>13.04.2026</v></c></row>""", Styles));
        var profile = Xlsx.Profile(file);
        Assert.Equal(["text", "decimal", "date", "datetime", "date"], profile.Columns.Select(c => c.Kind));
        Assert.Equal(NumberMarks.None, profile.Columns[1].Numbers);
        Assert.Equal(["yyyy-MM-dd", "d.M.yyyy"], [profile.Columns[2].Formats.Single(), profile.Columns[4].Formats.Single()]);
        // 1.234 is one and a bit, also where amounts have a comma elsewhere; a day is one whatever the texts of the column look like.
        var plan = Files.Plan(profile, """{ "type": "deal", "mapping": { "Name": "name", "Number": "amount", "Mixed": "close_date" } }""");
        using var source = Xlsx.Source(file);
        var reader = new RowReader(plan);
        var rows = source.Rows(default).Select(reader.Read).ToArray();
        Assert.All(rows, r => Assert.Empty(r.Problems.Errors));
        Assert.Equal([new Money(1.234m, "EUR"), new Money(4567m, "EUR"), ImportRow.Keep], rows.Select(r => Files.Value(plan, r, "amount")));
        Assert.Equal([new DateOnly(2023, 3, 15), new DateOnly(2023, 3, 16), new DateOnly(2026, 4, 13)], rows.Select(r => (DateOnly)Files.Value(plan, r, "close_date")!));
    }

    [Fact]
    public void A_row_with_an_error_in_a_column_that_is_used_says_so()
    {
        var file = Xlsx.Zip(Xlsx.Parts("""<row><c t="str"><v>Name</v></c><c t="str"><v>Phone</v></c></row><row><c t="str"><v>Acme</v></c><c t="e"><v>#REF!</v></c></row>"""));
        using var source = Xlsx.Source(file);
        var row = source.Rows(default).Single();
        Assert.Equal("""The cell says “#REF!”, an error of the spreadsheet, so Phone has no value. Mend the cell, or leave the column out.""",
            new RowReader(Files.Plan(Xlsx.Profile(file), """{ "type": "company", "mapping": { "Name": "name", "Phone": "phone" } }""")).Read(row).Problems.Errors.Single().Message);
        Assert.Empty(new RowReader(Files.Plan(Xlsx.Profile(file), """{ "type": "company", "mapping": { "Name": "name", "Phone": null } }""")).Read(row).Problems.Errors);
    }

    [Fact]
    public void A_sheet_that_is_gone_on_with_reads_the_same_rows()
    {
        var file = Xlsx.Zip(Xlsx.Parts(string.Concat(Enumerable.Range(0, 500).Select(i => string.Create(CultureInfo.InvariantCulture, $"""<row><c t="str"><v>r{i}</v></c><c><v>{i}</v></c></row>""")))));
        using var whole = Xlsx.Source(file);
        using var rest = Xlsx.Source(file);
        rest.Skip(400, default);
        Assert.Equal(whole.Rows(default).Skip(400).Select(r => (r.Number, r.Cells[0], r.Types![1])), rest.Rows(default).Select(r => (r.Number, r.Cells[0], r.Types![1])));
        Assert.Equal(["r0", "0"], whole.Columns);
    }
}
