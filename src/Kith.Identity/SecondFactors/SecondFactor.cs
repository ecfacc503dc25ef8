using Kith.Core.Problems;
using Kith.Identity.Protection;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.SecondFactors;

/// <summary>Checks the codes of accounts: those of an authenticator app, each time step once, and recovery codes, each once.</summary>
public sealed class SecondFactor(Database database, Vault vault, Lockout lockout, TimeProvider clock)
{
    /// <summary>True for an account that has to show a code.</summary>
    public async Task<bool> HasAsync(Guid account, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        return await SecondFactorTable.FindAsync(session, account, cancellation) is { ConfirmedAt: not null };
    }

    /// <summary>Uses a code up; false for a wrong one.</summary>
    public async Task<bool> CheckAsync(Guid account, string code, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (await SecondFactorTable.FindAsync(session, account, cancellation) is not { ConfirmedAt: not null } row)
            return false;
        return IsOfApp(code) ? await UseAsync(session, account, row.Secret, code, cancellation) : await SecondFactorTable.UseRecoveryCodeAsync(session, account, RecoveryCodes.Hash(code), clock.Now(), cancellation);
    }

    /// <summary>Uses a code of somebody signed in up; wrong ones count like wrong passwords.</summary>
    /// <exception cref="ProblemException">It is wrong, or too many were.</exception>
    public async Task RequireAsync(Guid account, string code, Origin origin, CancellationToken cancellation)
    {
        string normalised;
        await using (var session = await database.OpenGlobalAsync(cancellation))
            normalised = await AccountTable.NormalisedAsync(session, account, cancellation);
        var attempt = await lockout.EnterAsync(normalised, origin.Address, cancellation);
        if (!await CheckAsync(account, code, cancellation))
            throw Wrong();
        await lockout.SucceededAsync(attempt, account, cancellation);
    }

    /// <summary>The same for an account that has codes; one that has none is asked for nothing.</summary>
    public async Task RequireIfThereAsync(Guid account, string? code, Origin origin, CancellationToken cancellation)
    {
        if (!await HasAsync(account, cancellation))
            return;
        if (code is not { Length: > 0 })
            throw new ProblemException(Problem.Field("code", "code_required"));
        await RequireAsync(account, code, origin, cancellation);
    }

    /// <summary>Uses a code of a secret up that is not confirmed yet or is.</summary>
    /// <param name="kept">The protected secret.</param>
    internal async Task<bool> UseAsync(Session session, Guid account, string kept, string code, CancellationToken cancellation) =>
        Totp.Find(vault.Unprotect(Purpose(account), kept), Digits(code), clock.GetUtcNow()) is { } step && await SecondFactorTable.UseStepAsync(session, account, kept, step, cancellation);

    /// <summary>What the secret of an account is protected for.</summary>
    internal static string Purpose(Guid account) => $"second factor {account:N}";

    /// <summary>The refusal of a wrong code.</summary>
    internal static ProblemException Wrong() => new(Problem.Of(ProblemKind.Unauthenticated, "bad_code"));

    private static bool IsOfApp(string code) => Digits(code) is { Length: Totp.Digits } digits && digits.All(char.IsAsciiDigit);

    private static string Digits(string code) => code.Replace(" ", "", StringComparison.Ordinal);
}
