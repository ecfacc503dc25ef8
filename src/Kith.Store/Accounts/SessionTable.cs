using System.Net;
using Kith.Core.Access;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Accounts;

/// <summary>What a secret is for.</summary>
public enum TokenKind { Cookie, Access, Refresh }

/// <summary>A secret and everything a request needs to know of its sign-in.</summary>
/// <param name="SupersededAt">When its successor was first used.</param>
/// <param name="RotatedAt">When the newest cookie of the sign-in was handed out.</param>
/// <param name="EndedAt">When Kith itself ended the sign-in.</param>
/// <param name="Standing">What the sign-in still has to show.</param>
/// <param name="Person">The account's living, active person in the workspace; null when there is none (any more).</param>
/// <param name="Networks">From where the workspace may be reached; from everywhere when empty.</param>
public sealed record SignInRow(
    TokenKind Kind, DateTime IssuedAt, DateTime ExpiresAt, DateTime? FirstUsedAt, DateTime? SupersededAt,
    Guid Session, Guid Account, DateTime RotatedAt, DateTime SessionExpiresAt, DateTime? EndedAt,
    Guid Workspace, string Currency, string TimeZone, WorkCalendar Calendar, long SchemaVersion, Guid? Person, long AccessVersion, SignInStanding Standing, IReadOnlyList<IPNetwork> Networks)
{
    /// <summary>As whom it sees Kith; null where as itself.</summary>
    public SignInViewing? Viewing { get; init; }
}

/// <summary>A sign-in that sees Kith as somebody else.</summary>
/// <param name="Seen">The person; null where that is over.</param>
public sealed record SignInViewing(Guid Id, Guid? Seen);

/// <summary>What a sign-in has to show before it may do anything, beside the password.</summary>
public enum Proof
{
    /// <summary>Nothing more.</summary>
    Full,
    /// <summary>A code of its second factor.</summary>
    Code,
    /// <summary>A passkey.</summary>
    Passkey,
    /// <summary>Its role demands a second factor, which is to be set up first.</summary>
    SetUp,
}

/// <summary>How a sign-in stands apart from whose it is.</summary>
/// <param name="DueAt">Until when a second factor has to be set up; null where none is missing.</param>
/// <param name="Lasting">It is remembered when the browser closes.</param>
/// <param name="UsedAt">When it was used last, to the minute.</param>
/// <param name="SecondFactor">A second factor was shown.</param>
/// <param name="ByProvider">A workspace's provider vouched for it, which says nothing about the account elsewhere.</param>
public sealed record SignInStanding(Proof Needs, DateTime? DueAt, bool Lasting, DateTime? UsedAt, bool SecondFactor, bool ByProvider);

/// <summary>How a sign-in begins.</summary>
/// <param name="SecondFactor">A second factor was shown, or a passkey.</param>
/// <param name="Lasting">It is remembered when the browser closes.</param>
public readonly record struct SignInTerms(bool SecondFactor, bool Lasting)
{
    /// <summary>By a password or a link alone, remembered.</summary>
    public static readonly SignInTerms Plain = new(SecondFactor: false, Lasting: true);

    /// <summary>The workspace's provider vouched for it.</summary>
    public bool ByProvider { get; init; }
    /// <summary>That provider said that it was shown more than a password.</summary>
    public bool ProviderFactor { get; init; }
}

/// <summary>A sign-in that holds now, with what it stands for.</summary>
/// <param name="Viewer">Who sees Kith as the person; null where that is the person itself.</param>
public sealed record LivingSignIn(Guid Session, Guid Workspace, Guid Person, Guid? Viewer, long SchemaVersion, long AccessVersion, IReadOnlyList<IPNetwork> Networks);

/// <summary>A secret about to be stored, by its SHA-256.</summary>
public sealed record NewToken(TokenKind Kind, byte[] Hash, DateTime ExpiresAt, int Generation = 1);

