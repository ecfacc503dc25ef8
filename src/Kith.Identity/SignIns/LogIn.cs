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
        var chosen = await ChooseAsync(account, null, workspace, cancellation);
        var cookie = await browsers.StartAsync(account, chosen, cancellation);
        await browsers.EndAsync(session, cancellation);
        return cookie;
    }

    private async Task<Guid> ChooseAsync(Guid account, Guid? last, string? workspace, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var open = await AccountTable.WorkspacesAsync(session, account, cancellation);
        if (workspace is { Length: > 0 })
        {
            if (!Guid.TryParse(workspace, out var wanted))
                throw new ProblemException(Problem.Field("workspace", "bad_id", workspace));
            return open.Any(w => w.Id == wanted) ? wanted : throw new ProblemException(Problem.Field("workspace", "workspace.unknown"));
        }
        if (open.Count == 0)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "no_workspace"));
        return open.FirstOrDefault(w => w.Id == last)?.Id ?? open[0].Id;
    }
}
