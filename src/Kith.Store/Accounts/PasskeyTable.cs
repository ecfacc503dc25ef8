using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>A passkey of an account, as the standard describes it (Web Authentication, level 3).</summary>
/// <param name="Credential">Its id.</param>
/// <param name="PublicKey">In COSE.</param>
/// <param name="SignCount">How often it has signed, where it counts.</param>
/// <param name="Attestation">What it was made with.</param>
/// <param name="ClientData">What the browser said then.</param>
public sealed record PasskeyRow(
    Guid Id, Guid Account, string Name, byte[] Credential, byte[] PublicKey, long SignCount, string[] Transports, bool UserVerified, bool BackupEligible, bool BackedUp,
    byte[] Attestation, byte[] ClientData, DateTime CreatedAt, DateTime? UsedAt);

/// <summary>The SQL of passkeys and of what they are asked to sign.</summary>
public static class PasskeyTable
{
    private static readonly SqlText Columns = SqlText.Of($"id, account_id, name, credential, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, attestation, client_data, created_at, used_at");

    /// <summary>The passkeys of an account, oldest first.</summary>
    public static Task<List<PasskeyRow>> ListAsync(Session session, Guid account, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select {Columns} from passkey where account_id = {account} order by id"), Read, cancellation);

    /// <summary>The passkey of an id, whoever's.</summary>
    public static Task<PasskeyRow?> FindAsync(Session session, byte[] credential, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from passkey where credential = {credential}"), Read, cancellation);

    /// <summary>Keeps a new passkey; false where its id is taken.</summary>
    public static async Task<bool> InsertAsync(Session session, PasskeyRow key, CancellationToken cancellation) => await session.ExecuteAsync(
        SqlText.Of($"insert into passkey ({Columns}) values ({key.Id}, {key.Account}, {SqlText.Text(key.Name)}, {key.Credential}, {key.PublicKey}, {key.SignCount}, {key.Transports}, {key.UserVerified}, {key.BackupEligible}, {key.BackedUp}, {key.Attestation}, {key.ClientData}, {key.CreatedAt}, {SqlText.Parameter(key.UsedAt, NpgsqlDbType.TimestampTz)}) on conflict do nothing"), cancellation) == 1;

    /// <summary>Notes what became of a passkey by its use.</summary>
    public static Task UsedAsync(Session session, byte[] credential, long signCount, bool backedUp, DateTime now, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update passkey set sign_count = {signCount}, backed_up = {backedUp}, used_at = {now} where credential = {credential}"), cancellation);

    /// <summary>Calls a passkey something else; false where the account has no such.</summary>
    public static async Task<bool> RenameAsync(Session session, Guid account, Guid id, string name, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"update passkey set name = {SqlText.Text(name)} where account_id = {account} and id = {id}"), cancellation) == 1;

    /// <summary>Takes a passkey away; false where the account has no such.</summary>
    public static async Task<bool> DeleteAsync(Session session, Guid account, Guid id, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"delete from passkey where account_id = {account} and id = {id}"), cancellation) == 1;

    /// <summary>Keeps what is asked of a passkey until it has answered.</summary>
    public static Task AskAsync(Session session, byte[] hash, string state, DateTime expiresAt, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into passkey_challenge (hash, state, expires_at) values ({hash}, {SqlText.Text(state)}, {expiresAt})"), cancellation);

    /// <summary>Takes what was asked, which is answered once; null where it is unknown or too old.</summary>
    public static Task<string?> TakeAsync(Session session, byte[] hash, DateTime now, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"delete from passkey_challenge where hash = {hash} and expires_at > {now} returning state"), r => r.GetString(0), cancellation);

    private static PasskeyRow Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetFieldValue<byte[]>(3), r.GetFieldValue<byte[]>(4), r.GetInt64(5), r.GetFieldValue<string[]>(6), r.GetBoolean(7), r.GetBoolean(8), r.GetBoolean(9),
        r.GetFieldValue<byte[]>(10), r.GetFieldValue<byte[]>(11), r.GetDateTime(12), r.IsDBNull(13) ? null : r.GetDateTime(13));
}
