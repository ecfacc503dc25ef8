using Kith.Core.Modules;
using Kith.Core.Problems;
using Kith.Core.Types;

namespace Kith.Store.Writing;

/// <summary>What a write does to a record.</summary>
public enum WriteKind { Create, Update, Delete, Restore }

/// <summary>One record to write: the values to set, bound to fields, and what was wrong with the input so far.</summary>
public sealed class WriteRequest(WriteKind kind, Guid id)
{
    public WriteKind Kind { get; } = kind;
    /// <summary>The record's id; for a new record the one it will have.</summary>
    public Guid Id { get; } = id;
    /// <summary>The version the caller saw; null to write whatever stands there.</summary>
    public long? Version { get; init; }
    /// <summary>The row of a file that the write comes from; null for others.</summary>
    public long? Row { get; init; }
    /// <summary>
    /// True for values that stood there before: whatever was worked out then is among them, so rules may refuse them but nothing is worked out anew, and
    /// links may point into the trash. All writes of a call are of one sort.
    /// </summary>
    public bool Exact { get; init; }
    /// <summary>True where a record that is older than a series gets its number, and nothing else is changed. All writes of a call are of one sort.</summary>
    public bool Numbers { get; init; }
    /// <summary>True where Kith writes what follows from somebody's own write, so that the rules of administrators hold. All writes of a call are of one sort.</summary>
    public bool Guarded { get; init; }
    /// <summary>What a composite action does to other records along with this one.</summary>
    internal List<AlongWrite> Along { get; } = [];
    /// <summary>True once links to merged records were made links to those they were merged into.</summary>
    internal bool Followed { get; set; }
    /// <summary>True once rules of administrators have decided who gets the record.</summary>
    internal bool Dealt { get; set; }
    /// <summary>The values to set; null empties a field.</summary>
    public Dictionary<Field, object?> Values { get; } = [];
    /// <summary>What is wrong; a request with problems is refused with all of them.</summary>
    public ProblemList Problems { get; } = new();

    /// <summary>The same for another record.</summary>
    public WriteRequest For(Guid other)
    {
        var request = new WriteRequest(Kind, other) { Version = Version, Row = Row, Exact = Exact, Numbers = Numbers, Guarded = Guarded };
        foreach (var (field, value) in Values)
            request.Values[field] = value;
        return request;
    }
}

/// <summary>What became of a request.</summary>
public enum WriteResult { Created, Updated, Unchanged, Deleted, Restored, Refused }

/// <summary>The outcome of one request.</summary>
/// <param name="Problem">Why it was refused; null otherwise.</param>
public sealed record WriteOutcome(Guid Id, WriteResult Result, Problem? Problem = null)
{
    /// <summary>Position of its change, where the write was one of its own and changed something.</summary>
    public long? Position { get; init; }
}
