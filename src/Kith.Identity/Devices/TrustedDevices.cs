using Kith.Core.Records;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.Devices;

/// <summary>Browsers that need show no code for a while, by a secret of their own.</summary>
public sealed class TrustedDevices(Database database, IdSource ids, TimeProvider clock)
{
    /// <summary>How long a browser is trusted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    /// <summary>Trusts a browser and answers its secret.</summary>
    public async Task<string> TrustAsync(Guid account, string? userAgent, CancellationToken cancellation)
    {
        var (secret, now) = (Secret.New(), clock.Now());
        await using var session = await database.OpenGlobalAsync(cancellation);
        await DeviceTable.TrustAsync(session, ids.Next(), Secret.Hash(secret), account, UserAgent.Cut(userAgent), now, now + Lifetime, cancellation);
        return secret;
    }

    /// <summary>True for the secret of a browser that the account trusts.</summary>
    public async Task<bool> IsTrustedAsync(Guid account, string? secret, CancellationToken cancellation)
    {
        if (!Secret.Plausible(secret))
            return false;
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await DeviceTable.IsTrustedAsync(session, account, Secret.Hash(secret!), clock.Now(), cancellation);
    }
}
