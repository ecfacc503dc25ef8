using System.Text.Json;
using Kith.Store.Sql;
using Npgsql;
using NpgsqlTypes;

namespace Kith.Store.Accounts;

/// <summary>Whoever is in a group of the provider has this role.</summary>
public sealed record GroupRole(string Group, string Role);

/// <summary>A provider that the people of a workspace sign in through.</summary>
/// <param name="ClientSecret">Protected; null where the provider asks for none.</param>
/// <param name="Scopes">What is asked of the provider, separated by spaces.</param>
/// <param name="GroupsClaim">The claim that names a person's groups; null where groups give no roles.</param>
/// <param name="Groups">The first that fits counts.</param>
/// <param name="DefaultRole">The role of whoever no group gives one; null lets them not in.</param>
/// <param name="Joins">Whoever has an address of a verified domain joins by signing in.</param>
/// <param name="OnlyWay">All but owners sign in through it and in no other way.</param>
/// <param name="TrustsFactor">A second factor that the provider says was used counts as one of ours.</param>
public sealed record ProviderRow(
    string Name, string Issuer, string ClientId, string? ClientSecret, string Scopes, string? GroupsClaim, IReadOnlyList<GroupRole> Groups, string? DefaultRole,
    bool Joins, bool OnlyWay, bool TrustsFactor, bool Active);

/// <summary>A provider by what people call it.</summary>
public sealed record OfferedProvider(Guid Workspace, string Name);

/// <summary>The SQL of sign-in providers.</summary>
public static class ProviderTable
{
    /// <summary>The workspace's provider, or null.</summary>
    public static Task<ProviderRow?> FindAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select name, issuer, client_id, client_secret, scopes, groups_claim, groups::text, default_role, joins, only_way, trusts_factor, active from provider where workspace_id = {workspace}"),
        r => new ProviderRow(r.GetString(0), r.GetString(1), r.GetString(2), Text(r, 3), r.GetString(4), Text(r, 5), JsonSerializer.Deserialize<List<GroupRole>>(r.GetString(6))!, Text(r, 7), r.GetBoolean(8), r.GetBoolean(9), r.GetBoolean(10), r.GetBoolean(11)), cancellation);

    /// <summary>Keeps the workspace's provider. One with another issuer knows nobody yet.</summary>
    public static Task SaveAsync(Session session, Guid workspace, ProviderRow provider, DateTime now, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into provider (workspace_id, name, issuer, client_id, client_secret, scopes, groups_claim, groups, default_role, joins, only_way, trusts_factor, active, updated_at) values ({workspace}, {SqlText.Text(provider.Name)}, {SqlText.Text(provider.Issuer)}, {SqlText.Text(provider.ClientId)}, {SqlText.Text(provider.ClientSecret)}, {SqlText.Text(provider.Scopes)}, {SqlText.Text(provider.GroupsClaim)}, {SqlText.Parameter(JsonSerializer.Serialize(provider.Groups), NpgsqlDbType.Jsonb)}, {SqlText.Text(provider.DefaultRole)}, {provider.Joins}, {provider.OnlyWay}, {provider.TrustsFactor}, {provider.Active}, {now}) on conflict (workspace_id) do update set name = excluded.name, issuer = excluded.issuer, client_id = excluded.client_id, client_secret = excluded.client_secret, scopes = excluded.scopes, groups_claim = excluded.groups_claim, groups = excluded.groups, default_role = excluded.default_role, joins = excluded.joins, only_way = excluded.only_way, trusts_factor = excluded.trusts_factor, active = excluded.active, updated_at = excluded.updated_at"), cancellation);

    /// <summary>Takes the provider away, with who its people were there; their sign-ins through it end.</summary>
    public static async Task<bool> DeleteAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        await session.ExecuteAsync([SqlText.Of($"delete from provider_person where workspace_id = {workspace}"), SqlText.Of($"delete from session where works_in = {workspace} and by_provider")], cancellation);
        return await session.ExecuteAsync(SqlText.Of($"delete from provider where workspace_id = {workspace}"), cancellation) == 1;
    }

    /// <summary>Ends the sign-ins to a workspace that are not through its provider, but for those of owners.</summary>
    public static Task EndOtherSignInsAsync(Session session, Guid workspace, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"delete from session s where s.works_in = {workspace} and not s.by_provider and exists (select 1 from person p where p.workspace_id = {workspace} and p.account_id = s.account_id and p.role <> 'owner')"), cancellation);

    /// <summary>The providers offered to whoever has an address of a domain.</summary>
    public static Task<List<OfferedProvider>> OfDomainAsync(Session session, string domain, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select workspace_id, name from kith.providers_of({SqlText.Text(domain)})"), r => new OfferedProvider(r.GetGuid(0), r.GetString(1)), cancellation);

    /// <summary>The workspaces that an account enters through their provider only.</summary>
    public static Task<List<Guid>> OnlyAsync(Session session, Guid account, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select workspace_id from kith.provider_only({account})"), r => r.GetGuid(0), cancellation);

    private static string? Text(NpgsqlDataReader row, int ordinal) => row.IsDBNull(ordinal) ? null : row.GetString(ordinal);
}
