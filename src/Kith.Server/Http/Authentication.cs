using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.Devices;
using Kith.Identity.Keys;
using Kith.Identity.SignIns;
using Kith.Server.Http.Limits;
using Kith.Store.Accounts;
using Kith.Store.Audit;

namespace Kith.Server.Http;

/// <summary>
/// Finds out who calls, and lets only those on who are within their limits and whom the operation's guard allows. It stands behind routing, because the operation says
/// what is asked, and before everything that reads a body.
/// </summary>
public sealed class Authentication(RequestDelegate next, SignInLookup lookup, SessionCookie cookie, SignedInDevices devices, AccessPolicy policy, SignInCallers callers, RateLimits limits, NetworkGate networks, ReadLog reads, KithSettings settings)
{
    private const string Scheme = "Bearer ";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Operation>() is not { } operation)
        {
            await next(context);
            return;
        }
        var bearer = Bearer(context.Request);
        var answer = operation.Guard is Guard.DirectoryOnly
            ? await lookup.OfDirectoryAsync(bearer, context.Connection.RemoteIpAddress, context.RequestAborted)
            : bearer is not null
            ? await OfBearerAsync(context, bearer)
            : await OfCookieAsync(context, context.GetEndpoint()!.Metadata.GetMetadata<CookieUse>());
        // One that lacks its proof, or comes from where it may not, counts for nothing where anybody may call.
        if (answer.SignIn is { } signIn && (operation.BeforeProof || operation.Guard is not Guard.OpenToAll || (Lacking(signIn.Standing?.Needs) is null && WorkspaceNetworks.Allow(signIn.Networks, context.Connection.RemoteIpAddress))))
        {
            var via = bearer is null ? Via.Screen : Via.Api;
            if (await callers.OfAsync(signIn, via, context.RequestAborted) is { } caller)
                context.Features.Set(new SignIn(Noting(context, operation, caller), signIn.Account, signIn.SchemaVersion, bearer is null, signIn.Session, bearer is null ? null : signIn.TokenExpiresAt) { Known = signIn });
            if (answer.Fresh)
                await devices.SeenAsync(signIn, context.Origin(), context.RequestAborted);
        }
        await limits.TakeAsync(context, operation);
        if (operation is { BeforeProof: false, Anywhere: false } && context.FindSignIn() is { } known)
            await networks.RequireAsync(known.Known, known.Caller, context.Connection.RemoteIpAddress, context.RequestAborted);
        Enforce(operation, context.FindSignIn(), answer.Ended);
        await next(context);
    }

    // What an answer tells of sensitive fields stands in the audit before it leaves, or the answer does not.
    private Caller Noting(HttpContext context, Operation operation, Caller caller)
    {
        var told = caller;
        return told = caller with { Reads = new SensitiveReads(() => context.Response.OnStarting(() => reads.DoneAsync(told with { Trace = ProblemWriter.Trace(context) }, operation.Id, CancellationToken.None))) };
    }

    private Task<SignInAnswer> OfBearerAsync(HttpContext context, string secret) => ApiKeys.Plausible(secret)
        ? lookup.OfApiKeyAsync(secret, context.Connection.RemoteIpAddress, context.RequestAborted)
        : lookup.OfAccessTokenAsync(secret, context.RequestAborted);

    private void Enforce(Operation operation, SignIn? signIn, bool ended)
    {
        if (operation.Guard is Guard.OpenToAll)
            return;
        if (signIn is null)
            throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, ended ? "session_ended" : "unauthenticated"));
        if (!operation.BeforeProof && Lacking(signIn.Known.Standing?.Needs) is { } lacking)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, lacking));
        if (signIn.Known.Viewing is not null && !operation.EndsViewing && signIn.Caller.Viewer is null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.over"));
        if (signIn.Caller.Viewer is not null && !operation.ForViewers)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.read_only"));
        if (operation.PeopleOnly && signIn.Caller.Scope is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "people_only"));
        if (operation.OwnAccount && signIn.Known.Standing is { ByProvider: true } standing && !(operation.MendsFactor && standing is not { Needs: Proof.Full, DueAt: null }))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "own_account"));
        var needed = operation.Guard switch
        {
            Guard.WithFunction { Function: var function } => function,
            Guard.DirectoryOnly => Function.ManagePeople,
            _ => (Function?)null,
        };
        if (needed is { } right && !policy.May(signIn.Caller, right))
            throw ProblemException.Forbidden();
    }

    private static string? Lacking(Proof? needs) => needs switch
    {
        null or Proof.Full => null,
        Proof.Code => "code_required",
        Proof.Passkey => "passkey_required",
        Proof.SetUp => "second_factor_required",
        _ => throw new ArgumentOutOfRangeException(nameof(needs)),
    };

    private async Task<SignInAnswer> OfCookieAsync(HttpContext context, CookieUse? use)
    {
        if (use == CookieUse.Ignores)
            return default;
        var secret = cookie.Read(context);
        if (secret is not null || use == CookieUse.Sets)
            CrossSite.Refuse(context.Request, settings.Url);
        if (secret is null)
            return default;
        var answer = await lookup.OfCookieAsync(secret, mayRotate: use != CookieUse.Sets, context.RequestAborted);
        // Set when the answer starts, because a refusal clears the headers set before it.
        if (answer.NewCookie is { } fresh)
            OnStarting(context, () => cookie.Set(context, fresh, answer.SignIn!.Standing!.Lasting));
        else if (answer.Ended && use != CookieUse.Sets)
            OnStarting(context, () => cookie.Clear(context));
        return answer;
    }

    private static void OnStarting(HttpContext context, Action set) => context.Response.OnStarting(() =>
    {
        set();
        return Task.CompletedTask;
    });

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
}
