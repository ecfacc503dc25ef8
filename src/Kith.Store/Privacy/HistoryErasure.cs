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

    /// <summary>Entries that say something of the person up to a position, each part of the stream in a look of its own.</summary>
    public async Task<List<long>> FindAsync(Session session, long after, long through, SqlText trace, Guid[] records, CancellationToken cancellation)
    {
        var found = new List<long>();
        for (var from = after; from < through; from += Window)
        {
            var to = Math.Min(from + Window, through);
            session.Renew(erasure.Workspace);
            found.AddRange(await session.ListAsync(
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
        var blackening = erasure.Blackening;
        long erased = 0;
        foreach (var part in positions.Distinct().Order().Chunk(AtOnce))
        {
            erasure.Session.Renew(erasure.Workspace);
            var entries = await erasure.Session.ListAsync(
                SqlText.Of($"select c.position, c.record_id, c.title, c.diff::text, c.type from change c where c.workspace_id = {erasure.Workspace} and c.position = any({Positions(part)}) and not (c.record_id = any({kept})) order by c.position"),
                r => new Entry(r.GetInt64(0), r.GetGuid(1), r.GetString(2), (JsonObject)JsonNode.Parse(r.GetString(3))!, r.GetString(4)), cancellation);
            var changed = entries.Select(e => (Before: e, After: Left(e, blackening))).Where(e => e.After.Title != e.Before.Title || !JsonNode.DeepEquals(e.After.Diff, e.Before.Diff)).ToList();
            if (changed.Count == 0)
                continue;
            long[] places = [.. changed.Select(c => c.Before.Position)];
            string[] titles = [.. changed.Select(c => c.After.Title)];
            string[] diffs = [.. changed.Select(c => c.After.Diff.ToJsonString())];
            await erasure.Session.ExecuteAsync([SqlText.Of($"select kith.forget_left({Positions(places)})"), SqlText.Of($"select kith.erase_entries({Positions(places)}, {titles}, {diffs})")], cancellation);
            await NoteAsync(places, cancellation);
            erased += changed.Count;
        }
        return erased;
    }

    private sealed record Entry(long Position, Guid Record, string Title, JsonObject Diff, string Type);

    private Entry Left(Entry entry, Blackening blackening)
    {
        var type = erasure.Catalogue.Find(entry.Type);
        if (!erasure.Erased.Contains(entry.Record))
            return entry with { Title = blackening.Of(entry.Title), Diff = blackening.OfDiff(type, entry.Diff) };
        // What somebody was allowed and did stays in the audit, without their name and address.
        var title = entry.Title.Length == 0 ? "" : Subject.Mark;
        return entry with { Title = title, Diff = entry.Type == SecurityEvent.Type ? blackening.OfDiff(null, entry.Diff) : Blackening.Emptied(type, entry.Diff) };
    }

    private async Task NoteAsync(long[] places, CancellationToken cancellation)
    {
        var left = new List<CanonicalEntry>();
        left.AddRange(await CanonicalEntry.ReadAsync(erasure.Session, erasure.Workspace, places, cancellation));
        long[] positions = [.. left.Select(e => e.Position)];
        byte[][] salts = [.. left.Select(_ => RandomNumberGenerator.GetBytes(CanonicalEntry.SaltLength))];
        byte[][] leaves = [.. left.Select((e, i) => e.Leaf(salts[i]))];
        await erasure.Session.ExecuteAsync(
            SqlText.Of($"insert into erased_entry (workspace_id, erasure_id, position, leaf, salt) select {erasure.Workspace}, {erasure.Id}, v.position, v.leaf, v.salt from unnest({Positions(positions)}, {SqlText.Parameter(leaves, NpgsqlDbType.Array | NpgsqlDbType.Bytea)}, {SqlText.Parameter(salts, NpgsqlDbType.Array | NpgsqlDbType.Bytea)}) v(position, leaf, salt)"), cancellation);
    }

    private static SqlText Positions(long[] positions) => SqlText.Parameter(positions, NpgsqlDbType.Array | NpgsqlDbType.Bigint);
}

/// <summary>The hash of what is left of an entry, and what it was hashed with; zeros where more was erased of it since.</summary>
internal sealed record ErasedEntry(long Position, byte[] Leaf, byte[] Salt);

/// <summary>What is left of erased entries, as far as sealed events vouch for it.</summary>
internal static class ErasedEntries
{
    /// <summary>The hash over what is left of the entries of an erasure: SHA-256 of a line for each, with its position and the hash of what is left.</summary>
    public static async Task<string> DigestAsync(Session session, Guid workspace, Guid erasure, CancellationToken cancellation) =>
        Digest(await OfAsync(session, workspace, erasure, cancellation));

    /// <summary>By position what is left, of every erasure whose list is the one that its event vouches for; the last one counts.</summary>
    public static async Task<IReadOnlyDictionary<long, ErasedEntry>> VouchedAsync(Session session, Guid workspace, CancellationToken cancellation)
    {
        var told = await session.ListAsync(
            SqlText.Of($"select c.record_id, c.diff -> 'digest' ->> 1, c.position from change c where c.workspace_id = {workspace} and c.type = {SqlText.NameLiteral(SecurityEvent.Type)} and c.kind = 'erased' and c.kind <> 'created' order by c.position"),
            r => (Erasure: r.GetGuid(0), Digest: r.IsDBNull(1) ? "" : r.GetString(1), Position: r.GetInt64(2)), cancellation);
        var vouched = new Dictionary<long, ErasedEntry>();
        foreach (var (erasure, digest, position) in told)
        {
            var entries = await OfAsync(session, workspace, erasure, cancellation);
            if (Digest(entries) != digest || entries.Exists(e => e.Position > position))
                continue;
            foreach (var entry in entries)
                vouched[entry.Position] = entry;
        }
        return vouched;
    }

    private static Task<List<ErasedEntry>> OfAsync(Session session, Guid workspace, Guid erasure, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select position, leaf, salt from erased_entry where workspace_id = {workspace} and erasure_id = {erasure} order by position"),
        r => new ErasedEntry(r.GetInt64(0), r.GetFieldValue<byte[]>(1), r.GetFieldValue<byte[]>(2)), cancellation);

    private static string Digest(List<ErasedEntry> entries) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(entries.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Position} {Convert.ToHexStringLower(e.Leaf)}\n"))))));
}
