using System.Text;
using Kith.Core.Problems;
using Kith.Store.Transfer;

namespace Kith.Transfer.Tests;

public sealed class CsvSourceTests
{
    private static readonly Encoding Latin = CodePagesEncodingProvider.Instance.GetEncoding(1252)!;

    public static TheoryData<byte[], string> Encodings => new()
    {
        { [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes("name\nJosé\n")], "utf-8" },
        { Encoding.UTF8.GetBytes("name\nJosé €\n"), "utf-8" },
        { [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes("name\nJosé €\n")], "utf-16" },
        { [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes("name\nJosé €\n")], "utf-16BE" },
        { Latin.GetBytes("name\nJosé €\n"), "windows-1252" },
        // The first accent stands far behind anything a sample would have seen, across a block's end.
        { Latin.GetBytes("name\n" + string.Concat(Enumerable.Repeat("0123456789\n", 20_000)) + "José\n"), "windows-1252" },
        { Encoding.UTF8.GetBytes("name\n" + new string('x', (1 << 16) - 6) + "é\nJosé\n"), "utf-8" },
        { Encoding.UTF8.GetBytes("name\n" + new string('x', (1 << 16) - 7) + "😀\nJosé\n"), "utf-8" },
    };

    [Theory, MemberData(nameof(Encodings))]
    public void The_encoding_is_found_out(byte[] bytes, string encoding)
    {
        using var source = Files.Open(bytes);
        Assert.Equal(encoding, source.Format.Encoding);
        Assert.Equal(["name"], source.Columns);
        Assert.StartsWith("José", Files.Cells(source)[^1][0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_chosen_encoding_is_taken()
    {
        using var source = Files.Open([(byte)'n', (byte)'\n', 0xE8], "iso-8859-2");
        Assert.Equal("č", Files.Cells(source)[0][0]);
    }

    [Fact]
    public void Bytes_that_are_not_of_the_chosen_encoding_are_refused()
    {
        var refused = Assert.Throws<ProblemException>(() => Files.Open(Latin.GetBytes("name\nJosé\n"), "utf-8"));
        Assert.Equal("import.not_in_encoding", refused.Problem.Errors[0].Code);
        Assert.Equal("import.unknown_encoding", Assert.Throws<ProblemException>(() => Files.Open([65], "klingon")).Problem.Errors[0].Code);
    }

    [Theory]
    [InlineData("a,b\n1,2\n", ',')]
    [InlineData("a;b\n1,5;2,5\n3,5;4,5\n", ';')]
    [InlineData("a\tb\n1,5\t2;5\n", '\t')]
    [InlineData("a|b\n1|2\n", '|')]
    [InlineData("\"last, first\";amount\n\"Rossi, Ada\";1,5\n\"Bianchi, Ugo\";2,5\n", ';')]
    [InlineData("name,note\nAda,\"a;b;c\"\nUgo,\"d;e;f\"\n", ',')]
    [InlineData("name,note\nAda,\"a\n;b;\n;c\"\nUgo,5\" pipe; long\n", ',')]
    [InlineData("name\nRossi\nBianchi\n", ',')]
    [InlineData("sep=|\nname,x|b\n1|2\n", '|')]
    public void The_delimiter_is_found_out(string text, char delimiter)
    {
        using var source = Files.Open(text);
        Assert.Equal(delimiter, source.Format.Delimiter);
    }

    [Fact]
    public void A_line_that_declares_the_delimiter_is_no_header()
    {
        using var source = Files.Open("sep=;\r\nname;city\r\nAda;Roma\r\n");
        Assert.Equal(["name", "city"], source.Columns);
        Assert.Equal([["Ada", "Roma"]], Files.Cells(source));
    }

    [Fact]
    public void Headers_are_trimmed_and_made_distinct()
    {
        using var source = Files.Open(" Name ,name,,\"Postal\n code\",Name 2,\u00a0\n1,2,3,4,5,6\n");
        Assert.Equal(["Name", "name 3", "Column 3", "Postal code", "Name 2", "Column 6"], source.Columns);
    }

    [Fact]
    public void Quoted_line_breaks_delimiters_and_quotes_stay()
    {
        using var source = Files.Open("a,b\r\n\"x\r\ny\",\"p, \"\"q\"\"\"\r\n5\" pipe, z \r\n");
        Assert.Equal([["x\r\ny", "p, \"q\""], ["5\" pipe", " z "]], Files.Cells(source));
    }

    [Fact]
    public void Blank_rows_are_skipped_and_not_counted()
    {
        using var source = Files.Open("\n\na,b\n\n1,2\n  \n,\n3,4\n\n");
        var rows = source.Rows(default).ToArray();
        Assert.Equal([1, 2], rows.Select(r => r.Number));
        Assert.Equal(["3", "4"], rows[1].Cells);
    }

    [Fact]
    public void Missing_cells_are_empty_and_too_many_are_a_problem_of_the_row()
    {
        using var source = Files.Open("a,b\n1\n1,2,,\n1,2,3\n");
        var rows = source.Rows(default).ToArray();
        Assert.Equal(["1", ""], rows[0].Cells);
        Assert.Equal(["1", "2"], rows[1].Cells);
        Assert.Empty(rows[1].Problems);
        Assert.Equal(["1", "2", "3"], rows[2].Cells);
        Assert.Equal("import.extra_cells", Assert.Single(rows[2].Problems).Code);
    }

    [Fact]
    public void A_nul_is_reported_and_replaced()
    {
        using var source = Files.Open("a,b\nx\0y,2\n");
        var row = Assert.Single(source.Rows(default));
        Assert.Equal("x\uFFFDy", row.Cells[0]);
        Assert.Equal("import.nul", Assert.Single(row.Problems).Code);
    }

    [Fact]
    public void Text_behind_a_closing_quote_fails_its_row_only()
    {
        using var source = Files.Open("a,b\n\"q\"r,4\n5,6\n");
        var rows = source.Rows(default).ToArray();
        Assert.Equal("import.bad_quotes", Assert.Single(rows[0].Problems).Code);
        Assert.Empty(rows[1].Problems);
    }

    [Theory]
    [InlineData("", "import.no_header")]
    [InlineData("\n \n,,\n", "import.no_header")]
    [InlineData("a,b\n1,2\n\"open,3\n4,5\n", "import.open_quote")]
    [InlineData("a,b\n1,2\n3,\"open\n4,5\n", "import.open_quote")]
    public void Files_that_cannot_be_told_apart_are_refused(string text, string code)
    {
        var refused = Assert.Throws<ProblemException>(() =>
        {
            using var source = Files.Open(text);
            Files.Cells(source);
        });
        Assert.Equal(code, refused.Problem.Errors[0].Code);
    }

    [Fact]
    public void The_limits_are_kept()
    {
        var wide = string.Join(',', Enumerable.Range(1, CsvSource.MostColumns + 1).Select(i => $"c{i}"));
        Assert.Equal("import.too_many_columns", Assert.Throws<ProblemException>(() => Files.Open(wide)).Problem.Errors[0].Code);
        using var source = Files.Open("a,b\n1,\"" + new string('x', CsvSource.LongestCell + 1) + "\"\n");
        var problem = Assert.Throws<ProblemException>(() => Files.Cells(source)).Problem.Errors[0];
        Assert.Equal("import.cell_too_large", problem.Code);
        Assert.Contains("Row 1 ", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_can_be_passed_over_to_go_on_where_a_run_stopped()
    {
        using var source = Files.Open("a\n" + string.Concat(Enumerable.Range(1, 500).Select(i => i % 7 == 0 ? $"\n\"{i}\n\"\n" : $"{i}\n")));
        source.Skip(250, default);
        var rows = source.Rows(default).ToArray();
        Assert.Equal(251, rows[0].Number);
        Assert.Equal("251", rows[0].Cells[0].Trim());
        Assert.Equal(250, rows.Length);
        using var shorter = Files.Open("a\n1\n");
        shorter.Skip(10, default);
        Assert.Empty(shorter.Rows(default));
    }

    [Fact]
    public void Reading_stops_when_it_is_cancelled()
    {
        using var source = Files.Open("a\n1\n2\n");
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => source.Rows(cancelled.Token).Count());
    }
}
