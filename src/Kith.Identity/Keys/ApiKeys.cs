using System.Net;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Identity.SigningUp;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.Keys;

/// <summary>A key to make.</summary>
/// <param name="Scopes">As <see cref="KeyScope"/> names them.</param>
/// <param name="Networks">CIDR blocks or single addresses; everywhere when empty.</param>
/// <param name="Person">The service person it is for; null for the caller.</param>
public sealed record ApiKeyInput(string Name, IReadOnlyList<string> Scopes, IReadOnlyList<string> Networks, DateTime? ExpiresAt, Guid? Person);

/// <summary>
/// Keys by which programs act for a person, within scopes. A secret is told once and kept as its hash. Endpoints let only those call this who may make keys.
/// </summary>
public sealed class ApiKeys(AccessPolicy policy, SignInCache cache, IdSource ids, TimeProvider clock)
{
    /// <summary>What every secret begins with, so that people and scanners know what they have found.</summary>
    public const string Prefix = "kith_";

    private const int HintLength = 4;
    private const int MostNetworks = 50;

    /// <summary>False for a text that cannot be a key.</summary>
    public static bool Plausible(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal) && Secret.Plausible(secret[Prefix.Length..]);

    /// <summary>The caller's keys; all of the workspace for who manages people.</summary>
    public Task<List<ApiKey>> ListAsync(Session session, Caller caller, CancellationToken cancellation) =>
        ApiKeyTable.ListAsync(session, caller.Workspace, Manages(caller) ? null : caller.Person, cancellation);

    /// <summary>Makes a key and answers its secret.</summary>
    /// <exception cref="ProblemException">A value cannot be used, or the workspace has no keys.</exception>
    public async Task<(ApiKey Key, string Secret)> CreateAsync(Session session, Caller caller, Catalogue catalogue, ApiKeyInput input, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        var name = InputChecks.Name("name", input.Name, problems);
        KeyScope.Check("scopes", input.Scopes, catalogue, problems);
        var networks = Networks(input.Networks, problems);
        var now = clock.Now();
        if (input.ExpiresAt <= now)
            problems.Add("expires_at", "api_key.past");
        var person = await ForAsync(session, caller, catalogue, input.Person, problems, cancellation);
        problems.ThrowIfAny();
        await RequireAllowedAsync(session, caller, cancellation);
        var secret = Prefix + Secret.New();
        var key = new ApiKey(ids.Next(), person!.Id, person.Name, person.Role!, name, secret[^HintLength..], [.. input.Scopes.Distinct()], networks, now, input.ExpiresAt, null, null, null);
        await session.ExecuteAsync(ApiKeyTable.Insert(caller, key, Secret.Hash(secret)), cancellation);
        await LogAsync(session, caller, SecurityEventKind.KeyMade, key, cancellation);
        return (key, secret);
    }

    /// <summary>Gives a key a new secret; the one before ends at once.</summary>
    public async Task<(ApiKey Key, string Secret)> RotateAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var key = await FindAsync(session, caller, catalogue, id, cancellation);
        // Who had the secret of somebody else's key could act as that person.
        if (key.Person != caller.Person && !(await PersonTable.OfIdAsync(session, caller.Workspace, key.Person, cancellation))!.Service)
            throw ProblemException.Forbidden();
        await RequireAllowedAsync(session, caller, cancellation);
        var now = clock.Now();
        var secret = Prefix + Secret.New();
        await session.ExecuteAsync(ApiKeyTable.Rotate(caller.Workspace, id, Secret.Hash(secret), secret[^HintLength..], now), cancellation);
        await LogAsync(session, caller, SecurityEventKind.KeyRotated, key, cancellation);
        return (key with { Hint = secret[^HintLength..], RotatedAt = now }, secret);
    }

    /// <summary>Ends a key.</summary>
    public async Task EndAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var key = await FindAsync(session, caller, catalogue, id, cancellation);
        await session.ExecuteAsync(ApiKeyTable.Delete(caller.Workspace, id), cancellation);
        await LogAsync(session, caller, SecurityEventKind.KeyEnded, key, cancellation);
    }

    /// <summary>Forgets what is known of a key that was rotated or ended; called after the commit.</summary>
    public void Acted(Guid id) => cache.ForgetSession(id);

    private async Task<ApiKey> FindAsync(Session session, Caller caller, Catalogue catalogue, Guid id, CancellationToken cancellation)
    {
        var key = await ApiKeyTable.OfIdAsync(session, caller.Workspace, id, cancellation);
        if (key is null || (key.Person != caller.Person && !Manages(caller)))
            throw ProblemException.NotFound();
        if (key.Person != caller.Person)
            Roles.RequireNotAbove(caller, catalogue, key.PersonRole);
        return key;
    }

    private async Task<PersonRow?> ForAsync(Session session, Caller caller, Catalogue catalogue, Guid? wanted, ProblemList problems, CancellationToken cancellation)
    {
        var person = await PersonTable.OfIdAsync(session, caller.Workspace, wanted ?? caller.Person!.Value, cancellation);
        if (wanted is null || wanted == caller.Person)
            return person;
        if (!Manages(caller))
            throw ProblemException.Forbidden();
        if (person is not { Service: true, Active: true, Role: { } role })
            problems.Add("person", "api_key.no_service_person");
        else
            Roles.RequireNotAbove(caller, catalogue, role);
        return person;
    }

    private bool Manages(Caller caller) => policy.May(caller, Function.ManagePeople);

    private static async Task RequireAllowedAsync(Session session, Caller caller, CancellationToken cancellation)
    {
        if (!await WorkspaceTable.ApiKeysAsync(session, caller.Workspace, cancellation))
            throw new ProblemException(Problem.Of(ProblemKind.Forbidden, "api_key.off"));
    }

    private static List<IPNetwork> Networks(IReadOnlyList<string> texts, ProblemList problems)
    {
        var networks = new List<IPNetwork>();
        if (texts.Count > MostNetworks)
            problems.Add("networks", "api_key.many_networks", MostNetworks);
        foreach (var text in texts.Take(MostNetworks))
        {
            if (NetworkText.Read(text) is { } network)
                networks.Add(network);
            else
                problems.Add("networks", "api_key.bad_network", text);
        }
        return networks;
    }

    private static Task LogAsync(Session session, Caller caller, SecurityEventKind kind, ApiKey key, CancellationToken cancellation) => SecurityLog.AppendAsync(session, caller.Workspace,
    [
        SecurityLog.By(caller, kind, key.Person, key.PersonName).With("name", key.Name).With("scopes", key.Scopes).With("networks", key.Networks.Select(n => n.ToString())).With("expires_at", key.ExpiresAt),
    ], cancellation);
}
