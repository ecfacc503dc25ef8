using System.Security.Cryptography;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Store.Calendars;

/// <summary>The secret address of somebody's calendar.</summary>
/// <param name="Details">False where only times are told.</param>
/// <param name="UsedAt">When it was last read, to the hour; null before.</param>
public sealed record CalendarFeed(bool Details, DateTime MadeAt, DateTime? UsedAt);

/// <summary>Who reads a calendar by its address: the person it is of, with the rights of this moment.</summary>
public sealed record CalendarReader(Caller Caller, Catalogue Catalogue, string Name, bool Details);

/// <summary>Makes, finds and removes the secret addresses of calendars.</summary>
public sealed class CalendarFeeds(KithStore store, TimeProvider clock)
{
    /// <summary>What there is of the caller's; null for nothing.</summary>
    public static Task<CalendarFeed?> FindAsync(Session session, Caller caller, CancellationToken cancellation) =>
        session.FirstAsync<CalendarFeed?>(SqlText.Of($"select f.details, f.made_at, f.used_at from calendar_feed f where f.workspace_id = {caller.Workspace} and f.person_id = {caller.Person}"), r => new CalendarFeed(r.GetBoolean(0), r.GetDateTime(1), r.IsDBNull(2) ? null : r.GetDateTime(2)), cancellation);

    /// <summary>Gives the caller's calendar a new address; the one before ends. Answers what stands in it.</summary>
    public async Task<Guid> MakeAsync(Session session, Caller caller, bool details, CancellationToken cancellation)
    {
        var secret = new Guid(RandomNumberGenerator.GetBytes(16));
        await session.ExecuteAsync(SqlText.Of($"insert into calendar_feed (workspace_id, person_id, hash, details, made_at) values ({caller.Workspace}, {caller.Person}, {Hash(secret)}, {details}, {clock.GetUtcNow().UtcDateTime}) on conflict (workspace_id, person_id) do update set hash = excluded.hash, details = excluded.details, made_at = excluded.made_at, used_at = null"), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.CalendarFeedMade, caller.Person).With("details", details)], cancellation);
        return secret;
    }

    /// <summary>Says whether details are told; false where there is no address.</summary>
    public static async Task<bool> ChangeAsync(Session session, Caller caller, bool details, CancellationToken cancellation)
    {
        if (!await session.FirstAsync(SqlText.Of($"update calendar_feed set details = {details} where workspace_id = {caller.Workspace} and person_id = {caller.Person} returning true"), r => r.GetBoolean(0), cancellation))
            return false;
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.CalendarFeedChanged, caller.Person).With("details", details)], cancellation);
        return true;
    }

    /// <summary>Ends the caller's address, if there is one.</summary>
    public static async Task RemoveAsync(Session session, Caller caller, CancellationToken cancellation)
    {
        if (await session.FirstAsync(SqlText.Of($"delete from calendar_feed where workspace_id = {caller.Workspace} and person_id = {caller.Person} returning true"), r => r.GetBoolean(0), cancellation))
            await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.CalendarFeedEnded, caller.Person)], cancellation);
    }

    /// <summary>Who reads by a secret; null for none, for who does not work here any more, and from a network that the workspace does not allow.</summary>
    /// <param name="allowed">Whether networks allow the reader; all where there are none.</param>
    public async Task<CalendarReader?> OpenAsync(Guid workspace, Guid secret, Func<IReadOnlyList<System.Net.IPNetwork>, bool> allowed, CancellationToken cancellation)
    {
        await using var session = await store.Database.OpenAsync(workspace, cancellation);
        var hour = clock.GetUtcNow().UtcDateTime.AddHours(-1);
        var found = await session.FirstAsync<(Guid Person, bool Details, string Name, long Schema, IReadOnlyList<System.Net.IPNetwork> Networks, bool Fresh)?>(
            SqlText.Of($"select f.person_id, f.details, p.name, w.schema_version, kith.networks_of(w.id), f.used_at > {hour} from calendar_feed f join person p on p.workspace_id = f.workspace_id and p.id = f.person_id join workspace w on w.id = f.workspace_id where f.workspace_id = {workspace} and f.hash = {Hash(secret)}"),
            r => (r.GetGuid(0), r.GetBoolean(1), r.GetString(2), r.GetInt64(3), AllowedNetworkTable.Networks(r, 4), !r.IsDBNull(5) && r.GetBoolean(5)), cancellation);
        if (found is not { } feed || !allowed(feed.Networks) || !(await ActingPerson.ManyAsync(session, store.Memberships, workspace, [feed.Person], cancellation)).TryGetValue(feed.Person, out var caller))
            return null;
        if (!feed.Fresh)
            await session.ExecuteAsync(SqlText.Of($"update calendar_feed set used_at = {clock.GetUtcNow().UtcDateTime} where workspace_id = {workspace} and person_id = {feed.Person}"), cancellation);
        return new CalendarReader(caller, await store.Catalogues.OfAsync(workspace, feed.Schema, cancellation), feed.Name, feed.Details);
    }

    private static byte[] Hash(Guid secret) => SHA256.HashData(secret.ToByteArray());
}
