using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.Accounts;
using Kith.Identity.Passwords;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Catalogues;
using Kith.Store.Seeding;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;

namespace Kith.Identity.SigningUp;

/// <summary>Makes a workspace with its owner and what every workspace starts with, all or nothing. Who has an account makes one more by its password.</summary>
public sealed partial class SignUp(
    Database database, Credentials credentials, PasswordHashing passwords, PersonWriter people, BrowserSessions browsers, RecordLoader loader,
    SeedRecords seed, WorkspaceCatalogues catalogues, AccountMails mails, IdSource ids, TimeProvider clock, ILogger<SignUp> log)
{
    /// <summary>Makes the workspace and answers the cookie of its owner's first session.</summary>
    public async Task<string> RunAsync(WorkspaceInput input, Origin origin, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var checkedInput = new WorkspaceInput(
            InputChecks.Name("workspace", input.Workspace, problems), InputChecks.Name("name", input.Name, problems), InputChecks.Email(input.Email, problems),
            input.Password, InputChecks.Currency(input.Currency, problems), InputChecks.TimeZone(input.TimeZone, problems));
        var known = problems.None ? await credentials.FindAsync(checkedInput.Email.ToLowerInvariant(), cancellation) : null;
        if (known is null)
            PasswordRules.Check("password", input.Password, [input.Name, input.Email, input.Workspace], problems);
        problems.ThrowIfAny();
        if (known is not null && await credentials.CheckAsync(checkedInput.Email.ToLowerInvariant(), input.Password, origin, cancellation) is null)
            throw Exists();
        var hash = known is null ? await passwords.HashAsync(input.Password, cancellation) : null;
        return await MakeAsync(checkedInput, known?.Id, hash, SignInTerms.Plain, cancellation);
    }

    /// <summary>Makes one more workspace for who is signed in, and puts a sign-in there, on the same terms, in the place of the present one.</summary>
    public async Task<string> AddAsync(KnownSignIn present, string workspace, string? currency, string? timeZone, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var (name, money, zone) = (InputChecks.Name("workspace", workspace, problems), InputChecks.Currency(currency, problems), InputChecks.TimeZone(timeZone, problems));
        problems.ThrowIfAny();
        Account account;
        SignInTerms terms;
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            account = await AccountTable.OfIdAsync(session, present.Account!.Value, cancellation) ?? throw ProblemException.NotFound();
            terms = await SessionTable.TermsAsync(session, present.Session, cancellation);
        }
        if (account.VerifiedAt is null)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "account.unverified"));
        var cookie = await MakeAsync(new WorkspaceInput(name, account.Name, account.Email, "", money, zone), account.Id, null, terms, cancellation);
        await browsers.EndAsync(present.Session, cancellation);
        return cookie;
    }

    private async Task<string> MakeAsync(WorkspaceInput input, Guid? known, string? hash, SignInTerms terms, CancellationToken cancellation)
    {
        var workspace = ids.Next();
        var account = known ?? ids.Next();
        var now = clock.Now();
        await using var session = await database.OpenAsync(workspace, cancellation);
        await session.BeginAsync(cancellation);
        if (hash is not null)
        {
            var made = new Account(account, input.Email, input.Name, hash, null, VerifiedAt: null);
            if (!await AccountTable.InsertAsync(session, made, now, cancellation))
                throw Exists();
            await session.ExecuteOutsideAsync(mails.To(AccountMailKind.Verify, made), cancellation);
        }
        await WorkspaceTable.InsertAsync(session, workspace, input.Workspace, input.Currency!, input.TimeZone!, now, cancellation);
        var caller = Caller.System("sign-up", workspace, input.Currency!, TimeZoneInfo.FindSystemTimeZoneById(input.TimeZone!));
        await people.CreateAsync(session, caller, catalogues.BuiltIn, account, input.Name, input.Email, Roles.Owner, cancellation);
        await loader.LoadAsync(session, caller, catalogues.BuiltIn, seed.Records, cancellation);
        var cookie = await browsers.StartAsync(session, account, workspace, terms, cancellation);
        await session.CommitAsync(cancellation);
        mails.Wake();
        Made(log, workspace);
        return cookie;
    }

    private static ProblemException Exists() => new(Problem.Field("email", "account.exists"));

    [LoggerMessage(Level = LogLevel.Information, Message = "Workspace {Workspace} was made")]
    private static partial void Made(ILogger log, Guid workspace);
}

/// <summary>What every workspace starts with.</summary>
public sealed record SeedRecords(ModuleRecords Records);