/// <summary>The SQL of sign-ins and their secrets.</summary>
public static class SessionTable
{
    /// <summary>What a secret stands for, or null.</summary>
    public static Task<SignInRow?> FindAsync(Session session, byte[] hash, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select kind, issued_at, token_expires_at, first_used_at, superseded_at, session_id, account_id, rotated_at, session_expires_at, ended_at, workspace_id, currency, time_zone, week_start, fiscal_month, schema_version, person_id, access_version, standing, due_at, lasting, used_at, second_factor, by_provider, viewing, seen_id, kith.networks_of(f.workspace_id) from kith.find_sign_in({hash}) f cross join lateral kith.sign_in_standing(f.session_id, f.person_id) left join lateral kith.sign_in_viewing(f.session_id) v on true"), Read, cancellation);

    /// <summary>Of some sign-ins and API keys those that still hold, with what they now stand for.</summary>
    public static Task<List<LivingSignIn>> LivingAsync(Session session, Guid[] ids, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select session_id, workspace_id, coalesce(seen_id, person_id), case when seen_id is not null then person_id end, schema_version, access_version, kith.networks_of(workspace_id) from kith.living_sign_ins({ids}) l cross join lateral kith.sign_in_standing(l.session_id, l.person_id) left join lateral kith.sign_in_viewing(l.session_id) v on true where standing = 'full' and (viewing is null or seen_id is not null) union all select key_id, workspace_id, person_id, null, schema_version, access_version, kith.networks_of(workspace_id) from kith.living_api_keys({ids})"), r => new LivingSignIn(r.GetGuid(0), r.GetGuid(1), r.GetGuid(2), r.IsDBNull(3) ? null : r.GetGuid(3), r.GetInt64(4), r.GetInt64(5), AllowedNetworkTable.Networks(r, 6)), cancellation);

    private static SignInRow Read(NpgsqlDataReader row) => new(
        Kind(row.GetString(0)), row.GetDateTime(1), row.GetDateTime(2), Instant(row, 3), Instant(row, 4),
        row.GetGuid(5), row.GetGuid(6), row.GetDateTime(7), row.GetDateTime(8), Instant(row, 9),
        row.GetGuid(10), row.GetString(11), row.GetString(12), WorkspaceTable.Calendar(row, 13), row.GetInt64(15), row.IsDBNull(16) ? null : row.GetGuid(16), row.GetInt64(17),
        new SignInStanding(Enum.Parse<Proof>(row.GetString(18).Replace("_", "", StringComparison.Ordinal), ignoreCase: true), Instant(row, 19), row.GetBoolean(20), Instant(row, 21), row.GetBoolean(22), row.GetBoolean(23)), AllowedNetworkTable.Networks(row, 26))
    {
        Viewing = row.IsDBNull(24) ? null : new SignInViewing(row.GetGuid(24), row.IsDBNull(25) ? null : row.GetGuid(25)),
    };

    /// <summary>Starts a sign-in with its first secrets and notes where the account works now.</summary>
    public static Task StartAsync(Session session, Guid id, Guid account, Guid workspace, SignInTerms terms, DateTime now, DateTime expiresAt, IReadOnlyList<NewToken> tokens, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            SqlText.Of($"insert into session (id, account_id, works_in, created_at, rotated_at, expires_at, second_factor, lasting, by_provider, provider_factor) values ({id}, {account}, {workspace}, {now}, {now}, {expiresAt}, {terms.SecondFactor}, {terms.Lasting}, {terms.ByProvider}, {terms.ProviderFactor})"),
            .. tokens.Select(t => Insert(id, t, now, firstUsedAt: now)),
            SqlText.Of($"update account set last_workspace_id = {workspace} where id = {account}"),
        ], cancellation);

    /// <summary>How a sign-in began.</summary>
    public static Task<SignInTerms> TermsAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select second_factor, lasting, by_provider, provider_factor from session where id = {id}"), r => new SignInTerms(r.GetBoolean(0), r.GetBoolean(1)) { ByProvider = r.GetBoolean(2), ProviderFactor = r.GetBoolean(3) }, cancellation);

    private static SqlText Insert(Guid id, NewToken token, DateTime now, DateTime? firstUsedAt) =>
        SqlText.Of($"insert into token (hash, session_id, kind, generation, issued_at, expires_at, first_used_at) values ({token.Hash}, {id}, {SqlText.Text(Name(token.Kind))}, {token.Generation}, {now}, {token.ExpiresAt}, {firstUsedAt})");

    /// <summary>Notes that a cookie has come back from the browser: the others of its sign-in are superseded.</summary>
    public static Task UseCookieAsync(Session session, Guid id, byte[] hash, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update token set first_used_at = case when hash = {hash} then {now} else first_used_at end, superseded_at = case when hash = {hash} then null else {now} end where session_id = {id} and kind = 'cookie' and ((hash = {hash} and first_used_at is null) or (hash <> {hash} and superseded_at is null))"), cancellation);

    /// <summary>Hands out a new cookie unless that was done after <paramref name="unlessAfter"/>; of requests at the same time only one does.</summary>
    public static async Task<bool> RotateAsync(Session session, Guid id, NewToken token, DateTime now, DateTime unlessAfter, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"with s as (update session set rotated_at = {now} where id = {id} and rotated_at <= {unlessAfter} and ended_at is null returning id) insert into token (hash, session_id, kind, generation, issued_at, expires_at) select {token.Hash}, s.id, {SqlText.Text(Name(token.Kind))}, {token.Generation}, {now}, {token.ExpiresAt} from s"), cancellation) == 1;

    /// <summary>Ends a sign-in that was misused; it is kept for a while so that its user can be told.</summary>
    public static Task EndAsync(Session session, Guid id, string reason, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update session set ended_at = {now}, end_reason = {SqlText.Text(reason)} where id = {id} and ended_at is null"), cancellation);

    /// <summary>Ends a sign-in that its user gave up.</summary>
    public static Task DeleteAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"delete from session where id = {id}"), cancellation);

    /// <summary>Ends all sign-ins of an account but one, and no browser of it is trusted any more; null spares none.</summary>
    public static SqlText DeleteAll(Guid account, Guid? but) =>
        SqlText.Of($"with t as (delete from trusted_device where account_id = {account}) delete from session where account_id = {account} and id is distinct from {but}");

    private static TokenKind Kind(string name) => name switch
    {
        "cookie" => TokenKind.Cookie,
        "access" => TokenKind.Access,
        "refresh" => TokenKind.Refresh,
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };

    internal static string Name(TokenKind kind) => kind switch
    {
        TokenKind.Cookie => "cookie",
        TokenKind.Access => "access",
        TokenKind.Refresh => "refresh",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static DateTime? Instant(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetDateTime(ordinal);
}
