using Kith.Core.Records;
using Kith.Core.Types;

namespace Kith.Activities.Recurrence;

/// <summary>By which rule an activity comes again, and how each of its occurrences begins. The occurrences are activities of their own, made ahead (ADR 46).</summary>
[RecordType("repetition", "repetitions", Icon = "repeat", Part = true, Searched = false, List = "subject,rule,first_day,made_until,owner")]
public sealed class Repetition : Record
{
    [Title, Required, MaxLength(300)] public string Subject { get; set; } = "";
    /// <summary>As iCalendar writes it, such as FREQ=WEEKLY;BYDAY=TU.</summary>
    [Required, MaxLength(500)] public string Rule { get; set; } = "";
    /// <summary>The day the rule is counted from, where it was planned.</summary>
    [Required] public DateOnly? FirstDay { get; set; }
    /// <summary>The time of day in its zone, such as 10:00; empty for whole days.</summary>
    [MaxLength(5)] public string? BeginsAt { get; set; }
    /// <summary>Minutes from its beginning to its end, or whole days; empty where it has no end.</summary>
    [Range(0, 1_000_000)] public long? Length { get; set; }
    /// <summary>True for what is due at the time, rather than beginning then.</summary>
    public bool? Due { get; set; }
    [Required, MaxLength(100)] public string TimeZone { get; set; } = "";
    /// <summary>Days of the rule on which it does not take place, separated by spaces.</summary>
    [MaxLength(10_000)] public string? Except { get; set; }
    /// <summary>The last day whose occurrences are made.</summary>
    [Required] public DateOnly? MadeUntil { get; set; }
    [MaxLength(60)] public string? Kind { get; set; }
    [MaxLength(60)] public string? Priority { get; set; }
    [Range(0, 100_000)] public long? DurationMinutes { get; set; }
    [MaxLength(300)] public string? Location { get; set; }
    [Url] public string? OnlineAddress { get; set; }
    [MaxLength(100)] public string? Reminders { get; set; }
    [Link(Cascade = true)] public RecordReference? Regarding { get; set; }
    [Link] public Guid[]? ParticipantIds { get; set; }
    [Link<Person>, Default("me()")] public Guid? OwnerId { get; set; }
    [Tags] public string[]? Tags { get; set; }
    [Markdown] public string? Body { get; set; }
}
