using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Store.Changesets;
using Kith.Store.Jobs;
using Kith.Store.Sql;
using Kith.Store.Transfer.Sheets;

namespace Kith.Store.Transfer.Running;

/// <summary>A file that was taken in.</summary>
/// <param name="Suggestion">How it may be imported; null when nothing fits.</param>
/// <param name="Recipe">What is known of it, from an earlier import or of the system that wrote it; null for any other.</param>
public sealed record UploadedImport(Guid Id, string Name, FileProfile Profile, MappingSuggestion? Suggestion, RecipeFit? Recipe)
{
    /// <summary>The sheet of a workbook that it is; null for any other file.</summary>
    public string? Sheet { get; init; }
    /// <summary>The workbook's other sheets with rows, each an import of its own.</summary>
    public IReadOnlyList<UploadedImport> OtherSheets { get; init; } = [];
}

/// <summary>Imports as people work with them: upload, preview, run, look, steer.</summary>
public sealed class Imports(KithStore store, Database database, TimeProvider clock)
{
    /// <summary>Rows that are saved together: many enough that statements cost little per row, few enough that they take well under a second.</summary>
    public const int ChunkRows = 6_000;

    /// <summary>Most bytes of a file.</summary>
    public const long MostBytes = 1L << 30;
    /// <summary>Imports that a list answers.</summary>
    public const int MostListed = 100;
    private const int MostRemembered = 50;
    private const int LongestName = 200;
    private static readonly TimeSpan UploadTakes = TimeSpan.FromDays(1);

    internal ImportFiles Files { get; } = new(database);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <summary>Takes a file's bytes in; <see cref="ReadyAsync"/> makes an import of them, <see cref="DropAsync"/> forgets them.</summary>
    public async Task<Guid> UploadAsync(Caller caller, string? fileName, System.IO.Stream content, CancellationToken cancellation)
    {
        var id = store.Ids.Next();
        await using (var session = await database.OpenAsync(caller.Workspace, cancellation))
        {
            // Uploads that broke off and were never dropped, because the server died.
            var stale = SqlText.Of($"delete from import where workspace_id = {caller.Workspace} and state = 'uploading' and created_at < {Now - UploadTakes}");
            await session.ExecuteAsync([stale, ImportTable.Insert(caller, id, NameOf(fileName), Now)], cancellation);
        }
        try
        {
            var size = await Files.SaveAsync(caller.Workspace, id, content, MostBytes, cancellation);
            await using var session = await database.OpenAsync(caller.Workspace, cancellation);
            await session.ExecuteAsync(ImportTable.Sized(caller.Workspace, id, size), cancellation);
            return id;
        }
        catch
        {
            await DropAsync(caller, id);
            throw;
        }
    }

    /// <summary>Forgets a file that was taken in for nothing, also when the request was broken off.</summary>
    public async Task DropAsync(Caller caller, Guid id)
    {
        await using var session = await database.OpenAsync(caller.Workspace, CancellationToken.None);
        await session.ExecuteAsync(ImportTable.Delete(caller.Workspace, id), CancellationToken.None);
    }

    internal static string NameOf(string? fileName)
    {
        var name = string.Concat(Path.GetFileName((fileName ?? "").Replace('\\', '/')).Where(c => !char.IsControl(c))).Trim();
        return name.Length == 0 ? "import.csv" : name.Length > LongestName ? name[^LongestName..] : name;
    }

    /// <summary>
    /// Reads a file that was taken in, from its beginning to its end, and makes an import of it. Of a workbook each sheet with rows becomes
    /// an import, and the file itself is forgotten.
    /// </summary>
    /// <param name="typeName">The type the person chose; null guesses.</param>
    /// <param name="sheet">The one sheet that is wanted; null for all of them.</param>
    public async Task<UploadedImport> ReadyAsync(Session session, Caller caller, Catalogue catalogue, Guid id, string? typeName, string? sheet, CancellationToken cancellation)
    {
        var type = typeName is null ? null : TypeOf(caller, catalogue, typeName);
        var import = await ImportTable.FindAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        if (import.Size == 0)
            throw new ProblemException(Problem.Field("file", "import.no_header"));
        var past = await ImportTable.PastAsync(session, caller, MostRemembered, cancellation);
        if (!await Task.Run(() => IsWorkbook(caller.Workspace, id, import.Size, cancellation), cancellation))
        {
            if (sheet is not null)
                throw new ProblemException(Problem.Field("sheet", "import.no_sheets"));
            var profile = await Task.Run(() => ProfileOf(caller.Workspace, id, import.Size, null, cancellation), cancellation);
            return await ReadyAsync(session, caller, catalogue, new UploadedImport(id, import.Status.Name, profile, null, null), type, past, cancellation);
        }
        var sheets = await new ImportSheets(store, database, Files, clock).UnfoldAsync(caller, import, sheet, cancellation);
        var ready = new List<UploadedImport>();
        foreach (var file in sheets)
        {
            var profile = await Task.Run(() => ProfileOf(caller.Workspace, file.Id, file.Size, SheetSource.Written, cancellation), cancellation);
            ready.Add(await ReadyAsync(session, caller, catalogue, new UploadedImport(file.Id, file.Name, profile, null, null) { Sheet = file.Sheet }, type, past, cancellation));
        }
        await session.ExecuteAsync(ImportTable.Delete(caller.Workspace, id), cancellation);
        return ready[0] with { OtherSheets = [.. ready.Skip(1)] };
    }

