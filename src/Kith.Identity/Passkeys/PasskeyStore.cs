using Kith.Store.Accounts;
using Kith.Store.Sql;
using Microsoft.AspNetCore.Identity;

namespace Kith.Identity.Passkeys;

/// <summary>An account as the framework's passkeys need to know it.</summary>
public sealed record PasskeyAccount(Guid Id, string Email, string Name, Guid? LastWorkspace);

/// <summary>Shows the framework our accounts and their passkeys. It reads; what is to be written we write ourselves.</summary>
public sealed class PasskeyStore(Database database) : IUserPasskeyStore<PasskeyAccount>
{
    public async Task<PasskeyAccount?> FindByIdAsync(string userId, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(userId, "D", out var id))
            return null;
        await using var session = await database.OpenGlobalAsync(cancellationToken);
        return await AccountTable.OfIdAsync(session, id, cancellationToken) is { } account ? new PasskeyAccount(account.Id, account.Email, account.Name, account.LastWorkspace) : null;
    }

    public async Task<IList<UserPasskeyInfo>> GetPasskeysAsync(PasskeyAccount user, CancellationToken cancellationToken)
    {
        await using var session = await database.OpenGlobalAsync(cancellationToken);
        return [.. (await PasskeyTable.ListAsync(session, user.Id, cancellationToken)).Select(Of)];
    }

    public async Task<PasskeyAccount?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        await FindAsync(credentialId, cancellationToken) is { } key ? await FindByIdAsync(key.Account.ToString("D"), cancellationToken) : null;

    public async Task<UserPasskeyInfo?> FindPasskeyAsync(PasskeyAccount user, byte[] credentialId, CancellationToken cancellationToken) =>
        await FindAsync(credentialId, cancellationToken) is { } key && key.Account == user.Id ? Of(key) : null;

    private async Task<PasskeyRow?> FindAsync(byte[] credential, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await PasskeyTable.FindAsync(session, credential, cancellation);
    }

    private static UserPasskeyInfo Of(PasskeyRow key) => new(
        key.Credential, key.PublicKey, new DateTimeOffset(key.CreatedAt), (uint)key.SignCount, key.Transports, key.UserVerified, key.BackupEligible, key.BackedUp, key.Attestation, key.ClientData) { Name = key.Name };

    public Task<string> GetUserIdAsync(PasskeyAccount user, CancellationToken cancellationToken) => Task.FromResult(user.Id.ToString("D"));
    public Task<string?> GetUserNameAsync(PasskeyAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);
    public Task<string?> GetNormalizedUserNameAsync(PasskeyAccount user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Email);
    public Task<PasskeyAccount?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => throw Unused();
    public Task AddOrUpdatePasskeyAsync(PasskeyAccount user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw Unused();
    public Task RemovePasskeyAsync(PasskeyAccount user, byte[] credentialId, CancellationToken cancellationToken) => throw Unused();
    public Task SetUserNameAsync(PasskeyAccount user, string? userName, CancellationToken cancellationToken) => throw Unused();
    public Task SetNormalizedUserNameAsync(PasskeyAccount user, string? normalizedName, CancellationToken cancellationToken) => throw Unused();
    public Task<IdentityResult> CreateAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw Unused();
    public Task<IdentityResult> UpdateAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw Unused();
    public Task<IdentityResult> DeleteAsync(PasskeyAccount user, CancellationToken cancellationToken) => throw Unused();

    private static NotSupportedException Unused() => new("Accounts are written by Kith itself.");

    public void Dispose()
    {
        // Each call has a session of its own.
    }
}
