using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Audit;

/// <summary>An entry of the stream in the one form that is hashed: its workspace and the text of each of its columns, empty ones as null.</summary>
/// <param name="Values">In the order of <see cref="Names"/>.</param>
public sealed record CanonicalEntry(Guid Workspace, long Position, IReadOnlyList<string?> Values)
{
    /// <summary>Which form this is; a seal says which one it was made of.</summary>
    public const int Form = 2;

    /// <summary>Bytes of what an entry of the second form is hashed with.</summary>
    public const int SaltLength = 16;

    /// <summary>The columns, as an export names them.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["position", "at", "by_id", "via", "kind", "type", "record_id", "title", "diff", "trace", "changeset", "behalf_id", "cause", "row"];

    private static readonly SqlText Columns = SqlText.Of($"c.position, array[c.position::text, to_char(c.at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), c.by_id::text, c.via, c.kind, c.type, c.record_id::text, c.title, c.diff::text, c.trace, c.changeset::text, c.behalf_id::text, c.cause::text, c.row::text]");

    /// <summary>The entries of a part of the stream, in order.</summary>
    internal static Task<List<CanonicalEntry>> ReadAsync(Session session, Guid workspace, long first, long last, CancellationToken cancellation) =>
        ReadAsync(session, workspace, SqlText.Of($"c.position between {first} and {last}"), cancellation);

    /// <summary>The entries at some positions, in order.</summary>
    internal static Task<List<CanonicalEntry>> ReadAsync(Session session, Guid workspace, long[] positions, CancellationToken cancellation) =>
        ReadAsync(session, workspace, SqlText.Of($"c.position = any({SqlText.Parameter(positions, NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Bigint)})"), cancellation);

    private static Task<List<CanonicalEntry>> ReadAsync(Session session, Guid workspace, SqlText which, CancellationToken cancellation) => session.ListAsync(
        SqlText.Of($"select {Columns} from change c where c.workspace_id = {workspace} and {which} order by c.position"),
        r => new CanonicalEntry(workspace, r.GetInt64(0), r.GetFieldValue<string?[]>(1)), cancellation);

    /// <summary>The hash of the entry as a leaf: SHA-256 of a zero byte, the salt, the workspace and the values.</summary>
    /// <param name="salt">Null in the first form, which had none.</param>
    public byte[] Leaf(byte[]? salt) => SHA256.HashData([0, .. salt ?? [], .. Frame([Workspace.ToString("D"), .. Values])]);

    /// <summary>Texts so that no two lists have the same bytes: each with its length in bytes and a colon before it and a comma behind, null as a hyphen and a comma.</summary>
    internal static byte[] Frame(IReadOnlyList<string?> texts)
    {
        var framed = new MemoryStream();
        foreach (var text in texts)
        {
            if (text is null)
            {
                framed.Write("-,"u8);
                continue;
            }
            var bytes = Encoding.UTF8.GetBytes(text);
            framed.Write(Encoding.ASCII.GetBytes(bytes.Length.ToString(CultureInfo.InvariantCulture) + ":"));
            framed.Write(bytes);
            framed.Write(","u8);
        }
        return framed.ToArray();
    }
}
