using System.Text;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class ErrorsCsvTests
{
    [Fact]
    public async Task Failed_rows_come_as_they_were_with_row_and_reason_and_can_be_imported_again()
    {
        const string Text = "name;note\n\"Rossi; Ada\";\"=1+1\"\n x ;\"two\nlines \"\"q\"\"\"\ny;1;2\n";
        var profile = Files.Profile(Text);
        using var source = Files.Open(Text);
        using var output = new MemoryStream();
        var errors = await ErrorsCsv.BeginAsync(output, profile, default);
        foreach (var row in source.Rows(default))
            await errors.WriteAsync(row.Number, ["=HYPERLINK(\"x\")", "Too bad."], row.Cells, default);
        await errors.FlushAsync(default);

        using var again = Files.Open(output.ToArray());
        Assert.Equal(["row", "reason", "name", "note"], again.Columns);
        Assert.Equal("utf-8", again.Format.Encoding);
        Assert.Equal(';', again.Format.Delimiter);
        Assert.True(output.ToArray().AsSpan().StartsWith(Encoding.UTF8.Preamble));
        var cells = Files.Cells(again);
        Assert.Equal(["1", "'=HYPERLINK(\"x\") Too bad.", "Rossi; Ada", "=1+1"], cells[0]);
        Assert.Equal([" x ", "two\nlines \"q\""], cells[1][2..]);
        Assert.Equal(["y", "1", "2"], cells[2][2..]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_stands_in_cells_comes_back_as_it_was(int seed)
    {
        const string Letters = "a,;\"\r\n \t|é😀";
        var random = new Random(seed);
        string Cell() => "x" + string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Letters.EnumerateRunes().ElementAt(random.Next(11)).ToString()));
        var rows = Enumerable.Range(0, 300).Select(_ => Enumerable.Range(0, 4).Select(_ => Cell()).ToArray()).ToArray();
        using var output = new MemoryStream();
        var errors = await ErrorsCsv.BeginAsync(output, Files.Profile("a,b,c,d\n"), default);
        foreach (var (i, cells) in rows.Index())
            await errors.WriteAsync(i + 1, ["No."], cells, default);
        await errors.FlushAsync(default);
        using var again = Files.Open(output.ToArray(), delimiter: ',');
        Assert.Equal(rows, Files.Cells(again).Select(c => c[2..]));
    }

    [Theory]
    [InlineData("=1", "'=1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("plain", "plain")]
    [InlineData("", "")]
    public void Reasons_are_no_formulas(string text, string harmless) => Assert.Equal(harmless, ErrorsCsv.Harmless(text));

    [Fact]
    public async Task A_file_that_has_a_column_row_keeps_it()
    {
        using var output = new MemoryStream();
        var errors = await ErrorsCsv.BeginAsync(output, Files.Profile("row,reason\n1,x\n"), default);
        await errors.FlushAsync(default);
        using var again = Files.Open(output.ToArray());
        Assert.Equal(["row 2", "reason 2", "row", "reason"], again.Columns);
    }
}
