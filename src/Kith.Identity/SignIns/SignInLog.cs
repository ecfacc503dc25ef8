using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.Accounts;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Tells the audit what happens to sign-ins and accounts.</summary>
public sealed class SignInLog(Database database, AccountMails mails, SignInCounts counts, IdSource ids, TimeProvider clock)
{
    /// <summary>Tells that somebody signed in. Before its secret is handed out, so that none works of which the audit does not know.</summary>
    public Task StartedAsync(KnownSignIn signIn, Via via, Origin origin, CancellationToken cancellation)
    {
        counts.Add(SecurityEventKind.SignedIn);
        return AppendAsync(signIn.Workspace, signIn.Person, SecurityEventKind.SignedIn, signIn.Person, via, origin, cancellation);
    }

    /// <summary>Tells that somebody signed out.</summary>
    public Task EndedAsync(Caller caller, Origin origin, CancellationToken cancellation) =>
        AppendAsync(caller.Workspace, (caller.Viewer ?? caller.Person)!.Value, SecurityEventKind.SignedOut, caller.Viewer ?? caller.Person, caller.Via, origin, cancellation);

    /// <summary>Tells that an old secret of a sign-in was used, which is why it was ended.</summary>
    public async Task ReusedAsync(SignInRow row, Via via, CancellationToken cancellation)
    {
        await MailAsync(row.Account, AccountMailKind.TokenReused, cancellation);
        if (row.Person is { } person)
            await AppendAsync(row.Workspace, person, SecurityEventKind.TokenReused, null, via, default, cancellation);
    }

    /// <summary>Tells the account, and the audit of its workspaces, that it was signed in to from where nobody had before.</summary>
    public async Task UnusualAsync(Guid account, Origin origin, CancellationToken cancellation)
    {
        await MailAsync(account, AccountMailKind.UnusualSignIn, cancellation);
        await HappenedAsync(account, SecurityEventKind.UnusualSignIn, origin, cancellation);
    }

    /// <summary>Tells an account by mail what happened to it.</summary>
    public async Task MailAsync(Guid account, AccountMailKind kind, CancellationToken cancellation)
    {
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            if (await AccountTable.OfIdAsync(session, account, cancellation) is { } known)
                await session.ExecuteAsync(mails.To(kind, known), cancellation);
        }
        mails.Wake();
    }

    /// <summary>Tells all workspaces of an account what happened to it.</summary>
    public async Task HappenedAsync(Guid account, SecurityEventKind kind, Origin origin, CancellationToken cancellation)
    {
        List<NamedWorkspace> workspaces;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            workspaces = await AccountTable.WorkspacesAsync(session, account, cancellation);
        foreach (var workspace in workspaces)
        {
            await using var session = await database.OpenAsync(workspace.Id, cancellation);
            if (await PersonTable.OfAccountAsync(session, workspace.Id, account, cancellation) is { } person)
                await SecurityLog.AppendAsync(session, workspace.Id, [Event(kind, person.Id, Via.Screen, person, origin)], cancellation);
        }
    }

    /// <summary>Notes an attempt to sign in that failed; within a minute it stands in the audit of the account's workspaces, with all others of that minute.</summary>
    /// <param name="account">Null where the address has none, which costs the same.</param>
    public async Task FailedAsync(SecurityEventKind kind, Guid? account, Origin origin, CancellationToken cancellation)
    {
        counts.Add(kind);
        await using var session = await database.OpenGlobalAsync(cancellation);
        await GatheredTable.NoteAsync(session, account ?? ids.Next(), kind, origin.Text, origin.Agent, clock.Now(), cancellation);
    }

    private async Task AppendAsync(Guid workspace, Guid subject, SecurityEventKind kind, Guid? by, Via via, Origin origin, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        if (await PersonTable.OfIdAsync(session, workspace, subject, cancellation) is { } person)
            await SecurityLog.AppendAsync(session, workspace, [Event(kind, by, via, person, origin)], cancellation);
    }

    private static SecurityEvent Event(SecurityEventKind kind, Guid? by, Via via, PersonRow person, Origin origin) =>
        new SecurityEvent(kind, by, Naming.Snake(via.ToString()), person.Id, person.Name).With("address", origin.Text).With("agent", origin.Agent);
}
