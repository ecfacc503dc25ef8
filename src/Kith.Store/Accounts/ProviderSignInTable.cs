using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>A sign-in under way at a provider.</summary>
/// <param name="Account">The account that ties itself to the provider; null where somebody signs in.</param>
public sealed record ProviderFlowRow(Guid Workspace, Guid? Account);

/// <summary>The SQL of sign-ins through providers: those under way, and who is who there.</summary>
public static class ProviderSignInTable
{
    /// <summary>Notes that a browser is on its way to a provider.</summary>
    public static Task BeginAsync(Session session, byte[] state, byte[] browser, ProviderFlowRow flow, DateTime expiresAt, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into provider_flow (state_hash, browser_hash, works_in, account_id, expires_at) values ({state}, {browser}, {flow.Workspace}, {flow.Account}, {expiresAt})"), cancellation);

    /// <summary>Takes a sign-in that is under way, once; null where there is none of this browser.</summary>
    public static Task<ProviderFlowRow?> TakeAsync(Session session, byte[] state, byte[] browser, DateTime now, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"delete from provider_flow where state_hash = {state} and browser_hash = {browser} and expires_at > {now} returning works_in, account_id"),
        r => new ProviderFlowRow(r.GetGuid(0), r.IsDBNull(1) ? null : r.GetGuid(1)), cancellation);

    /// <summary>The person that a subject of an issuer is, also in the trash.</summary>
    public static Task<Guid?> PersonAsync(Session session, Guid workspace, string issuer, string subject, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select person_id from provider_person where workspace_id = {workspace} and issuer = {SqlText.Text(issuer)} and subject = {SqlText.Text(subject)}"), r => (Guid?)r.GetGuid(0), cancellation);

    /// <summary>Ties a subject of an issuer to a person, or notes that it signed in again.</summary>
    public static Task LinkAsync(Session session, Guid workspace, string issuer, string subject, Guid person, DateTime now, CancellationToken cancellation) => session.ExecuteAsync(
        SqlText.Of($"insert into provider_person (workspace_id, issuer, subject, person_id, linked_at, used_at) values ({workspace}, {SqlText.Text(issuer)}, {SqlText.Text(subject)}, {person}, {now}, {now}) on conflict (workspace_id, issuer, subject) do update set used_at = excluded.used_at"), cancellation);

    /// <summary>True for a sign-in through a provider.</summary>
    public static Task<bool> ByProviderAsync(Session session, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select by_provider from session where id = {id}"), r => r.GetBoolean(0), cancellation);
}
