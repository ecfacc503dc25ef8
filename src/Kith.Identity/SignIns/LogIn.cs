using Kith.Core.Problems;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Signs accounts in to one of their workspaces.</summary>
public sealed class LogIn(Database database, Credentials credentials, BrowserSessions browsers, ApiTokens tokens)
{
    /// <summary>Signs a browser in and answers its cookie.</summary>
    /// <param name="workspace">Id of the workspace; null takes the one last used.</param>
    public async Task<string> BrowserAsync(string email, string password, string? workspace, Origin origin, CancellationToken cancellation)
    {
        var account = await credentials.RequireAsync(email, password, origin, cancellation);
        return await browsers.StartAsync(account.Id, await ChooseAsync(account.Id, account.LastWorkspace, workspace, cancellation), cancellation);
    }

    /// <summary>Signs a program in.</summary>
    public async Task<TokenPair> ProgramAsync(string email, string password, string? workspace, Origin origin, CancellationToken cancellation)
    {
        var account = await credentials.RequireAsync(email, password, origin, cancellation);
        return await tokens.IssueAsync(account.Id, await ChooseAsync(account.Id, account.LastWorkspace, workspace, cancellation), cancellation);
    }

    /// <summary>Ends a browser's sign-in and starts one in another workspace, with an id of its own.</summary>
    public async Task<string> SwitchAsync(Guid session, Guid account, string workspace, CancellationToken cancellation)
    {
        if (await ByProviderAsync(session, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "provider.other_workspace"));
        var chosen = await ChooseAsync(account, null, workspace, cancellation);
        var cookie = await browsers.StartAsync(account, chosen, cancellation);
        await browsers.EndAsync(session, cancellation);
        return cookie;
    }

    // What a provider says about somebody holds for its workspace alone.
    private async Task<bool> ByProviderAsync(Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await ProviderSignInTable.ByProviderAsync(session, id, cancellation);
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
