using Kith.Core.Rates;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Rates;

/// <summary>Where a rate comes from; what a person or a file says stays when a provider says otherwise.</summary>
public enum RateOrigin { Person, File, Provider }

/// <summary>A rate that is kept.</summary>
/// <param name="Rate">What a unit is worth in the workspace's currency.</param>
/// <param name="By">Who set it; null for a provider.</param>
public sealed record KeptRate(string Currency, DateOnly Day, decimal Rate, RateOrigin Origin, DateTime SetAt, Guid? By, string ByName);

/// <summary>A currency that has rates.</summary>
/// <param name="Days">How many days have one.</param>
public sealed record RatedCurrency(string Currency, KeptRate Newest, DateOnly Oldest, long Days);

/// <summary>The rates of a workspace as a whole.</summary>
/// <param name="Provider">Who is asked for rates every day; null for nobody.</param>
/// <param name="Problem">Why the last attempt failed.</param>
public sealed record RateBook(string? Provider, DateTime? FetchedAt, string? Problem);

/// <summary>The tables of rates.</summary>
internal static class RateTable
{
    private static readonly SqlText Columns = SqlText.Of($"r.currency, r.day, r.rate, r.source, r.set_at, r.set_by, coalesce(p.name, '')");
    private static readonly SqlText People = SqlText.Of($"left join person p on p.workspace_id = r.workspace_id and p.id = r.set_by");

    /// <summary>Which rates there are, as a number that is another one with each change; null where there never were any.</summary>
    public static async Task<long?> VersionAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        await session.ListAsync(SqlText.Of($"select version from rate_book where workspace_id = {workspace}"), r => r.GetInt64(0), cancellation) is [var version] ? version : null;

    /// <summary>Keeps the rates as they are until the transaction ends, and stops it where they are others already.</summary>
    public static SqlText Hold(Guid workspace, long version) =>
        SqlText.Of($"select kith.refuse('stale', '') where not exists (select 1 from rate_book b where b.workspace_id = {workspace} and b.version = {version} for share)");

    /// <summary>The rates of currencies on days; those without any are missing.</summary>
    public static Task<List<(string Currency, DateOnly Day, decimal Rate)>> OnAsync(Session session, Guid workspace, IReadOnlyList<(string Currency, DateOnly Day)> of, CancellationToken cancellation)
    {
        var (currencies, days) = (of.Select(o => o.Currency).ToArray(), SqlText.Parameter(of.Select(o => o.Day).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date));
        return session.ListAsync(
            SqlText.Of($"select v.currency, v.day, v.rate from (select a.currency, a.day, kith.rate_on(a.currency, a.day) as rate from unnest({currencies}, {days}) a(currency, day)) v where v.rate is not null"),
            r => (r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetDecimal(2)), cancellation);
    }

    /// <summary>Begins to change rates: waits for those who save what they worked out with the present ones.</summary>
    public static Task CountAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into rate_book (workspace_id) values ({workspace}) on conflict (workspace_id) do update set version = rate_book.version + 1"), cancellation);

    /// <summary>Keeps rates in place of those of the same days, unless they are a provider's and somebody said otherwise; answers how many are new or others.</summary>
    public static Task<int> SaveAsync(Session session, Guid workspace, IReadOnlyList<DayRate> rates, RateOrigin origin, Guid? by, DateTime now, CancellationToken cancellation)
    {
        var currencies = rates.Select(r => r.Currency).ToArray();
        var days = SqlText.Parameter(rates.Select(r => r.Day).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Date);
        var values = SqlText.Parameter(rates.Select(r => r.Rate).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Numeric);
        var source = SqlText.Text(Name(origin));
        var kept = origin == RateOrigin.Provider ? SqlText.Of($" and exchange_rate.source = 'provider'") : SqlText.Empty;
        return session.ExecuteAsync(
            SqlText.Of($"insert into exchange_rate (workspace_id, currency, day, rate, source, set_at, set_by) select {workspace}, v.currency, v.day, v.rate, {source}, {now}, {by} from unnest({currencies}, {days}, {values}) v(currency, day, rate) on conflict (workspace_id, currency, day) do update set rate = excluded.rate, source = excluded.source, set_at = excluded.set_at, set_by = excluded.set_by where exchange_rate.rate <> excluded.rate{kept}"),
            cancellation);
    }

