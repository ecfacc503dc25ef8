using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Core.Access;
using Kith.Core.Changes;
using Kith.Core.Problems;
using Kith.Core.Types;
using Kith.Identity.Protection;
using Kith.Identity.SignIns;
using Kith.Store.Accounts;
using Kith.Store.Audit;
using Kith.Store.Sql;

namespace Kith.Identity.Providers;

/// <summary>What an administrator sets about the workspace's provider.</summary>
/// <param name="ClientSecret">Null keeps the one there is, as long as the issuer stays; empty is for providers that ask for none.</param>
public sealed record ProviderInput(
    string Name, string Issuer, string ClientId, string? ClientSecret, string? Scopes, string? GroupsClaim, IReadOnlyList<GroupRole> Groups, string? DefaultRole, bool Joins, bool OnlyWay, bool TrustsFactor, bool Active);

/// <summary>One step of trying a provider.</summary>
/// <param name="Problem">Why it failed; null where it did not.</param>
public sealed record ProviderStep(string Name, string? Problem);

/// <summary>The sign-in provider of a workspace, as its administrators keep it.</summary>
public sealed class ProviderConsole(ProviderSignIn signIn, ProviderDocuments documents, CodeExchange exchange, Vault vault, SignInCache cache, TimeProvider clock)
{
    private const string StandardScopes = "openid email profile";
    private const int LongestName = 100;
    private const int LongestText = 500;
    private const int MostGroups = 200;

    /// <summary>Keeps the provider.</summary>
    /// <param name="session">The caller's sign-in.</param>
    /// <exception cref="ProblemException">Something cannot be used, or would lock the caller out.</exception>
    public async Task<ProviderRow> SaveAsync(Session session, Caller caller, Catalogue catalogue, Guid signedIn, ProviderInput input, CancellationToken cancellation)
    {
        Check(caller, catalogue, input);
        var present = await ProviderTable.FindAsync(session, caller.Workspace, cancellation);
        if (input.OnlyWay && caller.Role != Role.Owner && !await ProviderSignInTable.ByProviderAsync(session, signedIn, cancellation))
            throw new ProblemException(Problem.Field("only_way", "provider.locks_you_out"));
        // A secret goes to the issuer it was given for, and to no other that somebody writes in its place.
        var secret = input.ClientSecret switch
        {
            null => present?.Issuer == input.Issuer ? present.ClientSecret : null,
            "" => null,
            var given => vault.Protect(CodeExchange.Purpose(caller.Workspace), given),
        };
        var scopes = string.Join(' ', (input.Scopes ?? StandardScopes).Split(' ', StringSplitOptions.RemoveEmptyEntries).Prepend("openid").Distinct());
        var provider = new ProviderRow(
            input.Name.Trim(), input.Issuer, input.ClientId, secret, scopes, Text(input.GroupsClaim), input.Groups, Text(input.DefaultRole), input.Joins, input.OnlyWay && input.Active, input.TrustsFactor, input.Active);
        return await session.TogetherAsync(async () =>
        {
            await ProviderTable.SaveAsync(session, caller.Workspace, provider, clock.Now(), cancellation);
            if (provider.OnlyWay)
                await ProviderTable.EndOtherSignInsAsync(session, caller.Workspace, cancellation);
            await SecurityLog.ChangedAsync(session, caller, Told(present), Told(provider), cancellation);
            return provider;
        }, cancellation);
    }

    /// <summary>Forgets what is known of sign-ins and of the issuer, once a change is kept.</summary>
    public void Acted(Caller caller, string? issuer)
    {
        cache.Forget(s => s.Workspace == caller.Workspace);
        if (issuer is not null)
            documents.Forget(issuer);
    }

    /// <summary>Tries the provider step by step, as far as that goes without a person: up to the first that fails.</summary>
    public async Task<IReadOnlyList<ProviderStep>> TestAsync(Caller caller, ProviderRow provider, CancellationToken cancellation)
    {
        documents.Forget(provider.Issuer);
        var steps = new List<ProviderStep>();
        ProviderMetadata? metadata = null;
        var passed = await StepAsync("discovery", async () => metadata = await documents.MetadataAsync(provider.Issuer, cancellation))
            && await StepAsync("keys", () => documents.KeysAsync(metadata!, cancellation))
            && await StepAsync("client", () => TryClientAsync(caller, provider, metadata!, cancellation));
        _ = passed;
        return steps;

        async Task<bool> StepAsync(string name, Func<Task> step)
        {
            try
            {
                await step();
                steps.Add(new ProviderStep(name, null));
                return true;
            }
            catch (ProblemException refusal)
            {
                steps.Add(new ProviderStep(name, refusal.Problem.Title));
                return false;
            }
        }
    }

