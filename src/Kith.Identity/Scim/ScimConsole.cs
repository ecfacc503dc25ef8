using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Records;
using Kith.Core.Types;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Scim;
using Kith.Store.Sql;

namespace Kith.Identity.Scim;

/// <summary>How a workspace's directory is let in, as its administrators keep it.</summary>
public sealed class ScimConsole(ScimPeople people, TimeProvider clock)
{
    /// <summary>What every token begins with, so that people and scanners know what they have found.</summary>
    public const string Prefix = "kith_scim_";

    /// <summary>What holds where nothing was set.</summary>
    public static readonly ScimRow Standard = new(false, null, null, null, null, null, null, null, null, Roles.Member, []);

    private const int HintLength = 4;
    private const int MostGroups = 200;
    private const int Longest = 200;

    /// <summary>False for a text that cannot be a token.</summary>
    public static bool Plausible(string secret) => secret.StartsWith(Prefix, StringComparison.Ordinal) && Secret.Plausible(secret[Prefix.Length..]);

    /// <summary>Keeps how the directory is let in; what its groups stand for is given to their members.</summary>
    /// <exception cref="ProblemException">Something cannot be used, or gives more than the caller could.</exception>
    public Task SaveAsync(Session session, Caller caller, Catalogue catalogue, ScimRow asked, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        await CheckAsync(session, caller, catalogue, asked, cancellation);
        var present = await ScimTable.OfAsync(session, caller.Workspace, cancellation) ?? Standard;
        await ScimTable.SaveAsync(session, caller.Workspace, asked, cancellation);
        if (asked.Active)
        {
            var members = (await ScimPeopleTable.GroupsAsync(session, caller.Workspace, null, cancellation)).SelectMany(g => g.Members).Select(m => m.Id);
            await people.FollowAsync(session, caller, catalogue, asked, members, cancellation);
        }
        await SecurityLog.ChangedAsync(session, caller, Told(present), Told(asked), cancellation);
        return true;
    }, cancellation);

    /// <summary>Makes a token that acts with the caller's rights; the one before ends at once.</summary>
    /// <returns>The secret, which is told this once.</returns>
    public Task<string> MakeTokenAsync(Session session, Caller caller, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var present = await ScimTable.OfAsync(session, caller.Workspace, cancellation);
        if (present is null)
            await ScimTable.SaveAsync(session, caller.Workspace, Standard, cancellation);
        var secret = Prefix + Secret.New();
        await ScimTable.SetTokenAsync(session, caller.Workspace, caller.Person, Secret.Hash(secret), secret[^HintLength..], clock.Now(), cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, present?.Hint is null ? SecurityEventKind.KeyMade : SecurityEventKind.KeyRotated, caller.Person).With("name", "SCIM")], cancellation);
        return secret;
    }, cancellation);

    /// <summary>Ends the token; false where there is none.</summary>
    public static Task<bool> EndTokenAsync(Session session, Caller caller, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        if (await ScimTable.OfAsync(session, caller.Workspace, cancellation) is not { Hint: not null, Owner: var owner })
            return false;
        await ScimTable.SetTokenAsync(session, caller.Workspace, null, null, null, null, cancellation);
        await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.KeyEnded, owner).With("name", "SCIM")], cancellation);
        return true;
    }, cancellation);

    private static async Task CheckAsync(Session session, Caller caller, Catalogue catalogue, ScimRow asked, CancellationToken cancellation)
    {
        var problems = new ProblemList();
        if (asked.Groups.Count > MostGroups)
            problems.Add("groups", "provider.too_many_groups", MostGroups);
        Rank("default_role", asked.DefaultRole);
        foreach (var (i, mapping) in asked.Groups.Take(MostGroups).Index())
        {
            var at = $"groups[{i}]";
            if (string.IsNullOrWhiteSpace(mapping.Group))
                problems.Add(at + ".group", "required", Naming.Label("group"));
            else if (mapping.Group.Length > Longest)
                problems.Add(at + ".group", "max_length", Naming.Label("group"), Longest);
            else if (mapping.Group.Any(char.IsControl))
                problems.Add(at + ".group", "control_characters", Naming.Label("group"));
            if (mapping.Role is { } role)
                Rank(at + ".role", role);
            if (mapping.Team is { } team && !await ScimPeopleTable.IsTeamAsync(session, caller.Workspace, team, cancellation))
                problems.Add(at + ".team", "link_not_found", Naming.Label("team"));
            if (mapping is { Role: null, Team: null })
                problems.Add(at, "scim.stands_for_nothing");
        }
        if (asked.Successor is { } successor && await PersonTable.OfIdAsync(session, caller.Workspace, successor, cancellation) is not { Active: true })
            problems.Add("successor", "handover.no_successor");
        problems.ThrowIfAny();

        // No directory makes an owner, and nobody gives through it what they could not give by hand.
        void Rank(string field, string role)
        {
            if (catalogue.Role(role) is not { } known)
                problems.Add(field, "person.unknown_role", role);
            else if (known.Rank == Role.Owner || !Roles.Within(caller, catalogue, known))
                problems.Add(field, "provider.role_too_high");
        }
    }

    private static JsonObject Told(ScimRow row) => new()
    {
        ["directory_active"] = row.Active, ["directory_successor"] = row.Successor?.ToString(), ["directory_default_role"] = row.DefaultRole, ["directory_groups"] = JsonSerializer.SerializeToNode(row.Groups),
    };
}
