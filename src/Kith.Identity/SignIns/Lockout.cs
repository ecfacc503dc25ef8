using System.Net;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>An attempt to sign in that was counted.</summary>
public sealed record SignInAttempt(string Normalised, string Network, bool KnownNetwork);

/// <summary>
/// Slows down guessing. Failures are counted for an address from a network, for the address from everywhere, and for the network whatever
/// the address. The last two do not hold back a network from which the account has signed in before, so a stranger cannot lock anybody
/// out. Addresses nobody has are counted alike, so an answer tells nothing.
/// </summary>
public sealed class Lockout(Database database, TimeProvider clock)
{
    /// <summary>One address from one network.</summary>
    public static readonly FailureLimit Pair = new(5, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
    /// <summary>One address from unknown networks everywhere.</summary>
    public static readonly FailureLimit Everywhere = new(30, TimeSpan.FromSeconds(30), TimeSpan.FromHours(1), TimeSpan.FromDays(1));
    /// <summary>One network, whatever the address.</summary>
    public static readonly FailureLimit WholeNetwork = new(100, TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(15), TimeSpan.FromHours(6));

    private static readonly TimeSpan KnownFor = TimeSpan.FromDays(90);

    /// <summary>Counts an attempt before its password is looked at, or refuses it.</summary>
    public async Task<SignInAttempt> EnterAsync(string normalised, IPAddress? address, CancellationToken cancellation)
    {
        var now = clock.Now();
        var network = Network.Of(address);
        await using var session = await database.OpenGlobalAsync(cancellation);
        var attempt = new SignInAttempt(normalised, network, await FailureTable.KnowsAsync(session, normalised, network, now - KnownFor, cancellation));
        var keys = Keys(attempt).ToList();
        // All are looked at before one is counted: an attempt that is refused counts nowhere.
        foreach (var (key, _) in keys)
            RefuseUntil(await FailureTable.LockedUntilAsync(session, key, cancellation), now);
        foreach (var (key, limit) in keys)
        {
            if (await FailureTable.CountAsync(session, key, limit, now, cancellation) is { } until)
                throw TooMany(until, now);
        }
        return attempt;
    }

    /// <summary>True when an account that has signed in elsewhere never did from an address' network; asked before that is remembered.</summary>
    public async Task<bool> IsUnusualAsync(Guid account, IPAddress? address, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await FailureTable.IsNewAsync(session, account, Network.Of(address), clock.Now() - KnownFor, cancellation);
    }

    /// <summary>Remembers the network that an account signed in from without a password.</summary>
    public async Task ArrivedAsync(Guid account, IPAddress? address, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await FailureTable.ClearAsync(session, [], account, Network.Of(address), clock.Now(), cancellation);
    }

    /// <summary>Forgets the failures of an attempt that succeeded, and remembers its network.</summary>
    public async Task SucceededAsync(SignInAttempt attempt, Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var keys = Keys(attempt).Where(k => k.Limit != WholeNetwork).Select(k => k.Key).ToList();
        await FailureTable.ClearAsync(session, keys, account, attempt.Network, clock.Now(), cancellation);
        if (!attempt.KnownNetwork)
            await FailureTable.ForgiveAsync(session, NetworkKey(attempt), cancellation);
    }

    /// <summary>Takes an attempt back that was right so far and lacks a code: it counts neither as a failure nor as a success, or codes could be guessed behind it.</summary>
    public async Task UndecidedAsync(SignInAttempt attempt, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await FailureTable.ForgiveAsync(session, [.. Keys(attempt).Select(k => k.Key)], cancellation);
    }

    private static IEnumerable<(byte[] Key, FailureLimit Limit)> Keys(SignInAttempt attempt)
    {
        yield return (Key("pair", attempt.Normalised, attempt.Network), Pair);
        if (attempt.KnownNetwork)
            yield break;
        yield return (Key("account", attempt.Normalised, ""), Everywhere);
        yield return (NetworkKey(attempt), WholeNetwork);
    }

    private static byte[] NetworkKey(SignInAttempt attempt) => Key("network", "", attempt.Network);

    // Hashed, because the addresses that strangers try are nothing to keep.
    private static byte[] Key(string kind, string normalised, string network) => SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}\n{normalised}\n{network}"));

    private static void RefuseUntil(DateTime? until, DateTime now)
    {
        if (until > now)
            throw TooMany(until.Value, now);
    }

    private static ProblemException TooMany(DateTime until, DateTime now) =>
        new(Problem.TooMany(Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds))));
}
