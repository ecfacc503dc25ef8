using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Kith.Store.Sql;

/// <summary>
/// Signs the workspace a transaction works in. Only <c>kith.workspace()</c>, which row-level security calls, can read the key on
/// the database's side, so SQL that slips in cannot name another workspace.
/// </summary>
public sealed class ContextSigner(byte[] key, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<Guid, (string Text, DateTimeOffset Renew)> _signed = new();

    /// <summary>The key, 32 bytes.</summary>
    public IReadOnlyList<byte> Key => key;

    /// <summary><c>workspace.expiry.mac</c>, with the expiry in Unix seconds and the MAC as HMAC-SHA256 in hexadecimal.</summary>
    public string Sign(Guid workspace)
    {
        // The empty id stands for what lies outside every workspace; forgetting to name one must not lead there.
        ArgumentOutOfRangeException.ThrowIfEqual(workspace, Guid.Empty);
        return SignAny(workspace);
    }

    /// <summary>The context of what lies outside every workspace: accounts, sign-ins, and what is due in any workspace.</summary>
    public string SignOutside() => SignAny(Guid.Empty);

    private string SignAny(Guid workspace)
    {
        var now = clock.GetUtcNow();
        if (_signed.TryGetValue(workspace, out var known) && known.Renew > now)
            return known.Text;
        var body = $"{workspace:D}.{(now + Lifetime).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
        var text = body + "." + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body)));
        if (_signed.Count > 10_000)
            _signed.Clear();
        _signed[workspace] = (text, now + (Lifetime / 2));
        return text;
    }
}
