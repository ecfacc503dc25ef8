using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>An open invitation as administrators see it.</summary>
public sealed record InvitationRow(Guid Id, string Email, string? Name, string Role, DateTime CreatedAt, DateTime ExpiresAt, Guid? Inviter = null);

/// <summary>An invitation found by its secret, with the workspace it leads to.</summary>
public sealed record FoundInvitation(Guid Id, string Email, string? Name, string Role, Guid Workspace, string WorkspaceName, string Currency, string TimeZone, long SchemaVersion, Guid Inviter, long AccessVersion);

/// <summary>The SQL of invitations.</summary>
public static class InvitationTable
{
    /// <summary>Makes an invitation; an earlier one to the same address is replaced, so that only the newest link works.</summary>
    public static Task InsertAsync(Session session, Guid workspace, InvitationRow row, string normalised, byte[] hash, Guid by, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            SqlText.Of($"delete from invitation where workspace_id = {workspace} and email_normalised = {SqlText.Text(normalised)}"),
            SqlText.Of($"insert into invitation (workspace_id, id, email, email_normalised, name, role, token_hash, created_at, created_by, expires_at) values ({workspace}, {row.Id}, {SqlText.Text(row.Email)}, {SqlText.Text(normalised)}, {SqlText.Text(row.Name)}, {SqlText.Text(row.Role)}, {hash}, {row.CreatedAt}, {by}, {row.ExpiresAt})"),
        ], cancellation);

    /// <summary>The invitations that were not accepted or withdrawn, newest first, also those that have expired since a moment.</summary>
    public static Task<List<InvitationRow>> ListAsync(Session session, Guid workspace, DateTime since, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select {Columns} from invitation where workspace_id = {workspace} and expires_at > {since} order by id desc"), Read, cancellation);

    /// <summary>The invitation to a normalised address that can still be accepted.</summary>
    public static Task<InvitationRow?> OfEmailAsync(Session session, Guid workspace, string normalised, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from invitation where workspace_id = {workspace} and email_normalised = {SqlText.Text(normalised)} and expires_at > {now}"), Read, cancellation);

    /// <summary>An invitation by its id, also one that has expired.</summary>
    public static Task<InvitationRow?> OfIdAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from invitation where workspace_id = {workspace} and id = {id}"), Read, cancellation);

    /// <summary>Gives an invitation another link, for which somebody answers from now on; the one before works no longer.</summary>
    public static Task RenewAsync(Session session, Guid workspace, InvitationRow row, byte[] hash, Guid by, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update invitation set token_hash = {hash}, expires_at = {row.ExpiresAt}, created_by = {by} where workspace_id = {workspace} and id = {row.Id}"), cancellation);

    private static SqlText Columns => SqlText.Of($"id, email, name, role, created_at, expires_at, created_by");

    private static InvitationRow Read(Npgsql.NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetDateTime(4), row.GetDateTime(5), row.IsDBNull(6) ? null : row.GetGuid(6));

    /// <summary>Whom an open invitation is for and the role it would give; null when there is no such invitation.</summary>
    public static Task<(string Email, string Role)?> OpenAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select email, role from invitation where workspace_id = {workspace} and id = {id}"), row => ((string, string)?)(row.GetString(0), row.GetString(1)), cancellation);

    /// <summary>Takes an invitation away: withdrawn, or used up. Answers false when somebody was faster.</summary>
    public static async Task<bool> TakeAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"delete from invitation where workspace_id = {workspace} and id = {id}"), cancellation) == 1;

    /// <summary>The invitation of a secret, as long as it can be accepted.</summary>
    public static Task<FoundInvitation?> FindAsync(Session session, byte[] hash, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(
            SqlText.Of($"select id, email, name, role, workspace_id, workspace_name, currency, time_zone, schema_version, inviter, access_version from kith.find_invitation({hash}, {now})"),
            row => new FoundInvitation(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetString(5), row.GetString(6), row.GetString(7), row.GetInt64(8), row.GetGuid(9), row.GetInt64(10)),
            cancellation);
}
