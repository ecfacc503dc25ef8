using System.Net;
using System.Text.Json;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.SecondFactors;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;

namespace Kith.Identity.Passkeys;

/// <summary>What a browser asks a passkey for.</summary>
/// <param name="Ticket">Comes back with the answer, which is taken once and for a few minutes.</param>
/// <param name="Options">In the JSON of the standard.</param>
public sealed record PasskeyQuestion(string Ticket, string Options);

/// <summary>
/// Passkeys, by the framework's own handler: made by who is signed in, and signing in without a password. A passkey demands its user, so it counts as both factors.
/// The site they are good for is that of the installation's public address, whatever a request says.
/// </summary>
public sealed class AccountPasskeys(Database database, IPasskeyHandler<PasskeyAccount> handler, IUserPasskeyStore<PasskeyAccount> store, IdentitySettings settings, SignInCache cache, SignInLog log, IdSource ids, TimeProvider clock)
{
    /// <summary>How long a question waits for its answer.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromMinutes(5);

    /// <summary>Asks for a new passkey.</summary>
    public async Task<PasskeyQuestion> BeginAsync(HttpContext context, KnownSignIn signIn, CancellationToken cancellation)
    {
        RequireDomain();
        var account = await store.FindByIdAsync(signIn.Account!.Value.ToString("D"), cancellation) ?? throw ProblemException.NotFound();
        await using (var session = await database.OpenGlobalAsync(cancellation))
            await SettingUp.RequireProofAsync(session, signIn, cancellation);
        var asked = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = account.Id.ToString("D"), Name = account.Email, DisplayName = account.Name }, context);
        return await AskAsync(asked.CreationOptionsJson, asked.AttestationState, cancellation);
    }

    /// <summary>Keeps the passkey that a browser answers with.</summary>
    public async Task<PasskeyRow> AddAsync(HttpContext context, KnownSignIn signIn, Caller caller, string ticket, string name, JsonElement credential, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var called = InputChecks.Name("name", name, problems);
        problems.ThrowIfAny();
        var state = await TakeAsync(ticket, cancellation) ?? throw Refused();
        var made = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential.GetRawText(), AttestationState = state });
        if (!made.Succeeded || made.UserEntity.Id != signIn.Account!.Value.ToString("D"))
            throw Refused();
        var key = made.Passkey;
        var row = new PasskeyRow(ids.Next(), signIn.Account.Value, called, key.CredentialId, key.PublicKey, key.SignCount, key.Transports ?? [], key.IsUserVerified, key.IsBackupEligible, key.IsBackedUp, key.AttestationObject, key.ClientDataJson, clock.Now(), null);
        await using var session = await database.OpenAsync(signIn.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await SettingUp.RequireProofAsync(session, signIn, cancellation);
        if (!await PasskeyTable.InsertAsync(session, row, cancellation))
            throw Refused();
        await SecondFactorTable.ProveAsync(session, signIn.Session, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.PasskeyAdded, caller.Person).With("name", called)], cancellation);
        await session.CommitAsync(cancellation);
        await log.MailAsync(signIn.Account!.Value, AccountMailKind.SecondFactorChanged, cancellation);
        cache.Forget(s => s.Account == signIn.Account);
        return row;
    }

    /// <summary>The passkeys of an account.</summary>
    public async Task<IReadOnlyList<PasskeyRow>> ListAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await PasskeyTable.ListAsync(session, account, cancellation);
    }

    /// <summary>Calls a passkey something else.</summary>
    public async Task<PasskeyRow> RenameAsync(Guid account, Guid id, string name, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        var row = await FindAsync(session, account, id, cancellation);
        var problems = new ProblemList();
        var called = InputChecks.Name("name", name, problems);
        problems.ThrowIfAny();
        await PasskeyTable.RenameAsync(session, account, id, called, cancellation);
        return row with { Name = called };
    }

    /// <summary>Takes a passkey away.</summary>
    public async Task RemoveAsync(KnownSignIn signIn, Caller caller, Guid id, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(signIn.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        var row = await FindAsync(session, signIn.Account!.Value, id, cancellation);
        await SettingUp.RequireProofAsync(session, signIn, cancellation);
        await PasskeyTable.DeleteAsync(session, row.Account, id, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.PasskeyRemoved, caller.Person).With("name", row.Name)], cancellation);
        await session.CommitAsync(cancellation);
        await log.MailAsync(signIn.Account!.Value, AccountMailKind.SecondFactorChanged, cancellation);
    }

    /// <summary>Asks for any passkey of this site.</summary>
    public async Task<PasskeyQuestion> BeginSignInAsync(HttpContext context, CancellationToken cancellation)
    {
        RequireDomain();
        var asked = await handler.MakeRequestOptionsAsync(null, context);
        return await AskAsync(asked.RequestOptionsJson, asked.AssertionState, cancellation);
    }

    /// <summary>The account whose passkey a browser answers with.</summary>
    public async Task<PasskeyAccount> RequireAsync(HttpContext context, string ticket, JsonElement credential, CancellationToken cancellation)
    {
        var state = await TakeAsync(ticket, cancellation) ?? throw Refused();
        var shown = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential.GetRawText(), AssertionState = state });
        if (!shown.Succeeded)
            throw Refused();
        await using var session = await database.OpenGlobalAsync(cancellation);
        await PasskeyTable.UsedAsync(session, shown.Passkey.CredentialId, shown.Passkey.SignCount, shown.Passkey.IsBackedUp, clock.Now(), cancellation);
        return shown.User;
    }

    private async Task<PasskeyQuestion> AskAsync(string options, string? state, CancellationToken cancellation)
    {
        var ticket = Secret.New();
        await using var session = await database.OpenGlobalAsync(cancellation);
        await PasskeyTable.AskAsync(session, Secret.Hash(ticket), state!, clock.Now() + Waits, cancellation);
        return new PasskeyQuestion(ticket, options);
    }

    private async Task<string?> TakeAsync(string ticket, CancellationToken cancellation)
    {
        if (!Secret.Plausible(ticket))
            return null;
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await PasskeyTable.TakeAsync(session, Secret.Hash(ticket), clock.Now(), cancellation);
    }

    private static async Task<PasskeyRow> FindAsync(Session session, Guid account, Guid id, CancellationToken cancellation) =>
        (await PasskeyTable.ListAsync(session, account, cancellation)).FirstOrDefault(k => k.Id == id) ?? throw ProblemException.NotFound();

    // Browsers tie passkeys to the name of a site, so an address without one cannot have any.
    private void RequireDomain()
    {
        if (IPAddress.TryParse(settings.PublicUrl.Host.Trim('[', ']'), out _))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "passkey.no_domain"));
    }

    private static ProblemException Refused() => new(Problem.Of(ProblemKind.Unauthenticated, "bad_passkey"));
}
