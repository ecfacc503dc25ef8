using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>What identity needs to know of a person; everything else is read and written as a record.</summary>
public sealed record PersonRow(Guid Id, string Name, Guid? Account, string? Role, bool Active, bool Deleted, bool Service);

/// <summary>The SQL of the tie between people and accounts.</summary>
public static class PersonTable
{
    /// <summary>The person of an account, also in the trash.</summary>
    public static Task<PersonRow?> OfAccountAsync(Session session, Guid workspace, Guid account, CancellationToken cancellation) =>
        FindAsync(session, workspace, SqlText.Of($"account_id = {account}"), cancellation);

    /// <summary>The living person of a normalised e-mail address.</summary>
    public static Task<PersonRow?> OfEmailAsync(Session session, Guid workspace, string normalised, CancellationToken cancellation) =>
        FindAsync(session, workspace, SqlText.Of($"lower(email) = {SqlText.Text(normalised)} and deleted_at is null"), cancellation);

    /// <summary>The living person of an id.</summary>
    public static Task<PersonRow?> OfIdAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        FindAsync(session, workspace, SqlText.Of($"id = {id} and deleted_at is null"), cancellation);

    private static Task<PersonRow?> FindAsync(Session session, Guid workspace, SqlText where, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select id, name, account_id, role, active is true, deleted_at is not null, service is true from person where workspace_id = {workspace} and {where}"), Read, cancellation);

    private static PersonRow Read(NpgsqlDataReader row) =>
        new(row.GetGuid(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetBoolean(4), row.GetBoolean(5), row.GetBoolean(6));

    /// <summary>Ties a person to an account. The tie is no field of the record, so that no form or import can make one.</summary>
    public static Task AttachAsync(Session session, Guid workspace, Guid person, Guid account, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update person set account_id = {account} where workspace_id = {workspace} and id = {person}"), cancellation);

    /// <summary>Takes the tie away.</summary>
    internal static SqlText Detach(Guid workspace, Guid person) => SqlText.Of($"update person set account_id = null where workspace_id = {workspace} and id = {person}");

    /// <summary>Deletes what lets a person in, what they may do beside their role, and mails to them.</summary>
    /// <param name="normalised">Their address.</param>
    internal static IReadOnlyList<SqlText> DeleteTies(Guid workspace, Guid person, string normalised) =>
    [
        SqlText.Of($"delete from job where workspace_id = {workspace} and kind = 'mail' and id in (select m.id from mail m where m.workspace_id = {workspace} and lower(m.recipient) = {SqlText.Text(normalised)} and m.state <> 'sending')"),
        SqlText.Of($"delete from mail where workspace_id = {workspace} and lower(recipient) = {SqlText.Text(normalised)} and state <> 'sending'"),
        SqlText.Of($"delete from invitation where workspace_id = {workspace} and lower(email) = {SqlText.Text(normalised)}"),
        SqlText.Of($"delete from api_key where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from provider_person where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from role_grant where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from viewing where workspace_id = {workspace} and (viewer_id = {person} or seen_id = {person})"),
    ];

    /// <summary>Deletes what is kept of a person beside their record.</summary>
    internal static IReadOnlyList<SqlText> DeleteTraces(Guid workspace, Guid person) =>
    [
        SqlText.Of($"delete from calendar_feed where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from person_picture where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from scim_person where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from scim_member where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from notification where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from notification_preference where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from notification_day where workspace_id = {workspace} and person_id = {person}"),
        SqlText.Of($"delete from watch where workspace_id = {workspace} and person_id = {person}"),
    ];

    /// <summary>True where a person may be written to: one with an account only once its address is proved.</summary>
    /// <param name="account">The column with the person's account.</param>
    internal static SqlText Reachable(SqlText account) => SqlText.Of($"not exists (select 1 from account a where a.id = {account} and a.verified_at is null)");
}
