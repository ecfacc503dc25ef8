using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Store.Accounts;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.SignIns;

/// <summary>What a program signs in with.</summary>
public sealed record TokenPair(string AccessToken, string RefreshToken);

/// <summary>
/// Sign-ins of programs. A refresh token works once; one that comes again ends the sign-in, because either it or its successor is in
/// wrong hands. Only the last one may come a second time within a minute: then its answer was lost on the way.
/// </summary>
public sealed partial class ApiTokens(Database database, SignInCache cache, SignInLog audit, IdSource ids, TimeProvider clock, ILogger<ApiTokens> log)
{
    /// <summary>How long an access token works.</summary>
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromMinutes(15);
    /// <summary>How long a refresh token works.</summary>
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(7);
    /// <summary>How long an answer counts as perhaps lost.</summary>
    public static readonly TimeSpan RetryWithin = TimeSpan.FromSeconds(60);

    /// <summary>Starts a sign-in.</summary>
    public async Task<TokenPair> IssueAsync(Guid account, Guid workspace, SignInTerms terms, CancellationToken cancellation)
    {
        var now = clock.Now();
        var (pair, rows) = Make(now, 1);
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        await SessionTable.StartAsync(session, ids.Next(), account, workspace, terms, now, now + RefreshLifetime, rows, cancellation);
        await session.CommitAsync(cancellation);
        return pair;
    }

    /// <summary>Answers a fresh pair for a refresh token.</summary>
    public async Task<TokenPair> RefreshAsync(string refreshToken, CancellationToken cancellation)
    {
        if (!Secret.Plausible(refreshToken))
            throw Refused("bad_token");
        var hash = Secret.Hash(refreshToken);
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await SessionTable.FindAsync(session, hash, cancellation) is not { Kind: TokenKind.Refresh, Person: not null } row)
            throw Refused("bad_token");
        if (row.EndedAt is not null)
            throw Refused("session_ended");
        await session.BeginAsync(cancellation);
        var now = clock.Now();
        if (await RefreshTable.LockAsync(session, row.Session, hash, cancellation) is not { } token || now >= token.ExpiresAt)
            throw Refused("bad_token");
        var replay = token.SupersededAt is not null;
        if (replay && !MayReplay(token, now))
        {
            await SessionTable.EndAsync(session, row.Session, "reused", now, cancellation);
            await session.CommitAsync(cancellation);
            cache.ForgetSession(row.Session);
            await audit.ReusedAsync(row, Via.Api, cancellation);
            Reused(log, row.Session);
            throw Refused("session_ended");
        }
        var (pair, rows) = Make(now, token.Newest + 1);
        await RefreshTable.ReplaceAsync(session, row.Session, hash, replay, rows, now, cancellation);
        await session.CommitAsync(cancellation);
        return pair;
    }

    private static bool MayReplay(RefreshRow token, DateTime now) =>
        token.ReplayedAt is null && token.Generation == token.Newest - 1 && now < token.SupersededAt + RetryWithin;

    /// <summary>Ends the sign-in an access or refresh token belongs to; a token that is unknown (any more) is as good as revoked.</summary>
    public async Task RevokeAsync(string token, CancellationToken cancellation)
    {
        if (!Secret.Plausible(token))
            return;
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await SessionTable.FindAsync(session, Secret.Hash(token), cancellation) is not { Kind: TokenKind.Access or TokenKind.Refresh } row)
            return;
        await SessionTable.DeleteAsync(session, row.Session, cancellation);
        cache.ForgetSession(row.Session);
    }

    private static (TokenPair Pair, NewToken[] Rows) Make(DateTime now, int generation)
    {
        var pair = new TokenPair(Secret.New(), Secret.New());
        return (pair,
        [
            new NewToken(TokenKind.Access, Secret.Hash(pair.AccessToken), now + AccessLifetime, generation),
            new NewToken(TokenKind.Refresh, Secret.Hash(pair.RefreshToken), now + RefreshLifetime, generation),
        ]);
    }

    private static ProblemException Refused(string code) => new(Problem.Of(ProblemKind.Unauthenticated, code));

    [LoggerMessage(Level = LogLevel.Warning, Message = "Session {Session} was ended because an old refresh token of it was used")]
    private static partial void Reused(ILogger log, Guid session);
}
