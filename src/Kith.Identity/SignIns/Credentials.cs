using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Core.Types.Kinds;
using Kith.Identity.Passwords;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SignIns;

/// <summary>Checks an e-mail address and a password: one answer for every failure, at the cost of one hash.</summary>
public sealed class Credentials(Database database, PasswordHashing passwords, Lockout lockout, SignInLog log)
{
    /// <summary>How an address is compared; null when the text is none.</summary>
    public static string? Normalise(string email) => EmailKind.Normalise(email)?.ToLowerInvariant();

    /// <summary>The account of an address and its password.</summary>
    /// <param name="further">What else has to be shown once the password was right; a refusal counts as a failure like a wrong password.</param>
    public async Task<Account> RequireAsync(string email, string password, Func<Account, SignInAttempt, Task> further, Origin origin, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        if (string.IsNullOrWhiteSpace(email))
            problems.Add("email", "required", Naming.Label("email"));
        if (password.Length == 0)
            problems.Add("password", "required", Naming.Label("password"));
        problems.ThrowIfAny();
        // A text that is no address is treated as one that nobody has.
        return await CheckAsync(Normalise(email) ?? email.Trim().ToLowerInvariant(), password, further, origin, cancellation)
            ?? throw new ProblemException(Problem.Of(ProblemKind.Unauthenticated, "bad_credentials"));
    }

    /// <summary>The account of a normalised address if the password is right, else null; refuses too many attempts.</summary>
    public Task<Account?> CheckAsync(string normalised, string password, Origin origin, CancellationToken cancellation) =>
        CheckAsync(normalised, password, (_, _) => Task.CompletedTask, origin, cancellation);

    private async Task<Account?> CheckAsync(string normalised, string password, Func<Account, SignInAttempt, Task> further, Origin origin, CancellationToken cancellation)
    {
        var attempt = await EnterAsync(normalised, origin, cancellation);
        var account = await FindAsync(normalised, cancellation);
        // No longer text was ever taken as a password, so the hash of one need not be worked out.
        var known = password.Length > PasswordRules.Longest ? null : account?.PasswordHash;
        var verdict = await VerifyAsync(known, password.Length > PasswordRules.Longest ? "" : password, attempt, cancellation);
        if (account is null || !verdict.Right)
        {
            await log.FailedAsync(SecurityEventKind.SignInFailed, account?.Id, origin, cancellation);
            return null;
        }
        await further(account, attempt);
        await lockout.SucceededAsync(attempt, account.Id, cancellation);
        if (verdict.Stale)
            await RehashAsync(account, password, cancellation);
        return account;
    }

    // Who is told to come again has not been wrong.
    private async Task<PasswordVerdict> VerifyAsync(string? hash, string password, SignInAttempt attempt, CancellationToken cancellation)
    {
        try
        {
            return await passwords.VerifyAsync(hash, password, cancellation);
        }
        catch (ProblemException busy) when (busy.Problem.Kind == ProblemKind.Unavailable)
        {
            await lockout.UndecidedAsync(attempt, CancellationToken.None);
            throw;
        }
    }

    private async Task<SignInAttempt> EnterAsync(string normalised, Origin origin, CancellationToken cancellation)
    {
        try
        {
            return await lockout.EnterAsync(normalised, origin.Address, cancellation);
        }
        catch (ProblemException)
        {
            await log.FailedAsync(SecurityEventKind.LockedOut, (await FindAsync(normalised, cancellation))?.Id, origin, cancellation);
            throw;
        }
    }

    /// <summary>The account of a normalised address.</summary>
    public async Task<Account?> FindAsync(string normalised, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await AccountTable.FindAsync(session, normalised, cancellation);
    }

    /// <summary>The account of somebody signed in who writes their password once more.</summary>
    /// <param name="field">The member that carries it.</param>
    public async Task<Account> ProveAsync(Guid id, string field, string password, Origin origin, CancellationToken cancellation)
    {
        Account? known;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            known = await AccountTable.OfIdAsync(session, id, cancellation);
        return await CheckAsync(known?.Email.ToLowerInvariant() ?? "", password, origin, cancellation)
            ?? throw new ProblemException(Problem.Field(field, "password.wrong"));
    }

    private async Task RehashAsync(Account account, string password, CancellationToken cancellation)
    {
        var hash = await passwords.HashAsync(password, cancellation);
        await using var session = await database.OpenGlobalAsync(cancellation);
        await AccountTable.RehashAsync(session, account.Id, account.PasswordHash, hash, cancellation);
    }
}
