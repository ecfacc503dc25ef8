using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Changesets;

/// <summary>What was asked for.</summary>
public enum ChangesetKind
{
    /// <summary>One action on many records.</summary>
    Bulk,
    /// <summary>A file.</summary>
    Import,
    /// <summary>Several records into one.</summary>
    Merge,
    /// <summary>Another changeset or change taken back.</summary>
    Undo,
}

/// <summary>Where a changeset stands.</summary>
public enum ChangesetState { Waiting, Running, Done, Failed, Cancelled }

/// <summary>Changes that were made together and can be undone together.</summary>
/// <param name="Name">The action, such as <c>update</c>; of an import the file's name.</param>
/// <param name="Type">Name of the type it was asked for; null where it is about several.</param>
/// <param name="DryRun">It only says what would be done.</param>
/// <param name="Total">The records it is about.</param>
/// <param name="Done">Records that were dealt with.</param>
/// <param name="Changed">Records that were changed, in whole or in part.</param>
/// <param name="Failed">Records that were refused.</param>
/// <param name="Undoes">The changeset that it takes back.</param>
/// <param name="UndoneBy">The one that took it back.</param>
/// <param name="Problem">Why it failed, for people.</param>
public sealed record Changeset(
    Guid Id, ChangesetKind Kind, string Name, string? Type, Guid By, string ByName, DateTime At, ChangesetState State, bool DryRun,
    long Total, long Done, long Changed, long Failed, Guid? Undoes, Guid? UndoneBy, string? Problem, DateTime? FinishedAt)
{
    /// <summary>One that begins now and is about no record yet.</summary>
    /// <exception cref="ProblemException">There is no person behind it.</exception>
    internal static Changeset Begin(Guid id, ChangesetKind kind, string name, RecordType? type, Caller caller, DateTime now, bool dryRun = false) =>
        new(id, kind, name, type?.Name, caller.Person ?? throw ProblemException.Forbidden(), "", now, ChangesetState.Running, dryRun, 0, 0, 0, 0, null, null, null, null) { Key = caller.Scope?.Key };

    /// <summary>What a job needs to know to do it, as JSON.</summary>
    internal string? Request { get; init; }

    /// <summary>The API key it was asked for with, whose scopes hold in the background, too; null for none.</summary>
    internal Guid? Key { get; init; }
}

/// <summary>What became of one record of a changeset.</summary>
public enum ItemResult
{
    Changed,
    Unchanged,
    /// <summary>Some of its fields were changed, others were refused.</summary>
    Partly,
    Failed,
}

/// <summary>A record that a changeset is about.</summary>
internal sealed record ChangesetItem(long Ordinal, string Type, Guid Record);

/// <summary>What became of a record, and why not more.</summary>
public sealed record ItemOutcome(Guid Record, ItemResult Result, IReadOnlyList<FieldProblem> Errors);

/// <summary>A record of a changeset by its number, and what became of it; null where it was not dealt with yet.</summary>
public sealed record ItemEntry(long Number, string Type, Guid Record, string Title, ItemResult? Result, IReadOnlyList<FieldProblem> Errors);

/// <summary>How a changeset went as far as it has gone.</summary>
/// <param name="Outcomes">Of each record, where it was done at once; empty where it goes on in the background.</param>
public sealed record ChangesetAnswer(Changeset Changeset, IReadOnlyList<ItemOutcome> Outcomes)
{
    /// <summary>Of an undone merge: what came to point at the one that stayed since, and may belong to another.</summary>
    public IReadOnlyList<AddedSince> Added { get; init; } = [];
}
