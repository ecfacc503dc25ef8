using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>A domain of a workspace.</summary>
/// <param name="Proof">What the domain's TXT record has to say.</param>
/// <param name="VerifiedAt">When it did; null while it has not.</param>
public sealed record DomainRow(Guid Id, string Domain, string Proof, DateTime? VerifiedAt, DateTime CreatedAt);

/// <summary>The SQL of domains.</summary>
public static class DomainTable
{
    private static readonly SqlText Columns = SqlText.Of($"id, domain, proof, verified_at, created_at");

    /// <summary>The domains of a workspace, by name.</summary>
    public static Task<List<DomainRow>> ListAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select {Columns} from workspace_domain where workspace_id = {workspace} order by domain"), Read, cancellation);

    /// <summary>One domain, or null.</summary>
    public static Task<DomainRow?> FindAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from workspace_domain where workspace_id = {workspace} and id = {id}"), Read, cancellation);

    /// <summary>True where a domain is verified for the workspace.</summary>
    public static Task<bool> VerifiedAsync(Session session, Guid workspace, string domain, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select true from workspace_domain where workspace_id = {workspace} and domain = {SqlText.Text(domain)} and verified_at is not null"), r => r.GetBoolean(0), cancellation);

    /// <summary>Adds a domain; false where the workspace has it already.</summary>
    public static async Task<bool> InsertAsync(Session session, Guid workspace, DomainRow domain, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"insert into workspace_domain (workspace_id, id, domain, proof, created_at) values ({workspace}, {domain.Id}, {SqlText.Text(domain.Domain)}, {SqlText.Text(domain.Proof)}, {domain.CreatedAt}) on conflict (workspace_id, domain) do nothing"), cancellation) == 1;

    /// <summary>Notes that a domain was proved, or is no longer.</summary>
    public static Task SetVerifiedAsync(Session session, Guid workspace, Guid id, DateTime? at, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update workspace_domain set verified_at = {at} where workspace_id = {workspace} and id = {id}"), cancellation);

    /// <summary>Takes a domain away; false where there is none.</summary>
    public static async Task<bool> DeleteAsync(Session session, Guid workspace, Guid id, CancellationToken cancellation) =>
        await session.ExecuteAsync(SqlText.Of($"delete from workspace_domain where workspace_id = {workspace} and id = {id}"), cancellation) == 1;

    private static DomainRow Read(Npgsql.NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.IsDBNull(3) ? null : r.GetDateTime(3), r.GetDateTime(4));
}
