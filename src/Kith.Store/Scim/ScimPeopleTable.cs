using System.Text.Json;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Scim;

/// <summary>A resource that another one names.</summary>
public sealed record ScimLink(Guid Id, string Name);

/// <summary>A person as the directory sees it.</summary>
/// <param name="UserName">What the directory calls them; the address where it has said nothing.</param>
/// <param name="Known">The directory has made them or changed them.</param>
public sealed record ScimPerson(
    Guid Id, string UserName, string? ExternalId, string Name, string? GivenName, string? FamilyName, string? Email, bool Active, string? Role, Guid? Team, bool Known, DateTime CreatedAt, DateTime UpdatedAt, IReadOnlyList<ScimLink> Groups);

/// <summary>A group of the directory.</summary>
public sealed record ScimGroup(Guid Id, string Name, string? ExternalId, DateTime CreatedAt, DateTime UpdatedAt, IReadOnlyList<ScimLink> Members);

/// <summary>The SQL of people and groups as directories see them.</summary>
public static class ScimPeopleTable
{
    /// <summary>Those the directory sees: whom it made, and who works here with an account.</summary>
    /// <param name="id">Only this one.</param>
    /// <param name="userName">Only those of this name, in any case.</param>
    /// <param name="externalId">Only those of this id in the directory.</param>
    public static Task<List<ScimPerson>> ListAsync(Session session, Guid workspace, Guid? id, string? userName, string? externalId, CancellationToken cancellation)
    {
        var where = SqlText.Of($"p.workspace_id = {workspace} and p.deleted_at is null and p.service is not true and (m.person_id is not null or (p.active is true and p.account_id is not null))");
        if (id is { } one)
            where = SqlText.Of($"{where} and p.id = {one}");
        if (userName is not null)
            where = SqlText.Of($"{where} and lower(coalesce(m.user_name, p.email)) = lower({SqlText.Text(userName)})");
        if (externalId is not null)
            where = SqlText.Of($"{where} and m.external_id = {SqlText.Text(externalId)}");
        return session.ListAsync(SqlText.Of($"""
            select p.id, coalesce(m.user_name, p.email, p.id::text), m.external_id, p.name, m.given_name, m.family_name, p.email, p.active is true, p.role, p.team_id, m.person_id is not null,
                coalesce(m.created_at, p.created_at), greatest(p.updated_at, m.updated_at),
                coalesce((select json_agg(json_build_object('Id', g.id, 'Name', g.display_name) order by g.display_name, g.id) from scim_member x join scim_group g on g.workspace_id = x.workspace_id and g.id = x.group_id where x.workspace_id = p.workspace_id and x.person_id = p.id), '[]')::text
            from person p left join scim_person m on m.workspace_id = p.workspace_id and m.person_id = p.id where {where} order by p.id
            """), ReadPerson, cancellation);
    }

    /// <summary>The directory's groups with their members.</summary>
    public static Task<List<ScimGroup>> GroupsAsync(Session session, Guid workspace, Guid? id, CancellationToken cancellation)
    {
        var where = SqlText.Of($"g.workspace_id = {workspace}");
        if (id is { } one)
            where = SqlText.Of($"{where} and g.id = {one}");
        return session.ListAsync(SqlText.Of($"""
            select g.id, g.display_name, g.external_id, g.created_at, g.updated_at,
                coalesce((select json_agg(json_build_object('Id', p.id, 'Name', p.name) order by p.id) from scim_member x join person p on p.workspace_id = x.workspace_id and p.id = x.person_id where x.workspace_id = g.workspace_id and x.group_id = g.id and p.deleted_at is null), '[]')::text
            from scim_group g where {where} order by g.id
            """), r => new ScimGroup(r.GetGuid(0), r.GetString(1), Text(r, 2), r.GetDateTime(3), r.GetDateTime(4), JsonSerializer.Deserialize<List<ScimLink>>(r.GetString(5))!), cancellation);
    }

