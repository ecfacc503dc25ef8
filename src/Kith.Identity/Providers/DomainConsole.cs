using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.Providers;

/// <summary>The border over which the records of domains are asked for.</summary>
public interface IDomainRecords
{
    /// <summary>The TXT records of a name; none where the name does not exist.</summary>
    /// <exception cref="DomainLookupException">No name server could say.</exception>
    Task<IReadOnlyList<string>> TextsAsync(string name, CancellationToken cancellation);
}

/// <summary>No name server told the records of a domain; the message says why, for administrators.</summary>
public sealed class DomainLookupException(string message) : Exception(message);

/// <summary>The domains that a workspace proves to be its own, by a record that only their owner can set.</summary>
public sealed class DomainConsole(IDomainRecords records, IdSource ids, TimeProvider clock)
{
    private const int Most = 50;

    /// <summary>The name whose TXT record is looked at.</summary>
    public static string RecordName(DomainRow domain) => "_kith." + domain.Domain;

    /// <summary>What the record has to say.</summary>
    public static string RecordValue(DomainRow domain) => "kith-verification=" + domain.Proof;

    /// <summary>Adds a domain, which is nobody's until it is verified.</summary>
    public async Task<DomainRow> AddAsync(Session session, Caller caller, string domain, CancellationToken cancellation)
    {
        // A domain is what an address may end with.
        if (Credentials.Normalise("somebody@" + domain.Trim().TrimEnd('.')) is not { } address || !ProviderAdmission.DomainOf(address).Contains('.', StringComparison.Ordinal))
            throw new ProblemException(Problem.Field("domain", "domain.bad", domain));
        if ((await DomainTable.ListAsync(session, caller.Workspace, cancellation)).Count >= Most)
            throw new ProblemException(Problem.Field("domain", "domain.too_many", Most));
        var row = new DomainRow(ids.Next(), ProviderAdmission.DomainOf(address), Secret.New(), null, clock.Now());
        return await DomainTable.InsertAsync(session, caller.Workspace, row, cancellation) ? row : throw new ProblemException(Problem.Field("domain", "domain.there", row.Domain));
    }

    /// <summary>Looks whether the domain says what it has to. One that no longer does is no longer the workspace's.</summary>
    /// <returns>The domain, and why it is not verified; null where it is.</returns>
    /// <exception cref="ProblemException">There is no such domain.</exception>
    public async Task<(DomainRow Domain, string? Problem)> VerifyAsync(Session session, Caller caller, Guid id, CancellationToken cancellation)
    {
        var domain = await DomainTable.FindAsync(session, caller.Workspace, id, cancellation) ?? throw ProblemException.NotFound();
        IReadOnlyList<string> texts;
        try
        {
            texts = await records.TextsAsync(RecordName(domain), cancellation);
        }
        catch (DomainLookupException error)
        {
            return (domain, Messages.Text("domain.unreachable", domain.Domain, error.Message));
        }
        var verified = texts.Any(t => t.Trim() == RecordValue(domain)) ? clock.Now() : (DateTime?)null;
        await session.TogetherAsync(async () =>
        {
            await DomainTable.SetVerifiedAsync(session, caller.Workspace, id, verified, cancellation);
            if ((verified is null) != (domain.VerifiedAt is null))
                await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged, id, domain.Domain).With("domain_verified", domain.VerifiedAt is not null, verified is not null)], cancellation);
            return verified;
        }, cancellation);
        return (domain with { VerifiedAt = verified }, verified is null ? Messages.Text("domain.unproved", RecordName(domain), RecordValue(domain)) : null);
    }
}
