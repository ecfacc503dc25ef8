using System.Text.Json;

namespace Kith.Core.Changes;

/// <summary>One entry of a workspace's stream, as it was appended.</summary>
/// <param name="Position">Its place: rises by one with every change of the workspace.</param>
/// <param name="By">The person who made it; null for Kith itself.</param>
/// <param name="ByName">The person's name as it is now; empty where there is none.</param>
/// <param name="Via">Through what it came in, such as <c>screen</c>.</param>
/// <param name="Kind">What was done, such as <c>updated</c>.</param>
/// <param name="Type">Name of the record's type.</param>
/// <param name="Title">The record's title at that time.</param>
/// <param name="Diff">By field: the stored value before and after.</param>
public sealed record Change(long Position, DateTime At, Guid? By, string ByName, string Via, string Kind, string Type, Guid Record, string Title, JsonElement Diff)
{
    /// <summary>The changes that were made together with it; null where it stands alone.</summary>
    public Guid? Changeset { get; init; }
    /// <summary>The person for whom Kith itself made it; null for others.</summary>
    public Guid? Behalf { get; init; }
    /// <summary>That person's name as it is now; empty where there is none.</summary>
    public string BehalfName { get; init; } = "";
    /// <summary>Position of the change that brought it about; null where none did.</summary>
    public long? Cause { get; init; }
    /// <summary>The row of the imported file; null for others.</summary>
    public long? Row { get; init; }
}
