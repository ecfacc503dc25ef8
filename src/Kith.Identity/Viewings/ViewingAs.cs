using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.SignIns;
using Kith.Store.Access;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Notifications;
using Kith.Store.Sql;

namespace Kith.Identity.Viewings;

/// <summary>Whom somebody asks to see Kith as.</summary>
/// <param name="Hours">For how long, 1 to 8.</param>
public sealed record ViewingInput(Guid Person, string Reason, int Hours);

/// <summary>
/// Seeing Kith as somebody else, with that person's consent: asked for with a reason, allowed for hours, taken back at any time. It ends by itself when its time is over, when either
/// may no longer work here, and when the one who looks may do less than the one who is seen.
/// </summary>
public sealed class ViewingAs(Database database, Memberships memberships, SignInCache cache, IdSource ids, TimeProvider clock)
{
    /// <summary>The longest that it is allowed at a time, in hours.</summary>
    public const int MostHours = 8;
    /// <summary>The longest reason.</summary>
    public const int LongestReason = 300;
    private const int MostListed = 50;

    /// <summary>What the caller asked, and was asked; what is past its time has ended.</summary>
    public async Task<IReadOnlyList<Viewing>> ListAsync(Session session, Caller caller, CancellationToken cancellation) =>
        [.. (await ViewingTable.ListAsync(session, caller.Workspace, caller.Person!.Value, MostListed, cancellation)).Select(AsOfNow)];

    /// <summary>Asks a person, who is told; where the workspace's owner lets it happen without consent, it is allowed at once.</summary>
    public async Task<Viewing> AskAsync(Session session, Caller caller, KnownSignIn signIn, ViewingInput input, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var reason = input.Reason.Trim();
        if (reason.Length == 0)
            problems.Add("reason", "required", "reason");
        if (reason.Length > LongestReason)
            problems.Add("reason", "max_length", "reason", LongestReason);
        CheckHours(input.Hours, problems);
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, input.Person, cancellation);
        if (person is not { Active: true, Role: not null, Service: false, Account: not null })
            problems.Add("person", "view_as.nobody");
        else if (person.Id == caller.Person)
            problems.Add("person", "view_as.self");
        problems.ThrowIfAny();
        if (await memberships.SeenAsync(caller.Workspace, caller.Person!.Value, person!.Id, signIn.AccessVersion, signIn.SchemaVersion, cancellation) is null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.above_you"));
        var freely = await ViewingTable.FreelyAsync(session, caller.Workspace, cancellation);
        var now = clock.Now();
        var me = await PersonTable.OfIdAsync(session, caller.Workspace, caller.Person.Value, cancellation) ?? throw ProblemException.NotFound();
        var viewing = new Viewing(ids.Next(), me.Id, me.Name, person.Id, person.Name, reason, input.Hours, freely ? ViewingState.Allowed : ViewingState.Asked, !freely, now, freely ? now : null, freely ? now.AddHours(input.Hours) : null, null);
        var before = await ViewingTable.OpenAsync(session, caller.Workspace, me.Id, person.Id, cancellation);
        await session.ExecuteAsync([.. before.Select(v => ViewingTable.Update(caller.Workspace, v with { State = ViewingState.Ended })), ViewingTable.Insert(caller.Workspace, viewing)], cancellation);
        await ViewingNotices.TellAsync(session, caller.Workspace, ids, viewing, cancellation);
        await AppendAsync(session, caller, SecurityEventKind.ViewAsAsked, viewing, e => e.With("until", viewing.Until).With("consent", viewing.Consented), cancellation);
        return viewing;
    }

