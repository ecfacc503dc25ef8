using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer.Running;

/// <summary>A sheet as a file of its own.</summary>
/// <param name="Id">Id of its import.</param>
/// <param name="Sheet">What people call it.</param>
/// <param name="Name">What its import is called.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Rows">Its rows that hold something, with the header.</param>
internal sealed record SheetFile(Guid Id, string Sheet, string Name, long Size, long Rows);

/// <summary>Makes a file of its own of each sheet of a workbook that was taken in.</summary>
internal sealed class ImportSheets(KithStore store, Database database, ImportFiles files, TimeProvider clock)
{
    /// <summary>The sheets that have rows below their header; where none has, the first that has a header.</summary>
    /// <param name="wanted">Name of the one sheet that is wanted; null for all of them.</param>
    /// <exception cref="ProblemException">There is no such sheet, none holds anything, or the file is no workbook that can be read.</exception>
    public async Task<IReadOnlyList<SheetFile>> UnfoldAsync(Caller caller, ImportEntry import, string? wanted, CancellationToken cancellation)
    {
        var made = new List<SheetFile>();
        try
        {
            await Task.Run(() => UnfoldAsync(caller, import, wanted, made, cancellation), cancellation);
            var kept = made.Exists(s => s.Rows > 1) ? made.FindAll(s => s.Rows > 1) : [.. made.FindAll(s => s.Rows > 0).Take(1)];
            if (kept.Count == 0)
                throw new ProblemException(Problem.Field("file", "import.empty_workbook"));
            await DropAsync(caller, made.Except(kept), cancellation);
            return kept;
        }
        catch
        {
            await DropAsync(caller, made, CancellationToken.None);
            throw;
        }
    }

    private async Task UnfoldAsync(Caller caller, ImportEntry import, string? wanted, List<SheetFile> made, CancellationToken cancellation)
    {
        await using var stream = files.Open(caller.Workspace, import.Status.Id, import.Size, cancellation);
        using var workbook = Workbook.Open(stream, new PackageLimits(), cancellation);
        var sheets = wanted is null ? workbook.Sheets : [.. workbook.Sheets.Where(s => s.Name == wanted).Take(1)];
        if (wanted is not null && sheets.Count == 0)
            throw new ProblemException(Problem.Field("sheet", "import.unknown_sheet", wanted, string.Join(", ", workbook.Sheets.Select(s => s.Name))));
        var left = Imports.MostBytes;
        foreach (var sheet in sheets)
        {
            var file = new SheetFile(store.Ids.Next(), sheet.Name, NameOf(import.Status.Name, sheet.Name, workbook.Sheets.Count), 0, 0);
            await using var session = await database.OpenAsync(caller.Workspace, cancellation);
            await session.ExecuteAsync(ImportTable.Insert(caller, file.Id, file.Name, clock.GetUtcNow().UtcDateTime), cancellation);
            made.Add(file);
            await using var output = files.Write(caller.Workspace, file.Id, left, cancellation);
            var rows = SheetSource.Write(workbook.Rows(sheet, cancellation), output, cancellation);
            made[^1] = file = file with { Rows = rows, Size = output.Complete() };
            await session.ExecuteAsync(ImportTable.Sized(caller.Workspace, file.Id, file.Size), cancellation);
            left -= file.Size;
        }
    }

    private static string NameOf(string workbook, string sheet, int sheets) =>
        sheets == 1 ? workbook : Imports.NameOf($"{Path.GetFileNameWithoutExtension(workbook)} – {sheet.Replace('/', ' ')}{Path.GetExtension(workbook)}");

    private async Task DropAsync(Caller caller, IEnumerable<SheetFile> sheets, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        foreach (var sheet in sheets)
            await session.ExecuteAsync(ImportTable.Delete(caller.Workspace, sheet.Id), cancellation);
    }
}
