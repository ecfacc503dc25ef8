using System.ComponentModel.DataAnnotations;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity;
using Kith.Identity.Devices;
using Kith.Identity.SignIns;
using Kith.Server.Http;
using Kith.Store.Accounts;

namespace Kith.Server.Endpoints;

/// <summary>Who somebody is: the answer of <c>GET me</c> and of every sign-in of a browser.</summary>
/// <param name="EmailVerified">Whether the address is proved. Until then nobody can be invited, and nothing but mails about the account is sent to it.</param>
/// <param name="Viewing">Who sees Kith as the person; null where that is the person itself.</param>
/// <param name="Role">Name of the person's role: owner, administrator, manager, member, viewer or one that the workspace made.</param>
public sealed record MeResponse(PersonLink Person, string Email, bool EmailVerified, string Role, WorkspaceSummary Workspace, IReadOnlyList<WorkspaceName> Workspaces, IReadOnlyList<Function> Functions, FactorState SecondFactor, ViewingSummary? Viewing);

/// <summary>Who sees Kith as the person.</summary>
/// <param name="By">Who is signed in.</param>
/// <param name="Until">When it ends by itself.</param>
public sealed record ViewingSummary(Guid Id, PersonLink By, DateTime Until);

/// <summary>How the sign-in stands with second factors.</summary>
/// <param name="Needs">What it has to show, or set up, before it may do anything else.</param>
/// <param name="DueAt">Until when one has to be set up, because the role demands it; null where none is missing.</param>
public sealed record FactorState(Proof Needs, DateTime? DueAt);

/// <summary>A person by id and name.</summary>
public sealed record PersonLink(Guid Id, string Title);

/// <summary>The workspace somebody works in now.</summary>
/// <param name="WeekStart">The day that its weeks begin on.</param>
/// <param name="FiscalMonth">The month whose first day begins its fiscal year.</param>
/// <param name="TrashDays">How many days records stay in the trash before they are purged.</param>
/// <param name="HistoryDays">How many days the history of records is kept, sealed as it is; 0 for good.</param>
/// <param name="ApiKeys">False where API keys do not work.</param>
/// <param name="SecondFactorRoles">The roles that must have a second factor.</param>
/// <param name="SecondFactorDays">Days that who lacks one is given to set it up.</param>
/// <param name="SampleData">True while sample records are loaded.</param>
public sealed record WorkspaceSummary(Guid Id, string Name, string Currency, string TimeZone, [property: AllowedValues("monday", "sunday", "saturday")] string WeekStart, int FiscalMonth, int TrashDays, int HistoryDays, bool ApiKeys, IReadOnlyList<string> SecondFactorRoles, int SecondFactorDays, bool SampleData);

/// <summary>A workspace to switch to.</summary>
public sealed record WorkspaceName(Guid Id, string Name);

/// <summary>Makes that answer.</summary>
public sealed class MeAnswer(SignInLookup lookup, WhoAmI names, SessionCookie cookie, SignedInDevices devices, SignInLog audit, AccessPolicy policy, SignInCallers callers)
{
    /// <summary>Answers who a sign-in is: who sees Kith as somebody else is that person here, apart from the account.</summary>
    public async Task<MeResponse> OfAsync(Caller caller, KnownSignIn signIn, CancellationToken cancellation)
    {
        var answer = await OfAsync(caller, caller.Viewer is null ? signIn.Account : null, signIn.Standing, cancellation);
        if (caller.Viewer is null || signIn.Viewing is not { } known)
            return answer;
        var viewing = await names.ViewingAsync(caller.Workspace, known.Id, cancellation) ?? throw Gone();
        return answer with { Viewing = new ViewingSummary(viewing.Id, new PersonLink(viewing.Viewer, viewing.ViewerName), viewing.Until!.Value) };
    }

    /// <summary>Answers who the caller is.</summary>
    public async Task<MeResponse> OfAsync(Caller caller, Guid? account, SignInStanding? standing, CancellationToken cancellation)
    {
        var row = await names.OfAsync(caller.Workspace, caller.Person!.Value, account, cancellation) ?? throw Gone();
        IReadOnlyList<NamedWorkspace> workspaces = account is { } id ? await names.WorkspacesAsync(id, cancellation) : [new NamedWorkspace(caller.Workspace, row.Workspace)];
        return new MeResponse(
            new PersonLink(caller.Person.Value, row.Person), row.Email, row.EmailVerified, caller.Access!.Main,
            new WorkspaceSummary(caller.Workspace, row.Workspace, caller.Currency, caller.Zone.Id, WorkspaceTable.Name(caller.Calendar.WeekStart), caller.Calendar.FiscalMonth, row.TrashDays, row.HistoryDays, row.ApiKeys, row.SecondFactorRoles, row.SecondFactorDays, row.SampleData),
            [.. workspaces.Select(w => new WorkspaceName(w.Id, w.Name))],
            [.. Enum.GetValues<Function>().Where(f => policy.May(caller, f))],
            new FactorState(standing?.Needs ?? Proof.Full, standing?.DueAt), Viewing: null);
    }

    /// <summary>Hands out the cookie of a sign-in that just started, and answers who that is.</summary>
    public async Task<MeResponse> StartedAsync(HttpContext context, string secret, CancellationToken cancellation)
    {
        var signIn = await FindAsync(secret, cancellation);
        await audit.StartedAsync(signIn, Via.Screen, context.Origin(), cancellation);
        return await ChangedAsync(context, secret, cancellation);
    }

    /// <summary>Hands out the cookie of a sign-in that goes on as another, and answers who that is.</summary>
    public async Task<MeResponse> ChangedAsync(HttpContext context, string secret, CancellationToken cancellation)
    {
        var signIn = await FindAsync(secret, cancellation);
        var answer = await OfAsync(await callers.OfAsync(signIn, Via.Screen, cancellation) ?? throw Gone(), signIn, cancellation);
        await devices.SeenAsync(signIn, context.Origin(), cancellation);
        cookie.Set(context, secret, signIn.Standing!.Lasting);
        return answer;
    }

    private async Task<KnownSignIn> FindAsync(string secret, CancellationToken cancellation) => (await lookup.OfCookieAsync(secret, mayRotate: false, cancellation)).SignIn ?? throw Gone();

    private static ProblemException Gone() => new(Problem.Of(ProblemKind.Unauthenticated, "unauthenticated"));
}
