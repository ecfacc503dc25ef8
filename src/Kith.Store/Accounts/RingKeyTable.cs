using Kith.Store.Sql;

namespace Kith.Store.Accounts;

/// <summary>A key of the ring as it is stored: encrypted.</summary>
/// <param name="Mark">Tells by which secret of the installation it is encrypted.</param>
public sealed record RingKeyRow(string Name, string Mark, byte[] Body);

/// <summary>The SQL of the key ring.</summary>
public static class RingKeyTable
{
    /// <summary>Lets one process at a time look after the ring, until its transaction ends.</summary>
    public static Task LockAsync(Session session, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"select pg_advisory_xact_lock(hashtextextended('kith key ring', 0))"), cancellation);

    /// <summary>All keys, the oldest first.</summary>
    public static Task<List<RingKeyRow>> ListAsync(Session session, CancellationToken cancellation) =>
        session.ListAsync(SqlText.Of($"select name, mark, body from ring_key order by created_at, name"), r => new RingKeyRow(r.GetString(0), r.GetString(1), r.GetFieldValue<byte[]>(2)), cancellation);

    /// <summary>Adds a key.</summary>
    public static Task InsertAsync(Session session, RingKeyRow key, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"insert into ring_key (name, mark, body) values ({SqlText.Text(key.Name)}, {SqlText.Text(key.Mark)}, {key.Body})"), cancellation);

    /// <summary>Replaces how a key is encrypted.</summary>
    public static Task UpdateAsync(Session session, RingKeyRow key, CancellationToken cancellation) =>
        session.ExecuteAsync(SqlText.Of($"update ring_key set mark = {SqlText.Text(key.Mark)}, body = {key.Body} where name = {SqlText.Text(key.Name)}"), cancellation);
}
