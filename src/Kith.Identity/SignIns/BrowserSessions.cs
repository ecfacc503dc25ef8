using Kith.Core.Records;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>
/// Sign-ins of browsers. Their cookie is replaced every ten minutes: the old one lives until the new one first comes back, and thirty
/// seconds more for requests under way; whoever uses it later holds a copy, and the sign-in ends.
/// </summary>
public sealed class BrowserSessions(Database database, SignInCache cache, IdSource ids, TimeProvider clock)
{
    /// <summary>How long a superseded cookie still works, for tabs at the same time.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);
    /// <summary>A cookie this old is replaced.</summary>
    public static readonly TimeSpan RotateAfter = TimeSpan.FromMinutes(10);
    /// <summary>A sign-in not used for this long is over.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromDays(14);
    /// <summary>A sign-in is over after this long, however much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    /// <summary>As <see cref="Idle"/>, for a sign-in that is not to be remembered.</summary>
    public static readonly TimeSpan ShortIdle = TimeSpan.FromHours(8);
    /// <summary>As <see cref="Longest"/>, for a sign-in that is not to be remembered.</summary>
    public static readonly TimeSpan ShortLongest = TimeSpan.FromDays(1);

    // A new cookie that does not come back was lost on its way; then another is handed out, but never two to requests at the same time.
    private static readonly TimeSpan BetweenHandouts = TimeSpan.FromMinutes(1);

    /// <summary>Starts a sign-in, inside the caller's transaction where there is one, and answers its cookie.</summary>
    public Task<string> StartAsync(Session session, Guid account, Guid workspace, CancellationToken cancellation) =>
        StartAsync(session, account, workspace, SignInTerms.Plain, cancellation);

    /// <summary>Starts a sign-in on some terms, inside the caller's transaction where there is one, and answers its cookie.</summary>
    public async Task<string> StartAsync(Session session, Guid account, Guid workspace, SignInTerms terms, CancellationToken cancellation)
    {
        var now = clock.Now();
        var secret = Secret.New();
        await SessionTable.StartAsync(session, ids.Next(), account, workspace, terms, now, now + (terms.Lasting ? Longest : ShortLongest), [Cookie(secret, now, terms.Lasting)], cancellation);
        return secret;
    }

    /// <summary>Starts a sign-in and answers its cookie.</summary>
    public async Task<string> StartAsync(Guid account, Guid workspace, SignInTerms terms, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        var secret = await StartAsync(session, account, workspace, terms, cancellation);
        await session.CommitAsync(cancellation);
        return secret;
    }

    /// <summary>Ends a sign-in, of a browser or a program.</summary>
    public async Task EndAsync(Guid id, CancellationToken cancellation)
    {
        await using (var session = await database.OpenGlobalAsync(cancellation))
            await SessionTable.DeleteAsync(session, id, cancellation);
        cache.ForgetSession(id);
    }

    /// <summary>The next cookie, when it is time for one.</summary>
    internal static async Task<string?> RotateAsync(Session session, SignInRow row, DateTime now, CancellationToken cancellation)
    {
        if (row.SupersededAt is not null || now - row.IssuedAt < RotateAfter || now - row.RotatedAt < BetweenHandouts)
            return null;
        var secret = Secret.New();
        return await SessionTable.RotateAsync(session, row.Session, Cookie(secret, now, row.Standing.Lasting), now, now - BetweenHandouts, cancellation) ? secret : null;
    }

    private static NewToken Cookie(string secret, DateTime now, bool lasting) => new(TokenKind.Cookie, Secret.Hash(secret), now + (lasting ? Idle : ShortIdle));
}
