using System.Buffers.Binary;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Transfer.Sheets;

namespace Kith.Transfer.Tests;

/// <summary>Files that are no workbooks, and workbooks that no program writes: each is refused with its reason, and in little memory.</summary>
public sealed class HostileWorkbookTests
{
    private const string Row = """<row><c t="str"><v>a</v></c></row>""";

    private static byte[] With(string part, string text)
    {
        var parts = Xlsx.Parts(Row);
        parts[part] = text;
        return Xlsx.Zip(parts);
    }

    [Fact]
    public void Workbooks_of_other_kinds_are_told_by_name()
    {
        static string Message(byte[] file) => Assert.Throws<ProblemException>(() => Xlsx.Read(file)).Problem.Errors[0].Message;
        Assert.Contains("(OpenDocument, .ods)", Message(Xlsx.File("calc.ods")), StringComparison.Ordinal);
        Assert.Contains("(Excel 97–2003, .xls)", Message(Xlsx.File("calc.xls")), StringComparison.Ordinal);
        var binary = Xlsx.Parts(Row);
        binary["_rels/.rels"] = binary["_rels/.rels"].Replace("workbook.xml", "workbook.bin", StringComparison.Ordinal);
        Assert.Contains("(Excel binary, .xlsb)", Message(Xlsx.Zip(binary)), StringComparison.Ordinal);
        byte[] locked = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[1000], .. Encoding.Unicode.GetBytes("EncryptedPackage")];
        Assert.Equal("import.workbook_locked", Xlsx.Refusal(locked));
        Assert.Equal("import.no_workbook", Xlsx.Refusal(Xlsx.Zip([new("data.csv", "a,b")])));
        Assert.Equal("import.no_workbook", Xlsx.Refusal(With("xl/workbook.xml", "<document/>")));
    }

    [Theory]
    [InlineData("xl/worksheets/sheet1.xml")]
    [InlineData("xl/sharedStrings.xml")]
    [InlineData("xl/styles.xml")]
    [InlineData("xl/workbook.xml")]
    [InlineData("_rels/.rels")]
    public void A_document_type_is_refused_in_every_part(string part)
    {
        const string Entities = """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY y "&x;&x;&x;">]><a>&y;</a>""";
        Assert.Equal("import.workbook_dtd", Xlsx.Refusal(With(part, Entities)));
    }

    [Fact]
    public void A_part_that_unpacks_to_far_more_than_it_is_is_not_unpacked_to_its_end()
    {
        var blanks = With("xl/worksheets/sheet1.xml", "<worksheet><sheetData>" + string.Concat(Enumerable.Repeat("<row/>", 4_000_000)) + "</sheetData></worksheet>");
        Assert.True(blanks.Length < 300_000);
        Assert.Equal("import.workbook_bomb", Xlsx.Refusal(blanks, new PackageLimits(Ratio: 100, Free: 1 << 20)));
        Assert.Equal("import.workbook_bomb", Xlsx.Refusal(blanks, new PackageLimits(Unpacked: 1 << 20)));
        Assert.Empty(Xlsx.Read(blanks, new PackageLimits(Ratio: 1_000))[0].Rows);
    }

    [Fact]
    public void A_list_of_parts_that_would_fill_the_memory_is_not_read()
    {
        var many = Xlsx.Zip(Xlsx.Parts(Row).Concat(Enumerable.Range(0, 3_000).Select(i => new KeyValuePair<string, string>($"xl/media/{i}", ""))));
        Assert.Equal("import.workbook_bomb", Xlsx.Refusal(many, new PackageLimits(Directory: 100_000)));
        Assert.Single(Xlsx.Read(many)[0].Rows);
    }

    [Theory]
    [InlineData(24, "import.workbook_size")]
    [InlineData(16, "import.workbook_size")]
    public void Sizes_and_sums_that_lie_are_noticed(int field, string code)
    {
        var bytes = Xlsx.Zip(Xlsx.Parts(Row));
        // In the entry of the list: the length at 24, the CRC at 16 (APPNOTE 4.3.12).
        var sheet = Encoding.ASCII.GetBytes("xl/worksheets/sheet1.xml");
        var entry = bytes.AsSpan().LastIndexOf(sheet) - 46;
        Assert.Equal(0x02014b50u, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(entry)));
        foreach (var change in new[] { 7, -7 })
        {
            var lying = bytes.ToArray();
            var value = lying.AsSpan(entry + field, 4);
            BinaryPrimitives.WriteUInt32LittleEndian(value, (uint)(BinaryPrimitives.ReadUInt32LittleEndian(value) + change));
            Assert.Contains(Xlsx.Refusal(lying), new[] { code, "import.workbook_broken" });
        }
    }

    [Fact]
    public void A_file_that_breaks_off_anywhere_or_has_a_wrong_byte_is_refused_or_read_and_never_fails_otherwise()
    {
        var bytes = Xlsx.File("openpyxl.xlsx");
        for (var length = 4; length < bytes.Length; length += 97)
            Assert.StartsWith("import.", Xlsx.Refusal(bytes[..length]), StringComparison.Ordinal);
        for (var at = 8; at < bytes.Length; at += 13)
        {
            var wrong = bytes.ToArray();
            wrong[at] ^= 0x55;
            try
            {
                Xlsx.Read(wrong);
            }
            catch (ProblemException refused)
            {
                Assert.StartsWith("import.", refused.Problem.Errors[0].Code, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Parts_of_one_name_are_no_choice_and_names_that_lead_out_lead_nowhere()
    {
        var twice = Xlsx.Zip(Xlsx.Parts(Row).Append(new("XL/worksheets/SHEET1.xml", "<worksheet/>")));
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(twice));
        var parts = Xlsx.Parts(Row);
        parts["xl/_rels/workbook.xml.rels"] = parts["xl/_rels/workbook.xml.rels"].Replace("worksheets/sheet1.xml", "../../../../../../etc/passwd", StringComparison.Ordinal);
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(Xlsx.Zip(parts)));
        // A sheet that lies elsewhere is not fetched; there is none then.
        parts["xl/_rels/workbook.xml.rels"] = Xlsx.Parts(Row)["xl/_rels/workbook.xml.rels"].Replace("Target=\"worksheets", "TargetMode=\"External\" Target=\"http://127.0.0.1:1", StringComparison.Ordinal);
        Assert.Empty(Xlsx.Read(Xlsx.Zip(parts)));
    }

    [Theory]
    [InlineData("""<row><c r="XFD1" t="str"><v>a</v></c></row>""", "import.too_many_columns")]
    [InlineData("""<row><c r="ZZZZZZZ1" t="str"><v>a</v></c></row>""", "import.too_many_columns")]
    [InlineData("""<row><c r="1" t="str"><v>a</v></c></row>""", "import.workbook_broken")]
    [InlineData("""<row><c r="B1" t="str"><v>a</v></c><c r="A1" t="str"><v>b</v></c></row>""", "import.workbook_broken")]
    [InlineData("""<row><c t="s"><v>5</v></c></row>""", "import.workbook_broken")]
    [InlineData("""<row><c t="s"><v>-1</v></c></row>""", "import.workbook_broken")]
    [InlineData("""<row><c t="str"><v>a</c></row>""", "import.workbook_broken")]
    public void Cells_that_stand_nowhere_are_refused(string rows, string code) => Assert.Equal(code, Xlsx.Refusal(Xlsx.Zip(Xlsx.Parts(rows))));

    [Fact]
    public void Deep_long_and_many_names_are_refused()
    {
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(Xlsx.Zip(Xlsx.Parts(string.Concat(Enumerable.Repeat("<a>", 5_000)) + string.Concat(Enumerable.Repeat("</a>", 5_000))))));
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(Xlsx.Zip(Xlsx.Parts(string.Concat(Enumerable.Range(0, 5_000).Select(i => $"<a{i}/>"))))));
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(Xlsx.Zip(Xlsx.Parts($"""<row><c t="str"><v>{new string('x', 6 << 20)}</v></c></row>"""))));
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(Xlsx.Zip(Xlsx.Parts($"""<row spans="{new string('1', 6 << 20)}"><c t="str"><v>a</v></c></row>"""))));
        Assert.Equal("import.workbook_broken", Xlsx.Refusal(With("xl/worksheets/sheet1.xml", "<worksheet>\u0001</worksheet>")));
    }
}
