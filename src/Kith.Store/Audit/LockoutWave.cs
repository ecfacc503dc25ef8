using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Sees that many people's sign-ins fail at the same time, which is somebody trying passwords. It is an alert of its own, once an hour.</summary>
public static class LockoutWave
{
    /// <summary>People whose sign-ins fail within a minute that make a wave.</summary>
    public const int People = 5;

    /// <summary>Adds the wave to the events of a minute, if they are one and none was told within the hour.</summary>
    internal static async Task<IReadOnlyList<SecurityEvent>> WithAsync(Session session, Guid workspace, IReadOnlyList<SecurityEvent> events, CancellationToken cancellation)
    {
        var people = events.Where(e => e.Kind is SecurityEventKind.SignInFailed or SecurityEventKind.LockedOut).Select(e => e.Subject).Distinct().Count();
        if (people < People || await ToldAsync(session, workspace, cancellation))
            return events;
        return [.. events, new SecurityEvent(SecurityEventKind.LockoutWave, null, Naming.Snake(Via.System.ToString()), workspace, "").With("people", people)];
    }

    private static Task<bool> ToldAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select exists (select from change c where c.workspace_id = {workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind = {SqlText.Text(Naming.Snake(SecurityEventKind.LockoutWave.ToString()))} and c.at > now() - interval '1 hour')"),
        r => r.GetBoolean(0), cancellation);
}