    /// <summary>Keeps who somebody is in the directory; false where another has the name.</summary>
    public static async Task<bool> SaveAsync(Session session, Guid workspace, ScimPerson person, DateTime now, CancellationToken cancellation)
    {
        // Who was deleted here frees the name.
        await session.ExecuteAsync(SqlText.Of($"delete from scim_person m where m.workspace_id = {workspace} and lower(m.user_name) = lower({SqlText.Text(person.UserName)}) and exists (select 1 from person p where p.workspace_id = m.workspace_id and p.id = m.person_id and p.deleted_at is not null)"), cancellation);
        var taken = await session.FirstAsync(SqlText.Of($"select true from scim_person where workspace_id = {workspace} and lower(user_name) = lower({SqlText.Text(person.UserName)}) and person_id <> {person.Id}"), r => r.GetBoolean(0), cancellation);
        return !taken && await FirstToSayAsync(() => session.ExecuteAsync(
            SqlText.Of($"insert into scim_person (workspace_id, person_id, user_name, external_id, given_name, family_name, created_at, updated_at) values ({workspace}, {person.Id}, {SqlText.Text(person.UserName)}, {SqlText.Text(person.ExternalId)}, {SqlText.Text(person.GivenName)}, {SqlText.Text(person.FamilyName)}, {now}, {now}) on conflict (workspace_id, person_id) do update set user_name = excluded.user_name, external_id = excluded.external_id, given_name = excluded.given_name, family_name = excluded.family_name, updated_at = excluded.updated_at"), cancellation));
    }

    /// <summary>Forgets who somebody was in the directory, with the groups they were in.</summary>
    public static Task ForgetAsync(Session session, Guid workspace, Guid person, CancellationToken cancellation) => session.ExecuteAsync(
        [SqlText.Of($"delete from scim_member where workspace_id = {workspace} and person_id = {person}"), SqlText.Of($"delete from scim_person where workspace_id = {workspace} and person_id = {person}")], cancellation);

    /// <summary>Keeps a group with its members; false where another has the name.</summary>
    public static async Task<bool> SaveGroupAsync(Session session, Guid workspace, Guid id, string name, string? externalId, Guid[] members, DateTime now, CancellationToken cancellation)
    {
        var taken = await session.FirstAsync(SqlText.Of($"select true from scim_group where workspace_id = {workspace} and lower(display_name) = lower({SqlText.Text(name)}) and id <> {id}"), r => r.GetBoolean(0), cancellation);
        return !taken && await FirstToSayAsync(() => session.ExecuteAsync(
        [
            SqlText.Of($"insert into scim_group (workspace_id, id, display_name, external_id, created_at, updated_at) values ({workspace}, {id}, {SqlText.Text(name)}, {SqlText.Text(externalId)}, {now}, {now}) on conflict (workspace_id, id) do update set display_name = excluded.display_name, external_id = excluded.external_id, updated_at = excluded.updated_at"),
            SqlText.Of($"delete from scim_member where workspace_id = {workspace} and group_id = {id} and person_id <> all({members})"),
            SqlText.Of($"insert into scim_member (workspace_id, group_id, person_id) select {workspace}, {id}, m from unnest({members}) m on conflict do nothing"),
        ], cancellation));
    }

    // Another call may give somebody else the name in the same moment.
    private static async Task<bool> FirstToSayAsync(Func<Task> save)
    {
        try
        {
            await save();
            return true;
        }
        catch (PostgresException taken) when (taken is { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "scim_person_user_name" or "scim_group_name" })
        {
            return false;
        }
    }

    /// <summary>Takes a group away.</summary>
    public static Task DeleteGroupAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"delete from scim_group where workspace_id = {workspace} and id = {id}"), cancellation);

    /// <summary>True for a living team.</summary>
    public static Task<bool> IsTeamAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select true from team where workspace_id = {workspace} and id = {id} and deleted_at is null"), r => r.GetBoolean(0), cancellation);

    private static ScimPerson ReadPerson(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), Text(r, 2), r.GetString(3), Text(r, 4), Text(r, 5), Text(r, 6), r.GetBoolean(7), Text(r, 8), r.IsDBNull(9) ? null : r.GetGuid(9), r.GetBoolean(10),
        r.GetDateTime(11), r.GetDateTime(12), JsonSerializer.Deserialize<List<ScimLink>>(r.GetString(13))!);

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
