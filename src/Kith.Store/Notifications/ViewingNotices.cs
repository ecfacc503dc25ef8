using Kith.Core.Notifications;
using Kith.Core.Records;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>Tells people of questions to see Kith as somebody else, and of the answers.</summary>
public static class ViewingNotices
{
    /// <summary>Tells who is to know how a viewing stands now, in the session's transaction.</summary>
    public static Task TellAsync(Session session, Guid workspace, IdSource ids, Viewing viewing, CancellationToken cancellation)
    {
        var allowed = viewing is { State: ViewingState.Allowed, Consented: true };
        NotificationKind kind = allowed ? new ViewAllowed() : viewing.State == ViewingState.Asked ? new ViewAsked() : new ViewTold();
        var (told, about) = allowed ? (viewing.Viewer, viewing.Seen) : (viewing.Seen, viewing.Viewer);
        return NotificationTable.AddAsync(session, workspace, ids, [new NewNotice(told, kind.Name, viewing.Id.ToString(), null, viewing.Until, kind.Standard, about, null, [])], cancellation);
    }
}