    /// <summary>Removes the rate of a day; false where there is none.</summary>
    public static async Task<bool> RemoveAsync(Session session, Guid workspace, string currency, DateOnly day, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"delete from exchange_rate where workspace_id = {workspace} and currency = {SqlText.Text(currency)} and day = {day}"), cancellation) == 1;

    /// <summary>The currencies that have rates, by code.</summary>
    public static Task<List<RatedCurrency>> CurrenciesAsync(Session session, Guid workspace, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns}, c.oldest, c.days from (select e.currency, max(e.day) as newest, min(e.day) as oldest, count(*) as days from exchange_rate e where e.workspace_id = {workspace} group by e.currency) c join exchange_rate r on r.workspace_id = {workspace} and r.currency = c.currency and r.day = c.newest {People} order by r.currency"),
        r => new RatedCurrency(r.GetString(0), Read(r), r.GetFieldValue<DateOnly>(7), r.GetInt64(8)), cancellation);

    /// <summary>The rates of a currency, the newest first.</summary>
    /// <param name="before">Only those of earlier days; null for all.</param>
    public static Task<List<KeptRate>> ListAsync(Session session, Guid workspace, string currency, DateOnly? before, int limit, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns} from exchange_rate r {People} where r.workspace_id = {workspace} and r.currency = {SqlText.Text(currency)} and r.day < {before ?? DateOnly.MaxValue} order by r.day desc limit {(long)limit}"), Read, cancellation);

    /// <summary>The rate of a day; null where that day has none.</summary>
    public static async Task<KeptRate?> FindAsync(Session session, Guid workspace, string currency, DateOnly day, CancellationToken cancellation) => (await session.ListAsync(
        SqlText.Of($"select {Columns} from exchange_rate r {People} where r.workspace_id = {workspace} and r.currency = {SqlText.Text(currency)} and r.day = {day}"), Read, cancellation)).FirstOrDefault();

    /// <summary>Whom the workspace asks for rates, and how that went.</summary>
    public static async Task<RateBook> BookAsync(Session session, Guid workspace, CancellationToken cancellation) => (await session.ListAsync(
        SqlText.Of($"select provider, fetched_at, problem from rate_book where workspace_id = {workspace}"),
        r => new RateBook(r.IsDBNull(0) ? null : r.GetString(0), r.IsDBNull(1) ? null : r.GetDateTime(1), r.IsDBNull(2) ? null : r.GetString(2)), cancellation)).FirstOrDefault() ?? new RateBook(null, null, null);

    /// <summary>Says whom the workspace asks for rates from now on.</summary>
    public static SqlText SetProvider(Guid workspace, string? provider) =>
        SqlText.Of($"insert into rate_book (workspace_id, provider) values ({workspace}, {SqlText.Text(provider)}) on conflict (workspace_id) do update set provider = excluded.provider, problem = null");

    /// <summary>Says how asking for rates went.</summary>
    /// <param name="problem">Why it failed; null where it did not.</param>
    public static SqlText Fetched(Guid workspace, DateTime now, string? problem) =>
        SqlText.Of($"update rate_book set problem = {SqlText.Text(problem)}, fetched_at = case when {SqlText.Text(problem)} is null then {now} else fetched_at end where workspace_id = {workspace}");

    private static string Name(RateOrigin origin) => Core.Types.Naming.Snake(origin.ToString());

    private static KeptRate Read(Npgsql.NpgsqlDataReader r) => new(
        r.GetString(0), r.GetFieldValue<DateOnly>(1), r.GetDecimal(2), Enum.Parse<RateOrigin>(r.GetString(3), ignoreCase: true), r.GetDateTime(4), r.IsDBNull(5) ? null : r.GetGuid(5), r.GetString(6));
}
