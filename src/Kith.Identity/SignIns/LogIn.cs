using Kith.Core.Problems;
using Kith.Identity.Devices;
using Kith.Identity.SecondFactors;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>What somebody shows to sign in.</summary>
public sealed record LogInInput(string Email, string Password)
{
    /// <summary>Of the second factor; null where none was written.</summary>
    public string? Code { get; init; }
    /// <summary>Id of the workspace; null takes the one last used.</summary>
    public string? Workspace { get; init; }
    /// <summary>True to be remembered when the browser closes.</summary>
    public bool Remember { get; init; } = true;
    /// <summary>Shows that this browser is trusted; null where it is not.</summary>
    public string? DeviceSecret { get; init; }
    /// <summary>True to trust this browser from now on; needs a code.</summary>
    public bool TrustDevice { get; init; }
}

/// <summary>A browser's new sign-in.</summary>
/// <param name="DeviceSecret">What shows from now on that it is trusted; null where nothing changes.</param>
public sealed record BrowserSignIn(string Cookie, string? DeviceSecret);

/// <summary>Signs accounts in to one of their workspaces.</summary>
public sealed class LogIn(Database database, Credentials credentials, Lockout lockout, SecondFactor factor, TrustedDevices devices, BrowserSessions browsers, ApiTokens tokens, SignInLog log)
{
    /// <summary>Signs a browser in.</summary>
    public async Task<BrowserSignIn> BrowserAsync(LogInInput input, Origin origin, CancellationToken cancellation)
    {
        var (account, proven) = await ProveAsync(input, origin, cancellation);
        var workspace = await ChooseAsync(account.Id, account.LastWorkspace, input.Workspace, cancellation);
        var cookie = await browsers.StartAsync(account.Id, workspace, new SignInTerms(proven, input.Remember), cancellation);
        var trusted = input is { TrustDevice: true, Code.Length: > 0 } && proven ? await devices.TrustAsync(account.Id, origin.Agent, cancellation) : null;
        return new BrowserSignIn(cookie, trusted);
    }

    /// <summary>Signs a program in.</summary>
    public async Task<TokenPair> ProgramAsync(LogInInput input, Origin origin, CancellationToken cancellation)
    {
        var (account, proven) = await ProveAsync(input, origin, cancellation);
        return await tokens.IssueAsync(account.Id, await ChooseAsync(account.Id, account.LastWorkspace, input.Workspace, cancellation), new SignInTerms(proven, Lasting: true), cancellation);
    }

    /// <summary>Signs a browser in whose account has shown a passkey, and answers its cookie.</summary>
    /// <param name="last">The workspace last used.</param>
    /// <param name="workspace">Id of the workspace; null takes the one last used.</param>
    /// <param name="present">The browser's sign-in until now, which may lack just this.</param>
    public async Task<string> PasskeyAsync(Guid account, Guid? last, string? workspace, bool remember, KnownSignIn? present, Origin origin, CancellationToken cancellation)
    {
        var unusual = await lockout.IsUnusualAsync(account, origin.Address, cancellation);
        await lockout.ArrivedAsync(account, origin.Address, cancellation);
        if (unusual)
            await log.UnusualAsync(account, origin, cancellation);
        // Whom a provider signed in stays signed in by it, and shows the passkey as the second factor.
        if (present is { Standing: { ByProvider: true, Needs: Proof.Passkey } } && present.Account == account)
            return await browsers.StartAsync(account, present.Workspace, await TermsAsync(present.Session, cancellation) with { SecondFactor = true }, cancellation);
        return await browsers.StartAsync(account, await ChooseAsync(account, last, workspace, cancellation), new SignInTerms(SecondFactor: true, remember), cancellation);
    }

    /// <summary>Ends a browser's sign-in and starts one in another workspace, with an id of its own.</summary>
    public async Task<string> SwitchAsync(Guid session, Guid account, string workspace, CancellationToken cancellation)
    {
        if (await ByProviderAsync(session, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "provider.other_workspace"));
        var chosen = await ChooseAsync(account, null, workspace, cancellation);
        var cookie = await browsers.StartAsync(account, chosen, await TermsAsync(session, cancellation), cancellation);
        await browsers.EndAsync(session, cancellation);
        return cookie;
    }

    // What a provider says about somebody holds for its workspace alone.
    private async Task<bool> ByProviderAsync(Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await ProviderSignInTable.ByProviderAsync(session, id, cancellation);
    }

    /// <summary>Ends a browser's sign-in that lacks a code, and starts one in the same workspace that has shown it.</summary>
    public async Task<BrowserSignIn> ShowAsync(KnownSignIn present, string code, bool trust, Origin origin, CancellationToken cancellation)
    {
        var account = present.Account!.Value;
        await factor.RequireAsync(account, code, origin, cancellation);
        var terms = await TermsAsync(present.Session, cancellation) with { SecondFactor = true };
        var cookie = await browsers.StartAsync(account, present.Workspace, terms, cancellation);
        await browsers.EndAsync(present.Session, cancellation);
        return new BrowserSignIn(cookie, trust ? await devices.TrustAsync(account, origin.Agent, cancellation) : null);
    }

    private async Task<(Account Account, bool Proven)> ProveAsync(LogInInput input, Origin origin, CancellationToken cancellation)
    {
        var (proven, unusual) = (false, false);
        var account = await credentials.RequireAsync(input.Email, input.Password, async (found, attempt) =>
        {
            unusual = await lockout.IsUnusualAsync(found.Id, origin.Address, cancellation);
            if (!await factor.HasAsync(found.Id, cancellation))
                return;
            proven = input.Code is { Length: > 0 } code ? await factor.CheckAsync(found.Id, code, cancellation) : await devices.IsTrustedAsync(found.Id, input.DeviceSecret, cancellation);
            if (proven)
                return;
            if (input.Code is { Length: > 0 })
                throw SecondFactor.Wrong();
            await lockout.UndecidedAsync(attempt, cancellation);
            throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "code_required"));
        }, origin, cancellation);
        if (unusual)
            await log.UnusualAsync(account.Id, origin, cancellation);
        return (account, proven);
    }

    private async Task<SignInTerms> TermsAsync(Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await SessionTable.TermsAsync(session, id, cancellation);
    }

    private async Task<Guid> ChooseAsync(Guid account, Guid? last, string? workspace, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var open = await AccountTable.WorkspacesAsync(session, account, cancellation);
        var closed = await ProviderTable.OnlyAsync(session, account, cancellation);
        if (workspace is { Length: > 0 })
        {
            if (!Guid.TryParse(workspace, out var wanted))
                throw new ProblemException(Problem.Field("workspace", "bad_id", workspace));
            if (closed.Contains(wanted))
                throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "provider.required"));
            return open.Any(w => w.Id == wanted) ? wanted : throw new ProblemException(Problem.Field("workspace", "workspace.unknown"));
        }
        open.RemoveAll(w => closed.Contains(w.Id));
        if (open.Count == 0)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, closed.Count > 0 ? "provider.required" : "no_workspace"));
        return open.FirstOrDefault(w => w.Id == last)?.Id ?? open[0].Id;
    }
}
