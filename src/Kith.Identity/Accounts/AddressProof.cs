using System.Security.Cryptography;
using System.Text;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Sql;

namespace Kith.Identity.Accounts;

/// <summary>Proves that the owner of an account reads what is sent to its address. Until then the account invites nobody and is sent nothing but mails about itself.</summary>
public sealed class AddressProof(Database database, AccountMails mails, SignInLog log, TimeProvider clock)
{
    /// <summary>Has the link sent again; the one before works no longer. Does nothing where the address is proved.</summary>
    public async Task SendAgainAsync(Guid id, CancellationToken cancellation)
    {
        await using (var session = await database.OpenGlobalAsync(cancellation))
        {
            if (await AccountTable.OfIdAsync(session, id, cancellation) is not { VerifiedAt: null } account)
                return;
            var now = clock.Now();
            var key = SHA256.HashData(Encoding.UTF8.GetBytes($"send verification\n{id}"));
            if (await FailureTable.CountAsync(session, key, AccountMailSender.Asking, now, cancellation) is { } until)
                throw new ProblemException(Problem.TooMany(Math.Max(1, (int)Math.Ceiling((until - now).TotalSeconds))));
            await session.ExecuteAsync(mails.To(AccountMailKind.Verify, account), cancellation);
        }
        mails.Wake();
    }

    /// <summary>Takes the proof of a link, once, and answers the address that is proved.</summary>
    public async Task<string> TakeAsync(string token, Origin origin, CancellationToken cancellation)
    {
        if (!Secret.Plausible(token))
            throw AccountLinks.Invalid();
        await using var session = await database.OpenGlobalAsync(cancellation);
        await session.BeginAsync(cancellation);
        var now = clock.Now();
        var link = await AccountLinkTable.TakeAsync(session, Secret.Hash(token), LinkPurpose.Verify, now, cancellation) ?? throw AccountLinks.Invalid();
        if (await session.ExecuteAsync(AccountTable.Verify(link, now), cancellation) != 1)
            throw AccountLinks.Invalid();
        await session.CommitAsync(cancellation);
        await log.HappenedAsync(link.Account, SecurityEventKind.EmailVerified, origin, cancellation);
        return link.Email;
    }

    /// <summary>Refuses what only somebody with a proved address may do. People without an account have nothing to prove.</summary>
    public static async Task RequireAsync(Session session, Guid workspace, Guid person, CancellationToken cancellation)
    {
        if (await PersonTable.OfIdAsync(session, workspace, person, cancellation) is { Account: { } id } && await AccountTable.OfIdAsync(session, id, cancellation) is { VerifiedAt: null })
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "account.unverified"));
    }
}
