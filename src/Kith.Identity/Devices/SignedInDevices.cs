using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.Devices;

/// <summary>Where an account is signed in, for its owner to look through and to end.</summary>
public sealed class SignedInDevices(Database database, SignInCache cache, TimeProvider clock)
{
    /// <summary>A use is noted when the last one noted is older than this.</summary>
    public static readonly TimeSpan NotedEvery = TimeSpan.FromMinutes(1);

    /// <summary>Everything where the account is signed in or trusted, with the names of the workspaces.</summary>
    public async Task<(IReadOnlyList<DeviceRow> SignIns, IReadOnlyList<TrustedDeviceRow> Trusted, IReadOnlyList<NamedWorkspace> Workspaces)> ListAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var now = clock.Now();
        return (await DeviceTable.ListAsync(session, account, now, cancellation), await DeviceTable.TrustedAsync(session, account, now, cancellation), await AccountTable.WorkspacesAsync(session, account, cancellation));
    }

    /// <summary>Notes from where and with what a sign-in is used, once a minute.</summary>
    public async Task SeenAsync(KnownSignIn signIn, Origin origin, CancellationToken cancellation)
    {
        var now = clock.Now();
        if (signIn.Standing is not { } standing || now - standing.UsedAt < NotedEvery)
            return;
        await using var session = await database.OpenGlobalAsync(cancellation);
        await DeviceTable.SeenAsync(session, signIn.Session, UserAgent.Cut(origin.Agent), origin.Address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : origin.Address, now, cancellation);
    }

    /// <summary>Ends one sign-in of the account, in whichever workspace, or takes the trust from one of its browsers.</summary>
    public async Task EndAsync(Caller caller, Guid account, Guid id, CancellationToken cancellation)
    {
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            if (!await DeviceTable.EndAsync(session, account, id, cancellation))
                throw ProblemException.NotFound();
        }
        cache.ForgetSession(id);
        await LogAsync(caller, cancellation);
    }

    /// <summary>Ends all sign-ins of the account but one, and trusts none of its browsers any more.</summary>
    public async Task EndOthersAsync(Caller caller, Guid account, Guid but, CancellationToken cancellation)
    {
        await using (var session = await database.OpenGlobalAsync(cancellation))
            await session.ExecuteAsync(SessionTable.DeleteAll(account, but), cancellation);
        cache.Forget(s => s.Account == account);
        await LogAsync(caller, cancellation);
    }

    private async Task LogAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SessionsEnded, caller.Person)], cancellation);
    }
}
