using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Core.Changes;
using Kith.Store.Audit;
using Kith.Store.Sql;
using NpgsqlTypes;

namespace Kith.Store.Privacy;

/// <summary>
/// Takes a person out of the sealed stream. The entries stay in their places, with who did it and when; what they said goes, and so do their salts. What is left of each is
/// hashed, and a hash over these stands in the event that ends the erasure, which is sealed like any other: so that the stream can go on to be proved. ADR 31.
/// </summary>
internal sealed class HistoryErasure(Erasure erasure)
{
    private const int AtOnce = 1_000;
    private const long Window = 50_000;

    /// <summary>Entries that say something of the person up to a position; found before anything is written, since looking takes long and writing holds others up.</summary>
    public async Task<List<long>> FindAsync(long after, long through, SqlText trace, Guid[] records, CancellationToken cancellation)
    {
        var found = new List<long>();
        for (var from = after; from < through; from += Window)
        {
            var to = Math.Min(from + Window, through);
            found.AddRange(await erasure.Session.ListAsync(
                SqlText.Of($"select c.position from change c where c.workspace_id = {erasure.Workspace} and c.position > {from} and c.position <= {to} and (c.record_id = any({records}) or c.title ~* {trace} or c.diff::text ~* {trace}) order by c.position"),
                r => r.GetInt64(0), cancellation));
        }
        return found;
    }

    /// <summary>Erases what these entries say of the person; answers how many said something, and notes what is left of each.</summary>
    public async Task<long> EraseAsync(IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        // The sealer waits, so that nothing is sealed between being read and being changed.
        await erasure.Session.ExecuteAsync(SealTable.Hold(erasure.Workspace), cancellation);
        Guid[] kept = [.. erasure.Kept.Select(k => k.Id)];
        long erased = 0;
        foreach (var part in positions.Distinct().Order().Chunk(AtOnce))
        {
            var entries = await erasure.Session.ListAsync(
                SqlText.Of($"select c.position, c.record_id, c.title, c.diff::text, c.type from change c where c.workspace_id = {erasure.Workspace} and c.position = any({Positions(part)}) and not (c.record_id = any({kept})) order by c.position"),
                r => (Position: r.GetInt64(0), Record: r.GetGuid(1), Title: r.GetString(2), Diff: r.GetString(3), Audit: r.GetString(4) == SecurityEvent.Type), cancellation);
            var changed = entries.Select(e => (Before: e, After: Left(e.Record, e.Title, e.Diff, e.Audit))).Where(e => e.After.Title != e.Before.Title || !JsonNode.DeepEquals(e.After.Diff, JsonNode.Parse(e.Before.Diff))).ToList();
            if (changed.Count == 0)
                continue;
            long[] places = [.. changed.Select(c => c.Before.Position)];
            string[] titles = [.. changed.Select(c => c.After.Title)];
            string[] diffs = [.. changed.Select(c => c.After.Diff.ToJsonString())];
            await erasure.Session.ExecuteAsync(SqlText.Of($"select kith.erase_entries({Positions(places)}, {titles}, {diffs})"), cancellation);
            await NoteAsync(places, cancellation);
            erased += changed.Count;
        }
        return erased;
    }

    private (string Title, JsonObject Diff) Left(Guid record, string title, string diff, bool audit)
    {
        var said = (JsonObject)JsonNode.Parse(diff)!;
        // What somebody was allowed and did stays in the audit, without their name and address.
        return erasure.Erased.Contains(record) && !audit
            ? ("", Blackening.Emptied(said))
            : (erasure.Finder?.Replace(title, Subject.Mark) ?? title, (JsonObject)Blackening.Of(said, erasure.Finder, erasure.Erased)!);
    }

    private async Task NoteAsync(long[] places, CancellationToken cancellation)
    {
        var left = new List<CanonicalEntry>();
        left.AddRange(await CanonicalEntry.ReadAsync(erasure.Session, erasure.Workspace, places, cancellation));
        long[] positions = [.. left.Select(e => e.Position)];
        byte[][] leaves = [.. left.Select(e => e.Leaf(null))];
        await erasure.Session.ExecuteAsync(
            SqlText.Of($"insert into erased_entry (workspace_id, erasure_id, position, leaf) select {erasure.Workspace}, {erasure.Id}, v.position, v.leaf from unnest({Positions(positions)}, {SqlText.Parameter(leaves, NpgsqlDbType.Array | NpgsqlDbType.Bytea)}) v(position, leaf) on conflict (workspace_id, erasure_id, position) do nothing"), cancellation);
    }

    private static SqlText Positions(long[] positions) => SqlText.Parameter(positions, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
}

/// <summary>What is left of erased entries, as far as sealed events vouch for it.</summary>
internal static class ErasedEntries
{
    /// <summary>The hash over what is left of the entries of an erasure: SHA-256 of a line for each, with its position and the hash of what is left.</summary>
    public static async Task<string> DigestAsync(Session session, Guid workspace, Guid erasure, CancellationToken cancellation) =>
        Digest(await OfAsync(session, workspace, erasure, cancellation));

    /// <summary>By position the hash of what is left, of every erasure whose list is the one that its event vouches for; the last one counts.</summary>
    public static async Task<IReadOnlyDictionary<long, byte[]>> VouchedAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var told = await session.ListAsync(
            SqlText.Of($"select c.record_id, c.diff -> 'digest' ->> 1, c.position from change c where c.workspace_id = {workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind = 'erased' and c.kind <> 'created' order by c.position"),
            r => (Erasure: r.GetGuid(0), Digest: r.IsDBNull(1) ? "" : r.GetString(1), Position: r.GetInt64(2)), cancellation);
        var vouched = new Dictionary<long, byte[]>();
        foreach (var (erasure, digest, position) in told)
        {
            var entries = await OfAsync(session, workspace, erasure, cancellation);
            if (Digest(entries) != digest || entries.Exists(e => e.Position > position))
                continue;
            foreach (var entry in entries)
                vouched[entry.Position] = entry.Leaf;
        }
        return vouched;
    }

    private static Task<List<(long Position, byte[] Leaf)>> OfAsync(Session session, Guid workspace, Guid erasure, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select position, leaf from erased_entry where workspace_id = {workspace} and erasure_id = {erasure} order by position"), r => (r.GetInt64(0), r.GetFieldValue<byte[]>(1)), cancellation);

    private static string Digest(List<(long Position, byte[] Leaf)> entries) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Position} {Convert.ToHexStringLower(e.Leaf)}\n"))))));
}
