namespace Kith.Store.Transfer.Running;

/// <summary>Where an import stands.</summary>
public enum ImportState
{
    /// <summary>The file is still coming in.</summary>
    Uploading,
    /// <summary>Waiting for a person's mapping or, once it has one, for its turn.</summary>
    Waiting,
    Running,
    Paused,
    Done,
    /// <summary>It cannot go on; the problem says why.</summary>
    Failed,
    /// <summary>A person stopped it.</summary>
    Cancelled,
}

/// <summary>How far an import is.</summary>
/// <param name="Name">The file's name.</param>
/// <param name="Type">The type of the records; a guess until a mapping says so.</param>
/// <param name="Rows">Rows of data in the file.</param>
/// <param name="Problem">Why it failed, for people.</param>
public sealed record ImportStatus(
    Guid Id, string Name, string? Type, ImportState State, long Rows, long Created, long Updated, long Unchanged, long Failed,
    string? Problem, DateTime? StartedAt, DateTime? FinishedAt)
{
    /// <summary>Rows whose outcome is known.</summary>
    public long Processed => Created + Updated + Unchanged + Failed;
}

/// <summary>An import with what a run needs.</summary>
/// <param name="Profile">What was found out about the file; null while it comes in.</param>
/// <param name="Mapping">The body of the run; null until there is one.</param>
/// <param name="Position">Rows of the file that were dealt with.</param>
/// <param name="CreatedBy">The person behind it.</param>
internal sealed record ImportEntry(ImportStatus Status, FileProfile? Profile, string? Mapping, long Size, long Position, Guid CreatedBy);

/// <summary>What was done with some rows.</summary>
internal sealed class ImportTally
{
    public long Created { get; set; }
    public long Updated { get; set; }
    public long Unchanged { get; set; }
    public List<FailedRow> Failed { get; } = [];
    /// <summary>Rows that name a record which may come later in the file.</summary>
    public List<ImportRow> Pending { get; } = [];
}

/// <summary>A row that failed, with the reasons.</summary>
internal sealed record FailedRow(long Number, string[] Cells, IReadOnlyList<Core.Problems.FieldProblem> Problems);
