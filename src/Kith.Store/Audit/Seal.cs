using System.Globalization;
using System.Security.Cryptography;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>A seal over a part of the stream.</summary>
/// <param name="Number">From 1, without gaps.</param>
/// <param name="First">The first position it covers; the one behind the seal before.</param>
/// <param name="Leaves">The hashes of its entries, one behind the other.</param>
/// <param name="Previous">The hash of the seal before; zeros for the first.</param>
/// <param name="Salts">What its entries are hashed with, one behind the other, zeros where one was erased; null in the first form.</param>
public sealed record Seal(Guid Workspace, long Number, long First, long Last, int Form, byte[] Leaves, byte[] Root, byte[] Previous, byte[] Hash, DateTime At, byte[]? Salts)
{
    /// <summary>What the first seal holds as the hash of the one before.</summary>
    public static byte[] Nothing => new byte[MerkleTree.HashLength];

    /// <summary>Seals entries that follow each other.</summary>
    /// <param name="before">The seal before; null for the first.</param>
    public static Seal Of(Guid workspace, Seal? before, IReadOnlyList<CanonicalEntry> entries, DateTime at)
    {
        var salts = RandomNumberGenerator.GetBytes(entries.Count * CanonicalEntry.SaltLength);
        byte[] leaves = [.. entries.SelectMany((e, i) => e.Leaf(SaltAt(salts, i)))];
        var seal = new Seal(workspace, (before?.Number ?? 0) + 1, entries[0].Position, entries[^1].Position, CanonicalEntry.Form, leaves, new MerkleTree(leaves).Root, before?.Hash ?? Nothing, [], at, salts);
        return seal with { Hash = seal.Hashed() };
    }

    /// <summary>The hash that its content has: SHA-256 of a two and the values.</summary>
    public byte[] Hashed() => SHA256.HashData(
        [2, .. CanonicalEntry.Frame([Workspace.ToString("D"), Text(Number), Text(First), Text(Last), Text(Form), Moment, Convert.ToHexStringLower(Root), Convert.ToHexStringLower(Previous)])]);

    /// <summary>When it was made, as it is hashed.</summary>
    public string Moment => Text(At);

    /// <summary>An instant, in UTC, as seals hold it.</summary>
    public static string Text(DateTime instant) => instant.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <summary>True where it holds together and follows the seal before.</summary>
    /// <param name="before">The seal before; null for the first.</param>
    public bool Holds(Seal? before) =>
        Number == (before?.Number ?? 0) + 1 && First == (before?.Last ?? 0) + 1 && Last >= First && Leaves.Length == (Last - First + 1) * MerkleTree.HashLength
        && Root.AsSpan().SequenceEqual(new MerkleTree(Leaves).Root) && Previous.AsSpan().SequenceEqual(before?.Hash ?? Nothing) && Hash.AsSpan().SequenceEqual(Hashed());

    /// <summary>The hash of one of its entries.</summary>
    public ReadOnlySpan<byte> LeafOf(long position) => Leaves.AsSpan((int)(position - First) * MerkleTree.HashLength, MerkleTree.HashLength);

    /// <summary>What one of its entries is hashed with; null in the first form.</summary>
    public byte[]? SaltOf(long position) => Salts is null ? null : SaltAt(Salts, (int)(position - First));

    private static byte[] SaltAt(byte[] salts, int place) => salts[(place * CanonicalEntry.SaltLength)..((place + 1) * CanonicalEntry.SaltLength)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>The SQL of seals.</summary>
internal static class SealTable
{
    private static readonly SqlText Columns = SqlText.Of($"workspace_id, number, first_position, last_position, form, leaves, root, previous, hash, sealed_at, salts");

    public static SqlText Insert(Seal seal) =>
        SqlText.Of($"insert into seal ({Columns}) values ({seal.Workspace}, {seal.Number}, {seal.First}, {seal.Last}, {seal.Form}, {seal.Leaves}, {seal.Root}, {seal.Previous}, {seal.Hash}, {seal.At}, {SqlText.Parameter(seal.Salts, NpgsqlTypes.NpgsqlDbType.Bytea)})");

    /// <summary>Lets either the sealer or an erasure work on a workspace's stream, until the transaction ends.</summary>
    public static SqlText Hold(Guid workspace) => SqlText.Of($"select pg_advisory_xact_lock(hashtextextended({SqlText.Text(workspace.ToString("D"))}, 21318))");

    /// <summary>The newest seal; null before the first.</summary>
    public static Task<Seal?> NewestAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from seal where workspace_id = {workspace} order by number desc limit 1"), Read, cancellation);

    /// <summary>The seal behind one; null at the end.</summary>
    public static Task<Seal?> AfterAsync(Session session, Guid workspace, long number, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select {Columns} from seal where workspace_id = {workspace} and number > {number} order by number limit 1"), Read, cancellation);

    /// <summary>The position of the newest entry.</summary>
    public static Task<long> HeadAsync(Session session, Guid workspace, CancellationToken cancellation) =>
        session.FirstAsync(SqlText.Of($"select position from position where workspace_id = {workspace}"), r => r.GetInt64(0), cancellation);

    /// <summary>The position of the last entry that the workspace keeps no longer, and whether an entry behind it says so; zero where all are kept.</summary>
    public static Task<(long Position, bool Told)> ForgottenAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select p.forgotten, exists (select 1 from change c where c.workspace_id = p.workspace_id and c.record_id = p.workspace_id and c.position > p.forgotten and c.kind = 'forgotten' and c.diff -> 'through' ->> 1 = p.forgotten::text) from position p where p.workspace_id = {workspace}"),
        r => (r.GetInt64(0), r.GetBoolean(1)), cancellation);

    /// <summary>True where entries stand behind the newest seal.</summary>
    public static Task<bool> LagsAsync(Session session, Guid workspace, CancellationToken cancellation) => session.FirstAsync(
        SqlText.Of($"select p.position > coalesce((select max(s.last_position) from seal s where s.workspace_id = p.workspace_id), 0) from position p where p.workspace_id = {workspace}"), r => r.GetBoolean(0), cancellation);

    private static Seal Read(Npgsql.NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetInt64(1), r.GetInt64(2), r.GetInt64(3), r.GetInt16(4), r.GetFieldValue<byte[]>(5), r.GetFieldValue<byte[]>(6), r.GetFieldValue<byte[]>(7), r.GetFieldValue<byte[]>(8), r.GetDateTime(9), r.IsDBNull(10) ? null : r.GetFieldValue<byte[]>(10));
}
