using System.Globalization;
using Kith.Store.Transfer.Sheets;

namespace Kith.Transfer.Tests;

/// <summary>What is measured here are the objects of the whole process, so nothing else runs beside it.</summary>
[CollectionDefinition(nameof(WorkbookMemoryTests), DisableParallelization = true)]
public sealed class AloneCollection;

[Collection(nameof(WorkbookMemoryTests))]
public sealed class WorkbookMemoryTests
{
    [Fact]
    public void Memory_does_not_grow_with_the_rows_or_with_their_texts()
    {
        const int Rows = 200_000;
        static string Text(int i) => string.Create(CultureInfo.InvariantCulture, $"A text of its own with the number {i} and more behind it");
        var parts = Xlsx.Parts("");
        parts["xl/sharedStrings.xml"] = $"<sst>{string.Concat(Enumerable.Range(0, Rows).Select(i => $"<si><t>{Text(i)}</t></si>"))}</sst>";
        parts["xl/worksheets/sheet1.xml"] = $"<worksheet><sheetData>{string.Concat(Enumerable.Range(0, Rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"<row r=\"{i + 1}\"><c r=\"A{i + 1}\" t=\"s\"><v>{i}</v></c></row>")))}</sheetData></worksheet>";
        var file = Xlsx.Zip(parts);
        parts.Clear();
        using var stream = new MemoryStream(file);
        using var workbook = Workbook.Open(stream, new PackageLimits(), default);
        var (early, late, count) = (0L, 0L, 0);
        foreach (var row in workbook.Rows(workbook.Sheets[0], default))
        {
            if (++count is 10_000 or Rows)
                (early, late) = count == Rows ? (early, GC.GetTotalMemory(forceFullCollection: true)) : (GC.GetTotalMemory(forceFullCollection: true), 0);
            Assert.Equal(Text(count - 1), row[0].Text);
        }
        Assert.Equal(Rows, count);
        // The texts alone come to over 20 MB in memory.
        Assert.InRange(late - early, long.MinValue, 2 << 20);
    }
}
