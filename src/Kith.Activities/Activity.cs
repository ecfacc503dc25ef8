using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities;

/// <summary>A task, call, meeting or note about any record.</summary>
[RecordType("activity", "activities", Icon = "check-circle", List = "subject,kind,regarding,due_at,done_at,owner")]
public sealed class Activity : Record
{
    [Title, Required, MaxLength(300)] public string Subject { get; set; } = "";
    [Choices("task", "call", "meeting", "note"), Required, Default("task"), ImportNames("type")] public string Kind { get; set; } = "";
    [Indexed] public DateTime? DueAt { get; set; }
    public DateTime? DoneAt { get; set; }
    [Indexed] public DateTime? StartsAt { get; set; }
    public DateTime? EndsAt { get; set; }
    public bool? AllDay { get; set; }
    [Link(Cascade = true)] public RecordReference? Regarding { get; set; }
    [Link] public Guid[]? ParticipantIds { get; set; }
    [Link<Person>, Default("me()")] public Guid? OwnerId { get; set; }
    [Markdown, ImportNames("notes", "description", "text")] public string? Body { get; set; }
}
