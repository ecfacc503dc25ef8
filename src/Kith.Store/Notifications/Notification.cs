using Kith.Core.Notifications;
using Kith.Store.Stream;

namespace Kith.Store.Notifications;

/// <summary>Something a person is told of, as the person may see it now.</summary>
/// <param name="ReadyAt">When it was shown.</param>
/// <param name="Count">How many records it is about, of those the person may see.</param>
/// <param name="Type">Name of their type; null where there are several.</param>
/// <param name="Record">The record; null where it is about several.</param>
/// <param name="DueAt">When the record is due, where that is the cause.</param>
/// <param name="Cause">The change that brought it about, one of them where there are several; null where time did.</param>
/// <param name="Text">What happened, in a sentence.</param>
/// <param name="Through">Through what it came, in words; null where that is the screen.</param>
public sealed record Notification(Guid Id, string Kind, DateTime ReadyAt, bool Read, long Count, string? Type, NamedRecord? Record, DateTime? DueAt, NotificationCause? Cause, string Text, string? Through);

/// <summary>A record by its id and present title.</summary>
public sealed record NamedRecord(Guid Id, string Title);

/// <summary>Who did what when.</summary>
/// <param name="Changeset">What it was done together with; null where it stands alone.</param>
public sealed record NotificationCause(long Position, DateTime At, NamedRecord? By, string Via, Guid? Changeset);

/// <summary>Notifications, newest first, and where to go on.</summary>
public sealed record NotificationPage(IReadOnlyList<Notification> Notifications, string? Next);

/// <summary>A record that a notification is about.</summary>
public sealed record NotedRecord(string Type, Guid Id, string Title);

/// <summary>Something to be noted for a person.</summary>
/// <param name="Cause">What the person is told of once.</param>
/// <param name="Record">The record it is about.</param>
/// <param name="Position">The change; null where time brought it about.</param>
internal sealed record NewNotice(Guid Person, string Kind, string Cause, Guid? Changeset, DateTime? DueAt, Channels Channels, Guid Record, long? Position, IReadOnlyList<string> Fields);
