using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>The secret out of which an account's codes are worked out.</summary>
/// <param name="Secret">Protected by the key ring.</param>
/// <param name="ConfirmedAt">When its first code was shown; null while it counts for nothing.</param>
public sealed record SecondFactorRow(string Secret, DateTime? ConfirmedAt);

/// <summary>What an account can show beside its password.</summary>
/// <param name="Totp">Since when it has codes; null without.</param>
/// <param name="RecoveryCodes">Those not used yet.</param>
public sealed record AccountFactors(DateTime? Totp, int RecoveryCodes, int Passkeys);

/// <summary>The SQL of codes and recovery codes.</summary>
public static class SecondFactorTable
{
    /// <summary>What the account can show.</summary>
    public static async Task<AccountFactors> OfAsync(Session session, Guid account, CancellationToken cancellation) => (await session.FirstAsync(
        SqlText.Of($"select (select confirmed_at from second_factor where account_id = {account}), (select count(*)::integer from recovery_code where account_id = {account} and used_at is null), (select count(*)::integer from passkey where account_id = {account})"),
        r => new AccountFactors(r.IsDBNull(0) ? null : r.GetDateTime(0), r.GetInt32(1), r.GetInt32(2)), cancellation))!;

    /// <summary>The account's secret, or null.</summary>
    public static Task<SecondFactorRow?> FindAsync(Session session, Guid account, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select secret, confirmed_at from second_factor where account_id = {account}"), r => new SecondFactorRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetDateTime(1)), cancellation);

    /// <summary>Keeps a secret that is yet to be confirmed; false where the account has a confirmed one.</summary>
    public static async Task<bool> BeginAsync(Session session, Guid account, string secret, DateTime now, CancellationToken cancellation) => await session.ExecuteAsync(
        SqlText.Of($"insert into second_factor as f (account_id, secret, created_at) values ({account}, {SqlText.Text(secret)}, {now}) on conflict (account_id) do update set secret = {SqlText.Text(secret)}, created_at = {now}, last_step = 0 where f.confirmed_at is null"), cancellation) == 1;

    /// <summary>Uses up a time step of the secret that its code was compared with; false where a code of it or of a later one was used.</summary>
    public static async Task<bool> UseStepAsync(Session session, Guid account, string secret, long step, CancellationToken cancellation) => await session.ExecuteAsync(
        SqlText.Of($"update second_factor set last_step = {step} where account_id = {account} and secret = {SqlText.Text(secret)} and last_step < {step}"), cancellation) == 1;

    /// <summary>From now on the secret counts.</summary>
    public static Task ConfirmAsync(Session session, Guid account, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update second_factor set confirmed_at = {now} where account_id = {account}"), cancellation);

    /// <summary>Takes codes and recovery codes away; false where there were none.</summary>
    public static async Task<bool> DeleteAsync(Session session, Guid account, CancellationToken cancellation) => await session.ExecuteAsync(
        [
            SqlText.Of($"delete from recovery_code where account_id = {account}"), SqlText.Of($"delete from trusted_device where account_id = {account}"),
            SqlText.Of($"delete from second_factor where account_id = {account}"),
        ], cancellation) > 0;

    /// <summary>Puts new recovery codes, as hashes, in the place of all before.</summary>
    public static Task SetRecoveryCodesAsync(Session session, Guid account, IReadOnlyList<byte[]> hashes, DateTime now, CancellationToken cancellation) => session.ExecuteAsync(
        [
            SqlText.Of($"delete from recovery_code where account_id = {account}"),
            SqlText.Of($"insert into recovery_code (account_id, hash, created_at) select {account}, h, {now} from unnest({SqlText.Parameter(hashes.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bytea)}) h"),
        ], cancellation);

    /// <summary>Uses up a recovery code; false for one that is unknown or was used.</summary>
    public static async Task<bool> UseRecoveryCodeAsync(Session session, Guid account, byte[] hash, DateTime now, CancellationToken cancellation) => await session.ExecuteAsync(
        SqlText.Of($"update recovery_code set used_at = {now} where account_id = {account} and hash = {hash} and used_at is null"), cancellation) == 1;

    /// <summary>Notes that a sign-in has shown a second factor.</summary>
    public static Task ProveAsync(Session session, Guid signIn, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update session set second_factor = true where id = {signIn}"), cancellation);
}
