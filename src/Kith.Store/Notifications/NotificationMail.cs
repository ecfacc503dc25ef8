using Kith.Core.Access;
using Kith.Core.Notifications;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Store.Notifications;

/// <summary>What a mail is to tell a person of.</summary>
/// <param name="Workspace">Name of the workspace.</param>
/// <param name="Zone">In which the person's days begin.</param>
/// <param name="More">True where there is more than is told one by one.</param>
public sealed record NotificationMail(string Address, string Name, string Workspace, TimeZoneInfo Zone, Catalogue Catalogue, IReadOnlyList<Notification> Told, bool More);

/// <summary>Takes what waits for a mail, each notification once.</summary>
public sealed class NotificationOutbox(KithStore store)
{
    private const int Most = 200;

    /// <summary>What a person is to be told of by what they have chosen by now and may see now; null where there is nothing. Whatever waited counts as told.</summary>
    /// <param name="session">In the transaction that writes the mail.</param>
    public async Task<NotificationMail?> TakeAsync(Session session, Guid workspace, Guid person, MailTiming timing, CancellationToken cancellation)
    {
        var found = await session.FirstAsync(
            SqlText.Of($"select p.email, p.name, w.name, coalesce(d.time_zone, w.time_zone), w.schema_version from person p join workspace w on w.id = p.workspace_id left join notification_day d on d.workspace_id = p.workspace_id and d.person_id = p.id where p.workspace_id = {workspace} and p.id = {person} and {PersonTable.Reachable(SqlText.Of($"p.account_id"))}"),
            r => new Reader(r.IsDBNull(0) ? null : r.GetString(0), r.GetString(1), r.GetString(2), TimeZoneInfo.FindSystemTimeZoneById(r.GetString(3)), r.GetInt64(4)), cancellation);
        var caller = (await ActingPerson.ManyAsync(session, store.Memberships, workspace, [person], cancellation)).GetValueOrDefault(person);
        var told = new List<Notification>();
        Catalogue? catalogue = null;
        if (found is { Email: not null } && caller is not null)
        {
            catalogue = await store.Catalogues.OfAsync(workspace, found.SchemaVersion, cancellation);
            told.AddRange(await store.Notifications.ToMailAsync(session, caller.In(found.Zone), catalogue, timing, Most + 1, cancellation));
        }
        await session.ExecuteAsync(NotificationTable.Mailed(workspace, person, timing), cancellation);
        return told.Count == 0 ? null : new NotificationMail(found!.Email!, found.Name, found.Workspace, found.Zone, catalogue!, [.. told.Take(Most)], told.Count > Most);
    }

    private sealed record Reader(string? Email, string Name, string Workspace, TimeZoneInfo Zone, long SchemaVersion);
}