    private async Task<UploadedImport> ReadyAsync(Session session, Caller caller, Catalogue catalogue, UploadedImport import, RecordType? type, IReadOnlyList<PastImport> past, CancellationToken cancellation)
    {
        var profile = import.Profile;
        // What somebody decided goes before what is known of another system; a file of Kith itself leaves nothing to decide.
        TypeRights Rights(RecordType known) => store.Policy.Rights(caller, known);
        var recipe = MovedFit.Of(catalogue, profile, Rights, type, import.Name) ?? Remembered.Of(catalogue, profile, Rights, type, past) ?? RecipeFit.Best(catalogue, profile, Rights, type);
        var suggestion = recipe is not null ? recipe.Over(MappingSuggestion.Of(catalogue, recipe.Type, profile))
            : type is not null ? MappingSuggestion.Of(catalogue, type, profile) : Guess(caller, catalogue, profile, import.Sheet ?? import.Name);
        await session.ExecuteAsync(ImportTable.Uploaded(caller.Workspace, import.Id, profile, suggestion?.Type.Name), cancellation);
        return import with { Suggestion = suggestion, Recipe = recipe };
    }

    private MappingSuggestion? Guess(Caller caller, Catalogue catalogue, FileProfile profile, string name) =>
        TypeGuess.Best(catalogue, profile, name) is { } best && store.Policy.Rights(caller, best.Type) is { Read: true, Create: true } ? best : null;

    private RecordType TypeOf(Caller caller, Catalogue catalogue, string name)
    {
        var type = catalogue.FindPlural(name) ?? catalogue.Find(name);
        if (type is not null && store.Policy.Rights(caller, type).Read)
            return type;
        throw new ProblemException(Problem.Field("type", "unknown_type", name));
    }

    private bool IsWorkbook(Guid workspace, Guid id, long size, CancellationToken cancellation)
    {
        using var stream = Files.Open(workspace, id, size, cancellation);
        return Workbooks.Detect(stream);
    }

    private FileProfile ProfileOf(Guid workspace, Guid id, long size, CsvFormat? format, CancellationToken cancellation)
    {
        if (format is null)
        {
            using var detecting = Files.Open(workspace, id, size, cancellation);
            format = RowSource.Detect(detecting, cancellation);
        }
        using var source = RowSource.Open(Files.Open(workspace, id, size, cancellation), format);
        return FileProfile.Of(source, cancellation);
    }

    /// <summary>What a mapping of a file is checked against.</summary>
    internal ImportContext Context(Caller caller, Catalogue catalogue, FileProfile profile) =>
        new(catalogue, profile, caller.Currency, caller.Zone) { Rights = type => store.Policy.Rights(caller, type) };

