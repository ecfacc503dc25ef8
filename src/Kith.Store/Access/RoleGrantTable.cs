using Kith.Core.Access;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Access;

/// <summary>A role that somebody has beside their own.</summary>
/// <param name="ExpiresAt">When it ends by itself; null for never.</param>
public sealed record RoleGrant(Guid Id, string Role, DateTime? ExpiresAt, string? Reason, DateTime CreatedAt, Guid? By, string ByName);

/// <summary>The SQL of roles that are granted beside a person's own.</summary>
public static class RoleGrantTable
{
    /// <summary>Those of a person that have not ended.</summary>
    public static Task<List<RoleGrant>> ListAsync(Session session, Guid workspace, Guid person, CancellationToken cancellation) =>
        session.ListAsync(Select(SqlText.Of($"g.workspace_id = {workspace} and g.person_id = {person} and (g.expires_at is null or g.expires_at > now())")), Read, cancellation);

    /// <summary>Keeps a grant, or gives the one of the same role new terms.</summary>
    public static async Task<RoleGrant> SaveAsync(Session session, Caller caller, Guid id, Guid person, string role, DateTime? until, string? reason, DateTime now, CancellationToken cancellation)
    {
        var kept = await session.FirstAsync(
            SqlText.Of($"insert into role_grant (workspace_id, id, person_id, role, expires_at, reason, created_at, created_by) values ({caller.Workspace}, {id}, {person}, {SqlText.Text(role)}, {until}, {SqlText.Text(reason)}, {now}, {caller.Person}) on conflict (workspace_id, person_id, role) do update set expires_at = excluded.expires_at, reason = excluded.reason, created_at = excluded.created_at, created_by = excluded.created_by returning id"),
            r => r.GetGuid(0), cancellation);
        return (await session.FirstAsync(Select(SqlText.Of($"g.workspace_id = {caller.Workspace} and g.id = {kept}")), Read, cancellation))!;
    }

    /// <summary>Deletes a grant and answers its role; null where there is none.</summary>
    public static Task<string?> DeleteAsync(Session session, Guid workspace, Guid person, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"delete from role_grant where workspace_id = {workspace} and person_id = {person} and id = {id} returning role"), r => r.GetString(0), cancellation);

    private static SqlText Select(SqlText where) =>
        SqlText.Of($"select g.id, g.role, g.expires_at, g.reason, g.created_at, g.created_by, p.name from role_grant g left join person p on p.workspace_id = g.workspace_id and p.id = g.created_by where {where} order by g.created_at, g.id");

    private static RoleGrant Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetString(1), r.IsDBNull(2) ? null : r.GetDateTime(2), r.IsDBNull(3) ? null : r.GetString(3), r.GetDateTime(4), r.IsDBNull(5) ? null : r.GetGuid(5), r.IsDBNull(6) ? "" : r.GetString(6));
}
