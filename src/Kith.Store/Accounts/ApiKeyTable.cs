using System.Net;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>A key by which programs act for a person.</summary>
/// <param name="Person">Whose rights it acts with.</param>
/// <param name="Hint">The last characters of its secret.</param>
/// <param name="Networks">Where it may be used from; everywhere when empty.</param>
/// <param name="ExpiresAt">Null for a key that does not end by itself.</param>
public sealed record ApiKey(
    Guid Id, Guid Person, string PersonName, string PersonRole, string Name, string Hint, IReadOnlyList<string> Scopes, IReadOnlyList<IPNetwork> Networks,
    DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RotatedAt, DateTime? UsedAt, IPAddress? UsedFrom);

/// <summary>A key that holds now, and everything a request needs to know of it.</summary>
/// <param name="Networks">From where its workspace may be reached, beside its own networks; from everywhere when empty.</param>
public sealed record LivingApiKey(KeyScope Scope, DateTime? ExpiresAt, Guid Workspace, string Currency, string TimeZone, WorkCalendar Calendar, long SchemaVersion, Guid Person, long AccessVersion, IReadOnlyList<IPNetwork> Networks);

/// <summary>The SQL of API keys.</summary>
public static class ApiKeyTable
{
    /// <summary>The key of a secret if it holds now and may be used from an address; notes its use.</summary>
    public static Task<LivingApiKey?> FindAsync(Session session, byte[] hash, IPAddress? from, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select key_id, scopes, expires_at, workspace_id, currency, time_zone, week_start, fiscal_month, schema_version, person_id, access_version, kith.networks_of(workspace_id) from kith.find_api_key({hash}, {SqlText.Parameter(from, NpgsqlDbType.Inet)})"),
        r => new LivingApiKey(new KeyScope(r.GetGuid(0), r.GetFieldValue<string[]>(1)), Instant(r, 2), r.GetGuid(3), r.GetString(4), r.GetString(5), WorkspaceTable.Calendar(r, 6), r.GetInt64(8), r.GetGuid(9), r.GetInt64(10), AllowedNetworkTable.Networks(r, 11)),
        cancellation);

    /// <summary>Notes that a key was used from where it may not be, if it is one that holds.</summary>
    public static Task RefusedAsync(Session session, byte[] hash, IPAddress? from, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select kith.note_refused_key({hash}, {SqlText.Parameter(from, NpgsqlDbType.Inet)})"), cancellation);

    /// <summary>The keys of a person, or of everybody, newest first.</summary>
    public static Task<List<ApiKey>> ListAsync(Session session, Guid workspace, Guid? person, CancellationToken cancellation) =>
        session.ListAsync(Select(workspace, person is { } one ? SqlText.Of($"k.person_id = {one}") : SqlText.Of($"true")), Read, cancellation);

    /// <summary>One key.</summary>
    public static Task<ApiKey?> OfIdAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(Select(workspace, SqlText.Of($"k.id = {id}")), Read, cancellation);

    private static SqlText Select(Guid workspace, SqlText where) =>
        SqlText.Of($"select k.id, k.person_id, p.name, p.role, k.name, k.hint, k.scopes, k.networks, k.created_at, k.expires_at, k.rotated_at, k.used_at, k.used_from from api_key k join person p on p.workspace_id = k.workspace_id and p.id = k.person_id where k.workspace_id = {workspace} and {where} order by k.id desc");

    private static ApiKey Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetFieldValue<string[]>(6), r.GetFieldValue<IPNetwork[]>(7),
        r.GetDateTime(8), Instant(r, 9), Instant(r, 10), Instant(r, 11), r.IsDBNull(12) ? null : r.GetFieldValue<IPAddress>(12));

    /// <summary>Keeps a new key.</summary>
    public static SqlText Insert(Caller caller, ApiKey key, byte[] hash) =>
        SqlText.Of($"insert into api_key (workspace_id, id, person_id, name, hash, hint, scopes, networks, created_at, created_by, expires_at) values ({caller.Workspace}, {key.Id}, {key.Person}, {SqlText.Text(key.Name)}, {hash}, {SqlText.Text(key.Hint)}, {key.Scopes.ToArray()}, {SqlText.Parameter(key.Networks.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Cidr)}, {key.CreatedAt}, {caller.Person}, {key.ExpiresAt})");

    /// <summary>Puts another secret in the place of a key's own.</summary>
    public static SqlText Rotate(Guid workspace, Guid id, byte[] hash, string hint, DateTime now) =>
        SqlText.Of($"update api_key set hash = {hash}, hint = {SqlText.Text(hint)}, rotated_at = {now} where workspace_id = {workspace} and id = {id}");

    /// <summary>Ends a key.</summary>
    public static SqlText Delete(Guid workspace, Guid id) => SqlText.Of($"delete from api_key where workspace_id = {workspace} and id = {id}");

    /// <summary>What the key reaches that work in the background was asked for with; null where there was none.</summary>
    /// <param name="work">The changeset that is worked on.</param>
    /// <param name="gone">Code of the refusal.</param>
    /// <exception cref="ProblemException">The key has ended.</exception>
    internal static async Task<KeyScope?> ScopeOfWorkAsync(Session session, Guid workspace, Guid work, string gone, CancellationToken cancellation)
    {
        var found = await session.ListAsync(
            SqlText.Of($"select g.key_id, k.scopes from changeset g left join api_key k on k.workspace_id = g.workspace_id and k.id = g.key_id and (k.expires_at is null or k.expires_at > now()) where g.workspace_id = {workspace} and g.id = {work} and g.key_id is not null"),
            r => (Key: r.GetGuid(0), Scopes: r.IsDBNull(1) ? null : r.GetFieldValue<string[]>(1)), cancellation);
        return found switch
        {
            [] => null,
            [{ Scopes: { } scopes } one, ..] => new KeyScope(one.Key, scopes),
            _ => throw new ProblemException(Problem.Of(ProblemKind.Forbidden, gone)),
        };
    }

    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
