using System.Text.Json;
using System.Text.Json.Serialization;
using Kith.Core.Access;

namespace Kith.Server.OpenApi.Schemas;

// These classes only describe: the store writes changes straight from its rows.

/// <summary>A record by its id and title.</summary>
public sealed record Link(Guid Id, string Title);

/// <summary>What was done to a record.</summary>
public enum ChangeKind { Created, Updated, Deleted, Restored, Purged }

/// <summary>One field of a change.</summary>
/// <param name="Field">Name of the field.</param>
/// <param name="Label">What people read for the field.</param>
/// <param name="From">The value before, in the field's JSON form.</param>
/// <param name="To">The value after, in the field's JSON form.</param>
public sealed record FieldChange(string Field, string Label, JsonElement From, JsonElement To);

/// <summary>One change of one record.</summary>
/// <param name="Position">Place in the workspace's stream: rises by one with every change.</param>
/// <param name="At">When it was made.</param>
/// <param name="By">The person who made it; null for Kith itself.</param>
/// <param name="Behalf">The person for whom Kith itself made it; null for others.</param>
/// <param name="Via">Through what it came in.</param>
/// <param name="Row">The row of the imported file; null for others.</param>
/// <param name="Cause">Position of the change that brought it about; null where none did.</param>
/// <param name="Changeset">The changes that were made together with it and can be undone together; null where it stands alone.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Type">Name of the record's type.</param>
/// <param name="Record">The record, with the title it had then.</param>
/// <param name="Diff">The fields that changed.</param>
public sealed record ChangeEntry(long Position, DateTime At, Link? By, Link? Behalf, Via Via, long? Row, long? Cause, Guid? Changeset, ChangeKind Kind, string Type, Link Record, IReadOnlyList<FieldChange> Diff);

/// <summary>A record's history, newest first.</summary>
/// <param name="Data">The changes.</param>
/// <param name="Next">Position to go on after; null at the end.</param>
public sealed record HistoryPage(IReadOnlyList<ChangeEntry> Data, long? Next);

/// <summary>What differs of a record between two moments.</summary>
/// <param name="Diff">The fields that differ, with what they held at the first moment and at the second.</param>
public sealed record Comparison(IReadOnlyList<FieldChange> Diff);

/// <summary>A part of the workspace's stream, oldest first.</summary>
/// <param name="Data">The changes.</param>
/// <param name="Next">Position to go on after; where nothing is new, the one that was asked for.</param>
public sealed record StreamPage(IReadOnlyList<ChangeEntry> Data, long Next);

/// <summary>One line of a timeline: a change of the record itself, or a record about it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Kind">“change”, or the name of a type, such as activity; the line has a member of that name.</param>
public sealed record TimelineEntry(DateTime At, string Kind)
{
    /// <summary>The change, where the line is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ChangeEntry? Change { get; init; }

    /// <summary>The record about it, under the name of its type.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Records { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>A record's timeline, newest first.</summary>
/// <param name="Data">The lines.</param>
/// <param name="Next">Instant to go on before; null at the end.</param>
public sealed record TimelinePage(IReadOnlyList<TimelineEntry> Data, DateTime? Next);
