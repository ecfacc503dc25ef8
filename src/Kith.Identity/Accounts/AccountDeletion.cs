using System.Net;
using Kith.Core.Access;
using Kith.Core.Problems;
using Kith.Identity.SecondFactors;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.HandOver;
using Kith.Store.Sql;

namespace Kith.Identity.Accounts;

/// <summary>Asks for the deletion of one's own account.</summary>
/// <param name="Email">Its address, typed once more.</param>
/// <param name="Code">Of an authenticator app, or a recovery code, where the account has them.</param>
/// <param name="HandOver">By workspace who gets what there.</param>
public sealed record AccountDeletionInput(string Email, string Password, string? Code, IReadOnlyList<(Guid Workspace, HandOverRequest Request)> HandOver);

/// <summary>Has people delete their own accounts, and tells them before what that means.</summary>
public sealed class AccountDeletion(Database database, Credentials credentials, SecondFactor factor, AccountPlaces places, AccountRemoval removal, AccountMails mails, SignInCache cache)
{
    /// <summary>What it means to each workspace in which the account works, and what stands in the way.</summary>
    public Task<IReadOnlyList<PlaceStake>> StakesAsync(Guid account, Guid signIn, IPAddress? address, CancellationToken cancellation) =>
        places.StakesAsync(account, signIn, networks => WorkspaceNetworks.Allow(networks, address), cancellation);

    /// <summary>Deletes an account. All its sign-ins end, here at once and elsewhere within a second.</summary>
    /// <exception cref="ProblemException">The proof is wrong, or something stands in the way; then nothing was done.</exception>
    public async Task DeleteAsync(Guid id, Guid signIn, Via via, AccountDeletionInput input, Origin origin, CancellationToken cancellation)
    {
        await RequireAddressAsync(id, input.Email, cancellation);
        var account = await credentials.ProveAsync(id, "password", input.Password, origin, cancellation);
        await factor.RequireIfThereAsync(id, input.Code, origin, cancellation);
        var request = new AccountRemovalRequest(account, signIn, via, input.HandOver, networks => WorkspaceNetworks.Allow(networks, origin.Address), mails.Farewell(account));
        var people = await removal.RunAsync(request, cancellation);
        cache.Forget(s => s.Account == id);
        foreach (var person in people)
            cache.ForgetPerson(person.Workspace, person.Person);
        mails.Wake();
    }

    private async Task RequireAddressAsync(Guid id, string email, CancellationToken cancellation)
    {
        await using var session = await database.OpenGlobalAsync(cancellation);
        if (Credentials.Normalise(email) is not { } typed || typed != await AccountTable.NormalisedAsync(session, id, cancellation))
            throw new ProblemException(Problem.Field("email", "account_deletion.other_address"));
    }
}
