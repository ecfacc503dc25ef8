using Kith.Core.Notifications;

namespace Kith.Activities.Comments;

/// <summary>Somebody commented on a record that another owns, who does not watch it.</summary>
public sealed class Commented : NotificationKind
{
    public override string Name => "commented";
    public override Channels Standard { get; } = new(App: true, MailTiming.Digest);
    public override bool GivesWay => true;

    public override IEnumerable<Notice> Of(NoticedChange noticed) =>
        noticed.Type.Class == typeof(Comment) && noticed.Change.Kind == "created" ? noticed.Owners.Except(noticed.Watchers).Select(owner => new Notice(owner, [])) : [];
}
