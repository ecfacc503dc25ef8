using System.Globalization;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.Accounts;
using Kith.Identity.Mail;
using Kith.Identity.SigningUp;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.Invitations;

/// <summary>Invites people to a workspace by mail. Endpoints let only those call it who manage people.</summary>
public sealed class Inviting(Database database, IdentitySettings settings, IdSource ids, TimeProvider clock)
{
    /// <summary>How long an invitation can be accepted.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(7);

    private static readonly TimeSpan ToldFor = TimeSpan.FromDays(30), BetweenMails = TimeSpan.FromMinutes(1);

    /// <summary>Invites an address; an open invitation to the same one is replaced.</summary>
    /// <param name="role">What the person will be; null for a member. Never above the caller's own.</param>
    public async Task<InvitationRow> CreateAsync(Session session, Caller caller, Catalogue catalogue, string email, string? name, string? role, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var address = InputChecks.Email(email, problems);
        var called = string.IsNullOrWhiteSpace(name) ? null : InputChecks.Name("name", name, problems);
        problems.ThrowIfAny();
        var given = Roles.Given(caller, catalogue, role ?? Roles.Member);
        var now = clock.Now();
        var invitation = new InvitationRow(ids.Next(), address, called, given.Name, now, now + Lifetime);
        return await session.TogetherAsync(() => SaveAsync(session, caller, invitation, cancellation), cancellation);
    }

    private async Task<InvitationRow> SaveAsync(Session session, Caller caller, InvitationRow invitation, CancellationToken cancellation)
    {
        await AddressProof.RequireAsync(session, caller.Workspace, caller.Person!.Value, cancellation);
        var normalised = invitation.Email.ToLowerInvariant();
        var secret = Secret.New();
        if (await PersonTable.OfEmailAsync(session, caller.Workspace, normalised, cancellation) is { Account: not null, Active: true, Role: not null })
            throw new ProblemException(Problem.Field("email", "invitation.already_here"));
        await InvitationTable.InsertAsync(session, caller.Workspace, invitation, normalised, Secret.Hash(secret), caller.Person.Value, cancellation);
        await SendAsync(session, caller, invitation, secret, cancellation);
        return invitation;
    }

    /// <summary>Sends an invitation again, also one that has expired, with a link of its own; the one before works no longer.</summary>
    /// <exception cref="ProblemException">There is no such invitation, it leads above the caller, or it was sent too often.</exception>
    public Task<InvitationRow> ResendAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var found = await InvitationTable.OfIdAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        Roles.RequireNotAbove(caller, catalogue, found.Role);
        await AddressProof.RequireAsync(session, caller.Workspace, caller.Person!.Value, cancellation);
        var now = clock.Now();
        var again = found.ExpiresAt - Lifetime + BetweenMails;
        if (now < again)
            throw new ProblemException(Problem.TooMany((int)Math.Ceiling((again - now).TotalSeconds)));
        var secret = Secret.New();
        var invitation = found with { ExpiresAt = now + Lifetime };
        await InvitationTable.RenewAsync(session, caller.Workspace, invitation, Secret.Hash(secret), caller.Person.Value, cancellation);
        await SendAsync(session, caller, invitation, secret, cancellation);
        return invitation;
    }, cancellation);

    private async Task SendAsync(Session session, Caller caller, InvitationRow invitation, string secret, CancellationToken cancellation)
    {
        var inviter = await PersonTable.OfIdAsync(session, caller.Workspace, caller.Person!.Value, cancellation);
        var workspace = await WorkspaceTable.NameAsync(session, caller.Workspace, cancellation);
        await MailTable.InsertAsync(session, caller.Workspace, MailOf(invitation, inviter?.Name ?? "", workspace, secret, caller.Zone), cancellation);
        await TellAsync(session, caller, SecurityEventKind.Invited, invitation.Id, invitation.Email, invitation.Role, cancellation);
    }

    private MailRow MailOf(InvitationRow invitation, string inviter, string workspace, string secret, TimeZoneInfo zone)
    {
        var until = TimeZoneInfo.ConvertTimeFromUtc(invitation.ExpiresAt, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        var content = new MailContent(
            Messages.Text("mail.invitation.subject", inviter, workspace),
            [Messages.Text("mail.invitation.greeting"), Messages.Text("mail.invitation.text", inviter, workspace)],
            new MailLink(Messages.Text("mail.invitation.link"), new Uri(settings.PublicUrl, "invite/" + secret)),
            Messages.Text("mail.invitation.note", until));
        return new MailRow(ids.Next(), invitation.Email, invitation.Name, content.Subject, content.ToPlainText(), content.ToHtml(), null, clock.Now());
    }

    /// <summary>The invitations that were not accepted or withdrawn, newest first; expired ones are told for a month.</summary>
    public async Task<IReadOnlyList<InvitationRow>> ListAsync(Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        return await InvitationTable.ListAsync(session, caller.Workspace, clock.Now() - ToldFor, cancellation);
    }

    /// <summary>True where an invitation can no longer be accepted.</summary>
    public bool HasExpired(InvitationRow invitation) => invitation.ExpiresAt <= clock.Now();

    /// <summary>Withdraws an invitation; its link works no longer.</summary>
    public async Task WithdrawAsync(Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(caller.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var (email, role) = await InvitationTable.OpenAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        Roles.RequireNotAbove(caller, catalogue, role);
        if (!await InvitationTable.TakeAsync(session, caller.Workspace, id, cancellation))
            throw ProblemException.NotFound();
        await TellAsync(session, caller, SecurityEventKind.InvitationWithdrawn, id, email, role, cancellation);
        await session.CommitAsync(cancellation);
    }

    private static Task TellAsync(Session session, Caller caller, SecurityEventKind kind, Guid id, string email, string role, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, kind, id, email).With("role", role)], cancellation);
}
