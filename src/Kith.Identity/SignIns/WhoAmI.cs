using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Tells somebody signed in who and where they are.</summary>
public sealed class WhoAmI(Database database)
{
    /// <summary>The names that go with a sign-in; null when it ended in between.</summary>
    public async Task<MeRow?> OfAsync(Guid workspace, Guid person, Guid? account, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await WorkspaceTable.MeAsync(session, workspace, person, account, cancellation);
    }

    /// <summary>What lets a sign-in see Kith as somebody else.</summary>
    public async Task<Viewing?> ViewingAsync(Guid workspace, Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await ViewingTable.OfIdAsync(session, workspace, id, cancellation);
    }

    /// <summary>The workspaces in which an account may work now, by name.</summary>
    public async Task<IReadOnlyList<NamedWorkspace>> WorkspacesAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await AccountTable.WorkspacesAsync(session, account, cancellation);
    }
}
