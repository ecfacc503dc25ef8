using Kith.Core.Access;
using Kith.Core.Expressions;
using Kith.Core.Types;
using Kith.Store.Reading;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Access;

/// <summary>A membership as it was read, with the version it is of and when it may change by the clock alone.</summary>
internal sealed record ReadMembership(Membership Membership, long Version, DateTime? Until);

/// <summary>Reads where people stand in their workspace.</summary>
internal static class MembershipTable
{
    /// <summary>Where a person stands now; null when the person may not work here any more.</summary>
    public static async Task<ReadMembership?> ReadAsync(Session session, Guid workspace, Guid person, Catalogue catalogue, CancellationToken cancellation)
    {
        await using var reader = await session.ReadAsync(
        [
            SqlText.Of($"select p.role, w.access_version from person p join workspace w on w.id = p.workspace_id where p.workspace_id = {workspace} and p.id = {person} and p.active is true and p.deleted_at is null and p.role is not null"),
            SqlText.Of($"select role, created_at, expires_at from role_grant where workspace_id = {workspace} and person_id = {person} and (expires_at is null or expires_at > now()) order by created_at, id"),
            SqlText.Of($"""
                with recursive up as (
                    select g.id, g.parent_id from team g where g.workspace_id = {workspace} and g.deleted_at is null
                        and (g.lead_id = {person} or g.id = (select p.team_id from person p where p.workspace_id = {workspace} and p.id = {person}))
                    union
                    select g.id, g.parent_id from up join team g on g.id = up.parent_id where g.workspace_id = {workspace} and g.deleted_at is null)
                select up.id from up order by up.id
                """),
            SqlText.Of($"""
                with recursive reports as (
                    select p.id from person p where p.workspace_id = {workspace} and p.manager_id = {person} and p.deleted_at is null
                    union
                    select p.id from reports join person p on p.manager_id = reports.id where p.workspace_id = {workspace} and p.deleted_at is null)
                select o.id from (({MineSql.Ids(MineSet.Team, workspace, person)}) union (select r.id from reports r)) o where o.id <> {person} order by o.id
                """),
            MineSql.Ids(MineSet.Territories, workspace, person),
            SqlText.Of($"""
                with recursive up as (
                    select g.id, g.parent_id from territory g where g.workspace_id = {workspace} and g.deleted_at is null
                        and {MineSql.OfTerritory(workspace, person)}
                    union
                    select g.id, g.parent_id from up join territory g on g.id = up.parent_id where g.workspace_id = {workspace} and g.deleted_at is null)
                select up.id from up order by up.id
                """),
            SqlText.Of($"""
                select min(d.day)::timestamp at time zone (select w.time_zone from workspace w where w.id = {workspace}) from territory_member t
                cross join lateral (values (t.since), (t.until + 1)) d (day) where t.workspace_id = {workspace} and t.person_id = {person} and t.deleted_at is null and d.day > kith.workspace_day()
                """),
            SqlText.Of($"select distinct type from private_record where workspace_id = {workspace}"),
        ], cancellation);
        if (!await reader.ReadAsync(cancellation))
            return null;
        var (role, version) = (reader.GetString(0), reader.GetInt64(1));
        await reader.NextResultAsync(cancellation);
        List<HeldRole> roles = [new(role)];
        while (await reader.ReadAsync(cancellation))
            roles.Add(new HeldRole(reader.GetString(0), reader.GetDateTime(1), reader.IsDBNull(2) ? null : reader.GetDateTime(2)));
        var (teams, people, territories, above) = (await IdsAsync(reader, cancellation), await IdsAsync(reader, cancellation), await IdsAsync(reader, cancellation), await IdsAsync(reader, cancellation));
        await reader.NextResultAsync(cancellation);
        DateTime? moves = await reader.ReadAsync(cancellation) && !reader.IsDBNull(0) ? reader.GetDateTime(0) : null;
        await reader.NextResultAsync(cancellation);
        var kept = new HashSet<string>();
        while (await reader.ReadAsync(cancellation))
            kept.Add(reader.GetString(0));
        await reader.DisposeAsync();
        var membership = new Membership(person, roles, teams, people, territories, above, new HashSet<string>(), kept);
        var keys = membership.Keys(PersonAccess.Of(membership, catalogue).Roles).ToArray();
        var shared = await session.ListAsync(
            SqlText.Of($"select distinct type from share where workspace_id = {workspace} and shared_with = any({keys}) and (expires_at is null or expires_at > now())"), r => r.GetString(0), cancellation);
        return new ReadMembership(membership with { SharedTypes = shared.ToHashSet() }, version, roles.Select(r => r.Until).Append(moves).Min());
    }

    private static async Task<List<Guid>> IdsAsync(NpgsqlDataReader reader, CancellationToken cancellation)
    {
        await reader.NextResultAsync(cancellation);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(cancellation))
            ids.Add(reader.GetGuid(0));
        return ids;
    }
}
