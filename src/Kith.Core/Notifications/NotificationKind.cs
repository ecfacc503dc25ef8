using Kith.Core.Changes;
using Kith.Core.Types;

namespace Kith.Core.Notifications;

/// <summary>When a mail tells of something.</summary>
public enum MailTiming
{
    Off,
    /// <summary>At once.</summary>
    Now,
    /// <summary>Together with all else of the day.</summary>
    Digest,
}

/// <summary>Where a person is told of a kind.</summary>
/// <param name="App">True for the list in the app.</param>
public sealed record Channels(bool App, MailTiming Mail)
{
    /// <summary>True where the person is told nowhere.</summary>
    public bool Silent => !App && Mail == MailTiming.Off;
}

/// <summary>A change with what kinds need to know of it.</summary>
/// <param name="Watchers">Who watches the record, or the one to which it was added.</param>
/// <param name="Owners">Who owns the record that a new one has as its shelter.</param>
/// <param name="Whose">Who owns the record itself, or made it where none of its type has an owner; null where no kind asks.</param>
public sealed record NoticedChange(Change Change, RecordType Type, IReadOnlyCollection<Guid> Watchers, IReadOnlyCollection<Guid> Owners, Guid? Whose = null);

/// <summary>Somebody to be told of a change.</summary>
/// <param name="Fields">The fields it is about; empty where it is about the record as a whole.</param>
public sealed record Notice(Guid Person, IReadOnlyList<string> Fields);

/// <summary>
/// A reason to tell people of something. Its texts are the messages <c>notification.</c> with its name (of one record), <c>….many</c> (of several), <c>….label</c> and
/// <c>….hint</c> (in the settings); it may have one for a kind of change to a record as a whole, such as <c>….created</c>.
/// </summary>
public abstract class NotificationKind
{
    /// <summary>Stands for it in tables, addresses and texts, so it never changes: lower case and underscores.</summary>
    public abstract string Name { get; }

    /// <summary>Where people are told who have not chosen otherwise.</summary>
    public abstract Channels Standard { get; }

    /// <summary>True where it is left out for whom another kind tells of the same change.</summary>
    public virtual bool GivesWay => false;

    /// <summary>True where nobody chooses whether to be told.</summary>
    public virtual bool Always => false;

    /// <summary>True for a change of which it tells whose record it is, who is looked up for it.</summary>
    public virtual bool AsksWhose(Change change, RecordType type) => false;

    /// <summary>Who is to be told of a change. Who made it is told by nobody; rights and preferences are looked at afterwards.</summary>
    public virtual IEnumerable<Notice> Of(NoticedChange noticed) => [];
}
