using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Identity.Protection;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.SecondFactors;

/// <summary>What an authenticator app takes.</summary>
/// <param name="Secret">In base 32, for who cannot scan.</param>
/// <param name="Uri">For a QR code.</param>
public sealed record NewTotp(string Secret, string Uri);

/// <summary>
/// Sets second factors up and takes them away. Who has one must have shown it in this sign-in, so that a password alone, or a browser left open before, changes none.
/// </summary>
public sealed class SettingUp(Database database, Vault vault, SecondFactor factor, SignInCache cache, SignInLog log, TimeProvider clock)
{
    private const string Issuer = "Kith";

    /// <summary>What the account can show.</summary>
    public async Task<AccountFactors> OfAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await SecondFactorTable.OfAsync(session, account, cancellation);
    }

    /// <summary>Makes a secret, which counts from its first code on.</summary>
    public async Task<NewTotp> BeginAsync(KnownSignIn signIn, CancellationToken cancellation)
    {
        var account = signIn.Account!.Value;
        await RequireOwnAsync(signIn, cancellation);
        await using var session = await database.OpenGlobalAsync(cancellation);
        await RequireProofAsync(session, signIn, cancellation);
        var secret = Totp.NewSecret();
        if (!await SecondFactorTable.BeginAsync(session, account, vault.Protect(SecondFactor.Purpose(account), secret), clock.Now(), cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "second_factor.present"));
        return new NewTotp(secret, Totp.Uri(Issuer, await AccountTable.NormalisedAsync(session, account, cancellation), secret));
    }

    /// <summary>Makes the secret count, now that a code of it was shown, and answers the recovery codes.</summary>
    public async Task<IReadOnlyList<string>> ConfirmAsync(KnownSignIn signIn, Caller caller, string code, CancellationToken cancellation)
    {
        var account = signIn.Account!.Value;
        await RequireOwnAsync(signIn, cancellation);
        await using var session = await database.OpenAsync(signIn.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await RequireProofAsync(session, signIn, cancellation);
        var row = await SecondFactorTable.FindAsync(session, account, cancellation) ?? throw new ProblemException(Problem.Of(ProblemKind.Conflict, "second_factor.not_begun"));
        if (row.ConfirmedAt is not null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "second_factor.present"));
        if (!await factor.UseAsync(session, account, row.Secret, code, cancellation))
            throw new ProblemException(Problem.Field("code", "bad_code"));
        await SecondFactorTable.ConfirmAsync(session, account, clock.Now(), cancellation);
        await SecondFactorTable.ProveAsync(session, signIn.Session, cancellation);
        var codes = await RenewAsync(session, account, cancellation);
        await LogAsync(session, caller, SecurityEventKind.SecondFactorAdded, cancellation);
        await session.CommitAsync(cancellation);
        await log.MailAsync(signIn.Account!.Value, AccountMailKind.SecondFactorChanged, cancellation);
        // The other sign-ins of the account have shown no code.
        cache.Forget(s => s.Account == account);
        return codes;
    }

    /// <summary>Takes codes and recovery codes away.</summary>
    public async Task RemoveAsync(KnownSignIn signIn, Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(signIn.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await RequireProofAsync(session, signIn, cancellation);
        if (!await SecondFactorTable.DeleteAsync(session, signIn.Account!.Value, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "second_factor.absent"));
        await LogAsync(session, caller, SecurityEventKind.SecondFactorRemoved, cancellation);
        await session.CommitAsync(cancellation);
        await log.MailAsync(signIn.Account!.Value, AccountMailKind.SecondFactorChanged, cancellation);
        cache.Forget(s => s.Account == signIn.Account);
    }

    /// <summary>Puts new recovery codes in the place of all before.</summary>
    public async Task<IReadOnlyList<string>> RenewAsync(KnownSignIn signIn, Caller caller, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(signIn.Workspace, cancellation);
        await session.BeginAsync(cancellation);
        await RequireProofAsync(session, signIn, cancellation);
        if ((await SecondFactorTable.OfAsync(session, signIn.Account!.Value, cancellation)).Totp is null)
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "second_factor.absent"));
        var codes = await RenewAsync(session, signIn.Account.Value, cancellation);
        await LogAsync(session, caller, SecurityEventKind.RecoveryCodesMade, cancellation);
        await session.CommitAsync(cancellation);
        await log.MailAsync(signIn.Account!.Value, AccountMailKind.SecondFactorChanged, cancellation);
        return codes;
    }

    // A provider could otherwise put a factor of its own before an account that works elsewhere, too.
    private async Task RequireOwnAsync(KnownSignIn signIn, CancellationToken cancellation)
    {
        if (signIn.Standing is not { ByProvider: true })
            return;
        await using var session = await database.OpenGlobalAsync(cancellation);
        if ((await AccountTable.WorkspacesAsync(session, signIn.Account!.Value, cancellation)).Count > 1)
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "second_factor.elsewhere"));
    }

    /// <summary>Refuses a sign-in that has not shown the second factor its account has.</summary>
    internal static async Task RequireProofAsync(Session session, KnownSignIn signIn, CancellationToken cancellation)
    {
        var has = await SecondFactorTable.OfAsync(session, signIn.Account!.Value, cancellation);
        if (!(await SessionTable.TermsAsync(session, signIn.Session, cancellation)).SecondFactor && (has.Totp is not null || has.Passkeys > 0))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "second_factor.show_first"));
    }

    private async Task<IReadOnlyList<string>> RenewAsync(Session session, Guid account, CancellationToken cancellation)
    {
        var codes = RecoveryCodes.New();
        await SecondFactorTable.SetRecoveryCodesAsync(session, account, [.. codes.Select(RecoveryCodes.Hash)], clock.Now(), cancellation);
        return codes;
    }

    private static Task LogAsync(Session session, Caller caller, SecurityEventKind kind, CancellationToken cancellation) =>
        SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, kind, caller.Person)], cancellation);
}
