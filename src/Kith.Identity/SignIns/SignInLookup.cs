using System.Net;
using Kith.Core.Access;
using Kith.Identity.Keys;
using Kith.Identity.Scim;
using Kith.Store.Accounts;
using Kith.Store.Scim;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.SignIns;

/// <summary>Finds out who is behind a secret, on every request. The database decides each time: the person must be active there, now.</summary>
public sealed partial class SignInLookup(Database database, SignInCache cache, SignInLog audit, TimeProvider clock, ILogger<SignInLookup> log)
{
    /// <summary>Who is behind the value of a cookie.</summary>
    /// <param name="mayRotate">False where the answer sets another cookie anyway.</param>
    public async Task<SignInAnswer> OfCookieAsync(string? secret, bool mayRotate, CancellationToken cancellation)
    {
        if (!Secret.Plausible(secret))
            return default;
        var hash = Secret.Hash(secret!);
        // The kind belongs to the key: a cookie must not pass for a token, for which no cross-site rule holds.
        var key = "cookie " + Convert.ToHexString(hash);
        if (cache.Find(key) is { } known)
            return new SignInAnswer(known);
        var asked = cache.Ask();
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await SessionTable.FindAsync(session, hash, cancellation) is not { Kind: TokenKind.Cookie } row)
            return default;
        var now = clock.Now();
        if (row.EndedAt is not null)
            return new SignInAnswer(null, Ended: true);
        if (Live(row, now) is not { } signIn)
            return default;
        if (row.SupersededAt is { } at && now >= at + BrowserSessions.Grace)
        {
            await EndAsync(session, row, now, cancellation);
            return new SignInAnswer(null, Ended: true);
        }
        if (row.FirstUsedAt is null && row.SupersededAt is null)
            await SessionTable.UseCookieAsync(session, row.Session, hash, now, cancellation);
        cache.Remember(key, signIn, asked);
        return new SignInAnswer(signIn, Fresh: true, NewCookie: mayRotate ? await BrowserSessions.RotateAsync(session, row, now, cancellation) : null);
    }

    /// <summary>Who is behind an access token.</summary>
    public async Task<SignInAnswer> OfAccessTokenAsync(string? secret, CancellationToken cancellation)
    {
        if (!Secret.Plausible(secret))
            return default;
        var hash = Secret.Hash(secret!);
        var key = "token " + Convert.ToHexString(hash);
        if (cache.Find(key) is { } known)
            return new SignInAnswer(known);
        var asked = cache.Ask();
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await SessionTable.FindAsync(session, hash, cancellation) is not { Kind: TokenKind.Access } row)
            return default;
        if (row.EndedAt is not null)
            return new SignInAnswer(null, Ended: true);
        if (Live(row, clock.Now()) is not { } signIn)
            return default;
        cache.Remember(key, signIn, asked);
        return new SignInAnswer(signIn, Fresh: true);
    }

    /// <summary>Who is behind an API key.</summary>
    /// <param name="from">Where the call comes from: a key may be good in some networks only.</param>
    public async Task<SignInAnswer> OfApiKeyAsync(string secret, IPAddress? from, CancellationToken cancellation)
    {
        if (!ApiKeys.Plausible(secret))
            return default;
        var address = from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from;
        var hash = Secret.Hash(secret);
        var key = $"key {Convert.ToHexString(hash)} {address}";
        if (cache.Find(key) is { } known)
            return new SignInAnswer(known);
        var asked = cache.Ask();
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await ApiKeyTable.FindAsync(session, hash, address, cancellation) is not { } row)
        {
            await ApiKeyTable.RefusedAsync(session, hash, address, cancellation);
            return default;
        }
        var signIn = new KnownSignIn(row.Scope.Key, null, row.Workspace, row.Person, row.Currency, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone), row.Calendar, row.SchemaVersion, row.AccessVersion, row.ExpiresAt ?? DateTime.MaxValue)
        {
            Scope = row.Scope,
            Networks = row.Networks,
        };
        cache.Remember(key, signIn, asked);
        return new SignInAnswer(signIn);
    }

    /// <summary>Who is behind the token of a workspace's directory.</summary>
    public async Task<SignInAnswer> OfDirectoryAsync(string? secret, IPAddress? from, CancellationToken cancellation)
    {
        if (secret is null || !ScimConsole.Plausible(secret))
            return default;
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await ScimTable.FindAsync(session, Secret.Hash(secret), from is { IsIPv4MappedToIPv6: true } ? from.MapToIPv4() : from, cancellation) is { } row
            ? new SignInAnswer(new KnownSignIn(row.Workspace, null, row.Workspace, row.Person, row.Currency, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone), row.Calendar, row.SchemaVersion, row.AccessVersion, DateTime.MaxValue) { Networks = row.Networks })
            : default;
    }

    private static KnownSignIn? Live(SignInRow row, DateTime now) =>
        now < row.ExpiresAt && now < row.SessionExpiresAt && row.Person is { } person
            ? new KnownSignIn(row.Session, row.Account, row.Workspace, person, row.Currency, TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone), row.Calendar, row.SchemaVersion, row.AccessVersion, row.ExpiresAt) { Standing = row.Standing, Viewing = row.Viewing, Networks = row.Networks }
            : null;

    private async Task EndAsync(Session session, SignInRow row, DateTime now, CancellationToken cancellation)
    {
        await SessionTable.EndAsync(session, row.Session, "reused", now, cancellation);
        cache.ForgetSession(row.Session);
        await audit.ReusedAsync(row, Via.Screen, cancellation);
        Reused(log, row.Session);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} was ended because an old cookie of it was used")]
    private static partial void Reused(ILogger log, Guid session);
}
