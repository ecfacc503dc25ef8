using System.Net;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Scim;

/// <summary>What being in a group of the directory gives.</summary>
/// <param name="Role">Null for none.</param>
/// <param name="Team">Null for none.</param>
public sealed record ScimMapping(string Group, string? Role, Guid? Team);

/// <summary>How a workspace's directory is let in.</summary>
/// <param name="Owner">Whose rights the token acts with; null without a token.</param>
/// <param name="Hint">The last characters of the secret.</param>
/// <param name="Successor">Who gets what those hold who leave; null for the owner of the token.</param>
/// <param name="DefaultRole">The role of who is made, and of whom no group gives one.</param>
/// <param name="Groups">The first that fits counts.</param>
public sealed record ScimRow(bool Active, Guid? Owner, string? OwnerName, string? Hint, DateTime? MadeAt, DateTime? UsedAt, IPAddress? UsedFrom, Guid? Successor, string? SuccessorName, string DefaultRole, IReadOnlyList<ScimMapping> Groups);

/// <summary>A token that holds now, and everything a call needs to know of it.</summary>
/// <param name="Networks">From where its workspace may be reached; from everywhere when empty.</param>
public sealed record LivingScim(Guid Workspace, string Currency, string TimeZone, WorkCalendar Calendar, long SchemaVersion, long AccessVersion, Guid Person, IReadOnlyList<IPNetwork> Networks);

/// <summary>A call of the directory and what became of it.</summary>
/// <param name="Problem">Why it was refused; null where it was not.</param>
public sealed record ScimCall(Guid Id, DateTime At, string Method, string Path, int Status, string? Problem);

/// <summary>The SQL of how directories are let in.</summary>
public static class ScimTable
{
    private const int Kept = 50;

    /// <summary>What the token of a secret stands for, if it holds now; notes its use.</summary>
    public static Task<LivingScim?> FindAsync(Session session, byte[] hash, IPAddress? from, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select workspace_id, currency, time_zone, week_start, fiscal_month, schema_version, access_version, person_id, kith.networks_of(workspace_id) from kith.find_scim({hash}, {SqlText.Parameter(from, NpgsqlDbType.Inet)})"),
        r => new LivingScim(r.GetGuid(0), r.GetString(1), r.GetString(2), WorkspaceTable.Calendar(r, 3), r.GetInt64(5), r.GetInt64(6), r.GetGuid(7), AllowedNetworkTable.Networks(r, 8)), cancellation);

    /// <summary>The workspace's own; null where nothing was ever set.</summary>
    public static Task<ScimRow?> OfAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select s.active, s.owner_id, o.name, s.hint, s.made_at, s.used_at, s.used_from, s.successor_id, h.name, s.default_role, s.groups::text from scim s left join person o on o.workspace_id = s.workspace_id and o.id = s.owner_id left join person h on h.workspace_id = s.workspace_id and h.id = s.successor_id where s.workspace_id = {workspace}"),
        r => new ScimRow(
            r.GetBoolean(0), Id(r, 1), Text(r, 2), Text(r, 3), Instant(r, 4), Instant(r, 5), r.IsDBNull(6) ? null : r.GetFieldValue<IPAddress>(6), Id(r, 7), Text(r, 8), r.GetString(9), JsonSerializer.Deserialize<List<ScimMapping>>(r.GetString(10))!), cancellation);

    /// <summary>Keeps how the directory is let in, but for its token.</summary>
    public static Task SaveAsync(Session session, Guid workspace, ScimRow row, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into scim (workspace_id, active, successor_id, default_role, groups) values ({workspace}, {row.Active}, {row.Successor}, {SqlText.Text(row.DefaultRole)}, {SqlText.Parameter(JsonSerializer.Serialize(row.Groups), NpgsqlDbType.Jsonb)}) on conflict (workspace_id) do update set active = excluded.active, successor_id = excluded.successor_id, default_role = excluded.default_role, groups = excluded.groups"), cancellation);

    /// <summary>Puts a token in the place of the one before; without a hash there is none any more.</summary>
    public static Task SetTokenAsync(Session session, Guid workspace, Guid? owner, byte[]? hash, string? hint, DateTime? now, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"update scim set owner_id = {owner}, hash = {SqlText.Parameter(hash, NpgsqlDbType.Bytea)}, hint = {SqlText.Text(hint)}, made_at = {now}, used_at = null, used_from = null where workspace_id = {workspace}"), cancellation);

    /// <summary>Notes a call and forgets all but the last ones.</summary>
    public static Task NoteAsync(Session session, Guid workspace, ScimCall call, CancellationToken cancellation) => session.ExecuteAsync(
    [
        SqlText.Of($"insert into scim_call (workspace_id, id, at, method, path, status, problem) values ({workspace}, {call.Id}, {call.At}, {SqlText.Text(call.Method)}, {SqlText.Text(call.Path)}, {call.Status}, {SqlText.Text(call.Problem)})"),
        SqlText.Of($"delete from scim_call where workspace_id = {workspace} and id <= (select id from scim_call where workspace_id = {workspace} order by id desc offset {(long)Kept} limit 1)"),
    ], cancellation);

    /// <summary>The last calls, newest first.</summary>
    public static Task<List<ScimCall>> CallsAsync(Session session, Guid workspace, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select id, at, method, path, status, problem from scim_call where workspace_id = {workspace} order by id desc"),
        r => new ScimCall(r.GetGuid(0), r.GetDateTime(1), r.GetString(2), r.GetString(3), r.GetInt32(4), Text(r, 5)), cancellation);

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
    private static Guid? Id(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetGuid(ordinal);
    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
