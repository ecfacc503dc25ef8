using System.IO.Compression;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Transfer;
using Kith.Store.Transfer.Sheets;

namespace Kith.Transfer.Tests;

/// <summary>Workbooks made part by part, as programs write them and as nobody should.</summary>
internal static class Xlsx
{
    public const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    public const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>The parts of a workbook with one sheet.</summary>
    /// <param name="rows">What stands in its data.</param>
    public static Dictionary<string, string> Parts(string rows, string styles = "", string texts = "", string workbook = "") => new()
    {
        ["_rels/.rels"] = Relations($"""<Relationship Id="r1" Type="{Office}/officeDocument" Target="xl/workbook.xml"/>"""),
        ["xl/workbook.xml"] = $"""<workbook xmlns="{Main}" xmlns:r="{Office}">{workbook}<sheets><sheet name="One" sheetId="1" r:id="s1"/></sheets></workbook>""",
        ["xl/_rels/workbook.xml.rels"] = Relations($"""<Relationship Id="s1" Type="{Office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="s2" Type="{Office}/styles" Target="/xl/styles.xml"/><Relationship Id="s3" Type="{Office}/sharedStrings" Target="sharedStrings.xml"/>"""),
        ["xl/styles.xml"] = $"""<styleSheet xmlns="{Main}">{styles}</styleSheet>""",
        ["xl/sharedStrings.xml"] = $"""<sst xmlns="{Main}">{texts}</sst>""",
        ["xl/worksheets/sheet1.xml"] = $"""<worksheet xmlns="{Main}"><sheetData>{rows}</sheetData></worksheet>""",
    };

    private static string Relations(string relations) => $"""<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>""";

    public static byte[] Zip(IEnumerable<KeyValuePair<string, string>> parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                stream.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }

    public static byte[] File(string name) => System.IO.File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "workbooks", name));

    /// <summary>The sheets of a workbook with their cells.</summary>
    public static (string Name, bool Hidden, SheetCell[][] Rows)[] Read(byte[] bytes, PackageLimits? limits = null)
    {
        using var stream = new MemoryStream(bytes);
        Assert.True(Workbooks.Detect(stream));
        using var workbook = Workbook.Open(stream, limits ?? new PackageLimits(), default);
        return [.. workbook.Sheets.Select(s => (s.Name, s.Hidden, (SheetCell[][])[.. workbook.Rows(s, default).Select(r => r.ToArray())]))];
    }

    /// <summary>The one cell of a sheet whose only row holds it.</summary>
    public static SheetCell Cell(string cell, string styles = "", string texts = "", string workbook = "") => Read(Zip(Parts($"<row>{cell}</row>", styles, texts, workbook)))[0].Rows[0][0];

    /// <summary>How a workbook is refused.</summary>
    public static string Refusal(byte[] bytes, PackageLimits? limits = null) => Assert.Throws<ProblemException>(() => Read(bytes, limits)).Problem.Errors[0].Code;

    /// <summary>A sheet of a workbook as imports read it.</summary>
    public static RowSource Source(byte[] bytes, int sheet = 0)
    {
        using var stream = new MemoryStream(bytes);
        using var workbook = Workbook.Open(stream, new PackageLimits(), default);
        var rows = new MemoryStream();
        SheetSource.Write(workbook.Rows(workbook.Sheets[sheet], default), rows, default);
        rows.Position = 0;
        return SheetSource.Open(rows, SheetSource.Written);
    }

    public static FileProfile Profile(byte[] bytes, int sheet = 0)
    {
        using var source = Source(bytes, sheet);
        return FileProfile.Of(source, default);
    }
}
