using System.Text.Json;
using Kith.Store.Privacy;
using Kith.Store.Reading;
using Kith.Store.Sql;

namespace Kith.Store.Audit;

/// <summary>Writes a stream with its seals as NDJSON: each seal, then its entries, each with the hashes that lead from it to the seal's root. Whoever has it needs nothing else to check it.</summary>
public sealed class AuditExport(Database database)
{
    /// <summary>Writes what is sealed of a workspace; answers how many entries that were.</summary>
    public async Task<long> WriteAsync(Guid workspace, System.IO.Stream output, CancellationToken cancellation)
    {
        long entries = 0;
        Seal? before = null;
        var erased = await ErasedAsync(workspace, cancellation);
        while (true)
        {
            // One for each seal: what proves the workspace to PostgreSQL holds for minutes, and a long stream takes longer.
            await using var session = await database.OpenAsync(workspace, cancellation);
            if (await SealTable.AfterAsync(session, workspace, before?.Number ?? 0, cancellation) is not { } seal)
                return entries;
            await LineAsync(output, writer => Write(writer, seal), cancellation);
            var tree = new MerkleTree(seal.Leaves);
            foreach (var entry in await CanonicalEntry.ReadAsync(session, workspace, seal.First, seal.Last, cancellation))
            {
                await LineAsync(output, writer => Write(writer, seal, entry, tree, erased.ContainsKey(entry.Position)), cancellation);
                entries++;
            }
            before = seal;
        }
    }

    private async Task<IReadOnlyDictionary<long, ErasedEntry>> ErasedAsync(Guid workspace, CancellationToken cancellation)
    {
        await using var session = await database.OpenAsync(workspace, cancellation);
        return await ErasedEntries.VouchedAsync(session, workspace, cancellation);
    }

    private static void Write(Utf8JsonWriter writer, Seal seal)
    {
        writer.WriteString("line"u8, "seal"u8);
        writer.WriteString("workspace"u8, seal.Workspace);
        writer.WriteNumber("number"u8, seal.Number);
        writer.WriteNumber("first"u8, seal.First);
        writer.WriteNumber("last"u8, seal.Last);
        writer.WriteNumber("form"u8, seal.Form);
        writer.WriteString("sealed_at"u8, seal.Moment);
        writer.WriteString("root"u8, Convert.ToHexStringLower(seal.Root));
        writer.WriteString("previous"u8, Convert.ToHexStringLower(seal.Previous));
        writer.WriteString("hash"u8, Convert.ToHexStringLower(seal.Hash));
    }

    private static void Write(Utf8JsonWriter writer, Seal seal, CanonicalEntry entry, MerkleTree tree, bool erased)
    {
        writer.WriteString("line"u8, "entry"u8);
        writer.WriteString("workspace"u8, entry.Workspace);
        writer.WriteNumber("seal"u8, seal.Number);
        writer.WriteStartObject("values"u8);
        for (var i = 0; i < CanonicalEntry.Names.Count; i++)
            writer.WriteString(CanonicalEntry.Names[i], entry.Values[i]);
        writer.WriteEndObject();
        if (seal.SaltOf(entry.Position) is { } salt)
            writer.WriteString("salt"u8, Convert.ToHexStringLower(salt));
        // Of an entry out of which something was erased, nothing but the hash as it was sealed leads to the root.
        if (erased)
            writer.WriteString("erased"u8, Convert.ToHexStringLower(seal.LeafOf(entry.Position)));
        writer.WriteStartArray("path"u8);
        foreach (var hash in tree.Path((int)(entry.Position - seal.First)))
            writer.WriteStringValue(Convert.ToHexStringLower(hash));
        writer.WriteEndArray();
    }

    private static async Task LineAsync(System.IO.Stream output, Action<Utf8JsonWriter> write, CancellationToken cancellation)
    {
        await using (var writer = new Utf8JsonWriter(output, RecordReader.Json))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        await output.WriteAsync("\n"u8.ToArray(), cancellation);
    }
}