    /// <summary>Shows what a mapping would do, without writing anything, as JSON.</summary>
    public async Task PreviewAsync(Caller caller, Catalogue catalogue, Guid id, JsonElement mapping, System.Buffers.IBufferWriter<byte> output, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        var import = await ImportTable.FindAsync(session, caller, id, locked: false, cancellation) ?? throw ProblemException.NotFound();
        if (import.Mapping is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "import.already_run"));
        await new ImportPreview(store, session, caller.Through(Via.Import), catalogue, id, import, Now).WriteAsync(mapping, output, cancellation);
    }

    /// <summary>Checks a mapping and queues the run.</summary>
    public async Task<ImportStatus> RunAsync(Session session, Caller caller, Catalogue catalogue, Guid id, JsonElement mapping, CancellationToken cancellation)
    {
        var own = !session.InTransaction;
        if (own)
            await session.BeginAsync(cancellation);
        var import = await ImportTable.FindAsync(session, caller, id, locked: true, cancellation) ?? throw ProblemException.NotFound();
        if (import.Status.State != ImportState.Waiting || import.Mapping is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "import.already_run"));
        var plan = Check(caller, catalogue, import.Profile!, mapping);
        var changes = Changeset.Begin(id, ChangesetKind.Import, import.Status.Name, plan.Type, caller, Now) with { State = ChangesetState.Done };
        await session.ExecuteAsync([ImportTable.Plan(caller.Workspace, id, plan.Type, mapping.GetRawText()), ChangesetTable.Insert(caller.Workspace, changes), .. ImportJobs.Enqueue(caller.Workspace, id, import.Status.Name)], cancellation);
        if (own)
            await session.CommitAsync(cancellation);
        return import.Status with { Type = plan.Type.Name };
    }

    private ImportPlan Check(Caller caller, Catalogue catalogue, FileProfile profile, JsonElement mapping)
    {
        var problems = new ProblemList();
        var plan = ImportMapping.Parse(mapping, Context(caller, catalogue, profile), problems);
        problems.ThrowIfAny();
        var rights = store.Policy.Rights(caller, plan!.Type);
        if (!rights.Read || !(rights.Create || rights.Update))
            throw ProblemException.Forbidden();
        if (plan.NewFields.Count > 0 && !store.Policy.May(caller, Function.ManageTypes))
            throw new ProblemException(Problem.Field($"mapping.{plan.NewFields[0].Column}.new_field", "import.no_new_fields"));
        return plan;
    }

    /// <summary>How far an import is.</summary>
    public async Task<ImportStatus> StatusAsync(Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        return (await ImportTable.FindAsync(session, caller, id, locked: false, cancellation) ?? throw ProblemException.NotFound()).Status;
    }

    /// <summary>The newest imports.</summary>
    public async Task<IReadOnlyList<ImportStatus>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        return await ImportTable.ListAsync(session, caller, MostListed, cancellation);
    }

    /// <summary>
    /// Pauses, resumes or cancels. The job goes in the same transaction, so a process in the middle of a chunk cannot commit it: the chunk is
    /// undone and, when the import is resumed, done again.
    /// </summary>
    public async Task<ImportStatus> SteerAsync(Session session, Caller caller, Guid id, ImportSteer steer, CancellationToken cancellation)
    {
        var own = !session.InTransaction;
        if (own)
            await session.BeginAsync(cancellation);
        var import = await ImportTable.FindAsync(session, caller, id, locked: true, cancellation) ?? throw ProblemException.NotFound();
        if (steer == ImportSteer.Resume && import.Status.State == ImportState.Failed && !await IsParkedAsync(session, caller.Workspace, id, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "import.no_resume"));
        await session.ExecuteAsync(Statements(caller.Workspace, import, steer), cancellation);
        var status = (await ImportTable.FindAsync(session, caller, id, locked: false, cancellation))!.Status;
        if (own)
            await session.CommitAsync(cancellation);
        return status;
    }

    /// <summary>An import that was given up has a job that waits; one that was refused has none.</summary>
    private static async Task<bool> IsParkedAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select true from job where workspace_id = {workspace} and kind = {SqlText.Text(ImportJobs.Import)} and id = {id}"), r => r.GetBoolean(0), cancellation);

    private IReadOnlyList<SqlText> Statements(Guid workspace, ImportEntry import, ImportSteer steer)
    {
        var id = import.Status.Id;
        var stop = SqlText.Of($"delete from job where workspace_id = {workspace} and kind = {SqlText.Text(ImportJobs.Import)} and id = {id}");
        var queued = import.Mapping is not null && import.Status.State is ImportState.Waiting or ImportState.Running;
        // Asking for what is so already is no mistake: the click may have come twice.
        return (steer, import.Status.State) switch
        {
            (ImportSteer.Pause, ImportState.Paused) or (ImportSteer.Cancel, ImportState.Cancelled) => [SqlText.Of($"select 1")],
            (ImportSteer.Resume, ImportState.Waiting or ImportState.Running) when queued => [SqlText.Of($"select 1")],
            (ImportSteer.Pause, _) when queued => [stop, ImportTable.SetState(workspace, id, ImportState.Paused)],
            (ImportSteer.Resume, ImportState.Paused or ImportState.Failed) => Resume(workspace, import),
            (ImportSteer.Cancel, ImportState.Waiting or ImportState.Running or ImportState.Paused) =>
                [stop, .. ImportTable.Finish(workspace, id, ImportState.Cancelled, Messages.Text("import.cancelled"), Now)],
            _ => throw new ProblemException(Problem.Of(ProblemKind.Conflict, "import.cannot_steer")),
        };
    }

    private static IReadOnlyList<SqlText> Resume(Guid workspace, ImportEntry import) =>
        [ImportTable.Wait(workspace, import.Status.Id), .. ImportJobs.Enqueue(workspace, import.Status.Id, import.Status.Name)];

    /// <summary>Writes the rows that failed as a CSV file; <paramref name="begin"/> is called with the file's name before the first byte.</summary>
    public async Task WriteErrorsAsync(Caller caller, Guid id, Action<string> begin, System.IO.Stream output, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        var import = await ImportTable.FindAsync(session, caller, id, locked: false, cancellation) ?? throw ProblemException.NotFound();
        begin(Path.GetFileNameWithoutExtension(import.Status.Name) + "-errors.csv");
        var errors = await ErrorsCsv.BeginAsync(output, import.Profile!, cancellation);
        for (var after = 0L; ;)
        {
            var rows = await ImportRowTable.FailedAsync(session, caller.Workspace, id, after, 1_000, cancellation);
            foreach (var row in rows)
                await errors.WriteAsync(row.Number, row.Problems.Select(p => p.Message), row.Cells, cancellation);
            await errors.FlushAsync(cancellation);
            if (rows.Count == 0)
                return;
            after = rows[^1].Number;
        }
    }
}

/// <summary>What people do to an import that runs.</summary>
public enum ImportSteer { Pause, Resume, Cancel }