    private async Task TryClientAsync(Caller caller, ProviderRow provider, ProviderMetadata metadata, CancellationToken cancellation)
    {
        var error = await exchange.TryAsync(caller.Workspace, provider, metadata, signIn.Back, cancellation);
        if (error is "invalid_client" or "unauthorized_client")
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.client_refused", error));
        if (error != "invalid_grant")
            throw new ProblemException(Problem.Of(ProblemKind.Conflict, "provider.client_unclear", error ?? "-"));
    }

    /// <summary>Takes the provider away; false where there is none.</summary>
    public static Task<bool> DeleteAsync(Session session, Caller caller, CancellationToken cancellation) => session.TogetherAsync(async () =>
    {
        var deleted = await ProviderTable.DeleteAsync(session, caller.Workspace, cancellation);
        if (deleted)
            await SecurityLog.AppendAsync(session, caller.Workspace, [SecurityLog.By(caller, SecurityEventKind.SettingsChanged).With("provider", "deleted")], cancellation);
        return deleted;
    }, cancellation);

    // What the audit tells of a provider: all but its secret.
    private static JsonObject Told(ProviderRow? provider)
    {
        var told = provider is null ? [] : JsonSerializer.SerializeToNode(provider with { ClientSecret = provider.ClientSecret is null ? null : "kept" })!.AsObject();
        return new JsonObject(told.Select(p => KeyValuePair.Create($"provider_{Naming.Snake(p.Key)}", p.Value?.DeepClone())));
    }

    private static void Check(Caller caller, Catalogue catalogue, ProviderInput input)
    {
        var problems = new ProblemList();
        Line("name", input.Name, LongestName);
        Line("client_id", input.ClientId, LongestText);
        if (input.Issuer.Length > LongestText || !Uri.TryCreate(input.Issuer, UriKind.Absolute, out var issuer) || issuer.Scheme is not ("https" or "http") || issuer.UserInfo.Length > 0 || issuer.Query.Length > 0 || issuer.Fragment.Length > 0)
            problems.Add("issuer", "provider.bad_issuer");
        foreach (var (name, text) in new[] { ("client_secret", input.ClientSecret), ("scopes", input.Scopes), ("groups_claim", input.GroupsClaim) })
        {
            if (text?.Length > LongestText)
                problems.Add(name, "max_length", Naming.Label(name), LongestText);
            else if (text?.Any(char.IsControl) == true)
                problems.Add(name, "control_characters", Naming.Label(name));
        }
        if (input.Groups.Count > MostGroups)
            problems.Add("groups", "provider.too_many_groups", MostGroups);
        for (var i = 0; i < Math.Min(input.Groups.Count, MostGroups); i++)
        {
            Line($"groups[{i}].group", input.Groups[i].Group, LongestText);
            Rank($"groups[{i}].role", input.Groups[i].Role);
        }
        if (Text(input.DefaultRole) is { } standard)
            Rank("default_role", standard);
        problems.ThrowIfAny();

        void Line(string field, string text, int longest)
        {
            if (string.IsNullOrWhiteSpace(text))
                problems.Add(field, "required", Naming.Label(field.Split('.')[^1]));
            else if (text.Length > longest)
                problems.Add(field, "max_length", Naming.Label(field.Split('.')[^1]), longest);
            else if (text.Any(char.IsControl))
                problems.Add(field, "control_characters", Naming.Label(field.Split('.')[^1]));
        }

        // A provider makes nobody an owner, and no administrator gives through it what it could not give by hand.
        void Rank(string field, string role)
        {
            if (catalogue.Role(role) is not { } known)
                problems.Add(field, "person.unknown_role", role);
            else if (known.Rank == Role.Owner || !Roles.Within(caller, catalogue, known))
                problems.Add(field, "provider.role_too_high");
        }
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
