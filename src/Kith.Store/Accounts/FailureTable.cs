using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>How failures of one kind are counted.</summary>
/// <param name="Free">Attempts before the first delay.</param>
/// <param name="First">The first delay; each further failure doubles it.</param>
/// <param name="Longest">The longest delay.</param>
/// <param name="Window">After this long without a failure, counting starts anew.</param>
public sealed record FailureLimit(int Free, TimeSpan First, TimeSpan Longest, TimeSpan Window);

/// <summary>The SQL of failed sign-ins. Attempts count before the password is looked at, so that many at once cannot slip by.</summary>
public static class FailureTable
{
    private static SqlText Never => SqlText.Of($"timestamptz '0001-01-01 00:00:00+00'");

    /// <summary>Counts an attempt; answers until when the key is locked, or null when the attempt may go on.</summary>
    public static async Task<DateTime?> CountAsync(Session session, byte[] key, FailureLimit limit, DateTime now, CancellationToken cancellation)
    {
        var fresh = now - limit.Window;
        var (free, first, longest) = (limit.Free, (decimal)limit.First.TotalSeconds, (decimal)limit.Longest.TotalSeconds);
        var failures = SqlText.Of($"(case when f.last_at < {fresh} then 1 else f.failures + 1 end)");
        // No lock is the beginning of time and not the present, because the clocks of attempts at the same moment differ a little.
        var until = SqlText.Of($"(case when {failures} < {free} then {Never} else {now} + make_interval(secs => least({longest}, {first} * 2 ^ least({failures} - {free}, 20))::double precision) end)");
        var counted = await session.FirstAsync(
            SqlText.Of($"insert into sign_in_failure as f (key, failures, last_at, locked_until) values ({key}, 1, {now}, {Never}) on conflict (key) do update set failures = {failures}, last_at = {now}, locked_until = {until} where f.locked_until <= {now} returning 1"),
            row => row.GetInt32(0), cancellation);
        return counted == 1 ? null : await LockedUntilAsync(session, key, cancellation) ?? now;
    }

    /// <summary>Until when a key is (or was) locked; null when nothing is known of it.</summary>
    public static Task<DateTime?> LockedUntilAsync(Session session, byte[] key, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select locked_until from sign_in_failure where key = {key}"), row => (DateTime?)row.GetDateTime(0), cancellation);

    /// <summary>Forgets failures, and remembers the network an account signed in from.</summary>
    public static Task ClearAsync(Session session, IReadOnlyList<byte[]> keys, Guid account, string network, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(
        [
            .. keys.Select(k => SqlText.Of($"delete from sign_in_failure where key = {k}")),
            SqlText.Of($"insert into known_network (account_id, network, last_at) values ({account}, {SqlText.Text(network)}, {now}) on conflict (account_id, network) do update set last_at = {now}"),
        ], cancellation);

    /// <summary>Takes back one attempt of a key that many share, after it succeeded.</summary>
    public static Task ForgiveAsync(Session session, byte[] key, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update sign_in_failure set failures = greatest(failures - 1, 0), locked_until = case when failures <= 1 then {Never} else locked_until end where key = {key}"), cancellation);

    /// <summary>Takes back one attempt that showed nothing wrong but came too early.</summary>
    public static Task ForgiveAsync(Session session, IReadOnlyList<byte[]> keys, CancellationToken cancellation) =>
        session.ExecuteAsync([.. keys.Select(k => SqlText.Of($"update sign_in_failure set failures = greatest(failures - 1, 0) where key = {k}"))], cancellation);

    /// <summary>True when an account has signed in from other networks after an instant, and not from this one.</summary>
    public static Task<bool> IsNewAsync(Session session, Guid account, string network, DateTime after, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select count(*) > 0 and not coalesce(bool_or(network = {SqlText.Text(network)}), false) from known_network where account_id = {account} and last_at > {after}"), row => row.GetBoolean(0), cancellation);

    /// <summary>True when the account of an address signed in from the network after an instant.</summary>
    public static async Task<bool> KnowsAsync(Session session, string normalised, string network, DateTime after, CancellationToken cancellation) =>
        await session.FirstAsync(SqlText.Of($"select 1 from known_network k join account a on a.id = k.account_id where a.email_normalised = {SqlText.Text(normalised)} and k.network = {SqlText.Text(network)} and k.last_at > {after}"), row => row.GetInt32(0), cancellation) == 1;
}