    /// <summary>The person's answer; allowed for as long as it says, up to what was asked.</summary>
    public async Task<Viewing> AnswerAsync(Session session, Caller caller, Guid id, bool allow, int? hours, CancellationToken cancellation)
    {
        var asked = await RequireAsync(session, caller, id, cancellation);
        if (asked.Seen != caller.Person)
            throw ProblemException.NotFound();
        if (asked.State != ViewingState.Asked)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "view_as.answered"));
        var problems = new ProblemList();
        CheckHours(hours ?? asked.Hours, problems);
        problems.ThrowIfAny();
        var now = clock.Now();
        var answered = asked with { State = allow ? ViewingState.Allowed : ViewingState.Refused, AnsweredAt = now, Until = allow ? now.AddHours(Math.Min(hours ?? asked.Hours, asked.Hours)) : null };
        await session.ExecuteAsync(ViewingTable.Update(caller.Workspace, answered), cancellation);
        if (allow)
            await ViewingNotices.TellAsync(session, caller.Workspace, ids, answered, cancellation);
        await AppendAsync(session, caller, allow ? SecurityEventKind.ViewAsAllowed : SecurityEventKind.ViewAsRefused, answered, e => e.With("until", answered.Until).With("viewer", answered.ViewerName), cancellation);
        return answered;
    }

    /// <summary>Ends it, by either of the two; it acts within a second, and at once in this process when <see cref="Acted"/> is called after the commit.</summary>
    /// <returns>False where there is none that the caller has to do with.</returns>
    public async Task<bool> EndAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        if (await FindAsync(session, caller, id, cancellation) is not { } present)
            return false;
        if (present.State is ViewingState.Refused or ViewingState.Ended)
            return true;
        await session.ExecuteAsync(ViewingTable.Update(caller.Workspace, present with { State = ViewingState.Ended }), cancellation);
        await AppendAsync(session, caller, SecurityEventKind.ViewAsEnded, present, e => e.With("viewer", present.ViewerName), cancellation);
        return true;
    }

    /// <summary>Forgets what is known of sign-ins that see Kith so.</summary>
    public void Acted(Guid id) => cache.Forget(s => s.Viewing?.Id == id);

    /// <summary>What may be begun now.</summary>
    /// <exception cref="ProblemException">It is not allowed (any more), or the person may do more than the caller.</exception>
    public async Task<Viewing> StartAsync(Session session, Caller caller, KnownSignIn signIn, Guid id, CancellationToken cancellation)
    {
        var allowed = await RequireAsync(session, caller, id, cancellation);
        if (allowed.Viewer != caller.Person)
            throw ProblemException.NotFound();
        if (allowed.State != ViewingState.Allowed)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "view_as.not_allowed"));
        if (await memberships.SeenAsync(caller.Workspace, caller.Person.Value, allowed.Seen, signIn.AccessVersion, signIn.SchemaVersion, cancellation) is null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.above_you"));
        var started = allowed with { StartedAt = allowed.StartedAt ?? clock.Now() };
        await session.ExecuteAsync(ViewingTable.Update(caller.Workspace, started), cancellation);
        await AppendAsync(session, caller, SecurityEventKind.ViewAsStarted, started, e => e.With("until", started.Until), cancellation);
        return started;
    }

    /// <summary>One that the caller has to do with, as it is now.</summary>
    public async Task<Viewing> RequireAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) =>
        await FindAsync(session, caller, id, cancellation) ?? throw ProblemException.NotFound();

    private async Task<Viewing?> FindAsync(Session session, Caller caller, Guid id, CancellationToken cancellation) =>
        await ViewingTable.LockAsync(session, caller.Workspace, caller.Viewer ?? caller.Person!.Value, id, cancellation) is { } found ? AsOfNow(found) : null;

    /// <summary>Lets people be seen without their consent, or no longer; an owner decides.</summary>
    public static async Task SetFreelyAsync(Session session, Caller caller, bool freely, CancellationToken cancellation)
    {
        if (caller.Role < Role.Owner)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "view_as.owner_only"));
        var before = await WorkspaceTable.SettingsAsync(session, caller.Workspace, cancellation);
        await session.ExecuteAsync(ViewingTable.SetFreely(caller, freely), cancellation);
        await SecurityLog.ChangedAsync(session, caller, before, await WorkspaceTable.SettingsAsync(session, caller.Workspace, cancellation), cancellation);
    }

    /// <summary>Ends what is past its time, and tells the audit.</summary>
    public static async Task SweepAsync(Session session, Guid workspace, DateTime now, CancellationToken cancellation)
    {
        var past = await ViewingTable.PastAsync(session, workspace, now, cancellation);
        await session.ExecuteAsync([.. past.Select(v => ViewingTable.Update(workspace, v with { State = ViewingState.Ended })), ViewingTable.Forget(workspace, now - ViewingTable.Kept)], cancellation);
        await SecurityLog.AppendAsync(session, workspace, [.. past.Select(v => new SecurityEvent(SecurityEventKind.ViewAsEnded, null, "system", v.Seen, v.SeenName).With("viewer", v.ViewerName).With("until", v.Until))], cancellation);
    }

    /// <summary>Starts a sign-in that sees Kith so, or as itself again, in the place of another: with an id of its own and on the same terms.</summary>
    public async Task<string> SwitchAsync(BrowserSessions browsers, KnownSignIn present, Guid? viewing, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        var terms = await SessionTable.TermsAsync(session, present.Session, cancellation);
        var secret = await browsers.StartAsync(session, present.Account!.Value, present.Workspace, terms, cancellation);
        await ViewingTable.MarkAsync(session, Secret.Hash(secret), viewing, cancellation);
        await SessionTable.DeleteAsync(session, present.Session, cancellation);
        await session.CommitAsync(cancellation);
        cache.ForgetSession(present.Session);
        return secret;
    }

    private Viewing AsOfNow(Viewing viewing)
    {
        var over = viewing.State switch
        {
            ViewingState.Allowed => viewing.Until <= clock.Now(),
            ViewingState.Asked => viewing.AskedAt + ViewingTable.Waits <= clock.Now(),
            _ => false,
        };
        return over ? viewing with { State = ViewingState.Ended } : viewing;
    }

    private static void CheckHours(int hours, ProblemList problems)
    {
        if (hours is < 1 or > MostHours)
            problems.Add("hours", "out_of_range", "hours", 1, MostHours);
    }

    private static Task AppendAsync(Session session, Caller caller, SecurityEventKind kind, Viewing viewing, Func<SecurityEvent, SecurityEvent> details, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [details(SecurityLog.By(caller, kind, viewing.Seen, viewing.SeenName).With("reason", viewing.Reason))], cancellation);
}
