using Kith.Activities.Recurrence;
using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities;

/// <summary>A task, call, meeting or note about any record.</summary>
[RecordType("activity", "activities", Icon = "check-circle", List = "subject,kind,regarding,due_at,done_at,owner")]
public sealed class Activity : Record
{
    [Title, Required, MaxLength(300)] public string Subject { get; set; } = "";
    [Choices("task", "call", "meeting", "note", "email", "demo", "proposal", "follow_up", "other"), Required, Default("task"), ImportNames("type")] public string Kind { get; set; } = "";
    /// <summary>In step with <see cref="DoneAt"/>; a note needs none.</summary>
    [Choices("planned", "in_progress", "on_hold", "completed", "cancelled"), ImportNames("state")] public string? Status { get; set; }
    [Choices("low", "normal", "high", "urgent")] public string? Priority { get; set; }
    [Indexed] public DateTime? DueAt { get; set; }
    public DateTime? DoneAt { get; set; }
    [Indexed, WholeDay("starts_on")] public DateTime? StartsAt { get; set; }
    [WholeDay("ends_on")] public DateTime? EndsAt { get; set; }
    public bool? AllDay { get; set; }
    /// <summary>The first day of what lasts whole days; empty for everything else.</summary>
    [Indexed] public DateOnly? StartsOn { get; set; }
    /// <summary>The last of those days.</summary>
    public DateOnly? EndsOn { get; set; }
    /// <summary>Where it was planned, such as Europe/Rome; empty for the workspace's own.</summary>
    [MaxLength(100)] public string? TimeZone { get; set; }
    [Range(0, 100_000), ImportNames("duration")] public long? DurationMinutes { get; set; }
    /// <summary>How much of it is done, in percent.</summary>
    [Range(0, 100), ImportNames("percent complete", "% complete", "percent done")] public long? Progress { get; set; }
    /// <summary>How long it is thought to take, in hours.</summary>
    [Range(0, 100_000), ImportNames("estimate", "estimated time", "planned hours")] public decimal? EstimatedHours { get; set; }
    /// <summary>How long it took so far, in hours.</summary>
    [Range(0, 100_000), ImportNames("time spent", "hours spent", "hours worked")] public decimal? ActualHours { get; set; }
    /// <summary>What has to be done before it can be.</summary>
    [Link<Activity>, ImportNames("waits for", "predecessors", "blocked by")] public Guid[]? DependsOn { get; set; }
    [MaxLength(300), ImportNames("place", "room")] public string? Location { get; set; }
    [Url, ImportNames("meeting link", "video link", "conference")] public string? OnlineAddress { get; set; }
    [Choices("outbound", "inbound"), ImportNames("direction")] public string? CallDirection { get; set; }
    [Choices("answered", "no_answer", "voicemail", "busy", "wrong_number"), ImportNames("call outcome", "disposition")] public string? CallResult { get; set; }
    [MaxLength(1000), ImportNames("result")] public string? Outcome { get; set; }
    [MaxLength(300), ImportNames("next step")] public string? NextAction { get; set; }
    [ImportNames("next step date")] public DateOnly? NextActionOn { get; set; }
    /// <summary>Minutes before it begins, or else is due.</summary>
    [Choices("0", "5", "10", "15", "30", "60", "120", "1440", "2880", "10080", "40320"), ImportNames("reminder", "reminder minutes")] public string[]? Reminders { get; set; }
    [Link(Cascade = true)] public RecordReference? Regarding { get; set; }
    [Link] public Guid[]? ParticipantIds { get; set; }
    [Link<Person>, Default("me()")] public Guid? OwnerId { get; set; }
    /// <summary>The repetition it is an occurrence of.</summary>
    [Link<Repetition>, ReadOnlyField] public Guid? RepetitionId { get; set; }
    /// <summary>The day its repetition planned it for, also when it was moved.</summary>
    [ReadOnlyField] public DateOnly? OccursOn { get; set; }
    /// <summary>Since when a note stands at the top of the page of what it is about.</summary>
    [ReadOnlyField] public DateTime? PinnedAt { get; set; }
    [Tags, ImportNames("labels")] public string[]? Tags { get; set; }
    [Markdown, ImportNames("notes", "description", "text")] public string? Body { get; set; }
}
