using System.Text.Json;
using Kith.Core.Changes;
using Kith.Store.Sql;
using Npgsql;

namespace Kith.Store.Stream;

/// <summary>Reads entries of the stream, the same way for everything that reads it.</summary>
internal static class ChangeRows
{
    /// <summary>The statement that reads changes, which are called <c>c</c>.</summary>
    /// <param name="tail">Their order and how many.</param>
    public static SqlText Select(SqlText where, SqlText tail) =>
        SqlText.Of($"select c.position, c.at, c.by_id, p.name, c.via, c.kind, c.type, c.record_id, c.title, c.diff::text, c.changeset, c.behalf_id, b.name, c.cause, c.row from change c left join person p on p.workspace_id = c.workspace_id and p.id = c.by_id left join person b on b.workspace_id = c.workspace_id and b.id = c.behalf_id where {where} {tail}");

    /// <summary>The reader's present row.</summary>
    public static Change Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetDateTime(1), row.IsDBNull(2) ? null : row.GetGuid(2), row.IsDBNull(3) ? "" : row.GetString(3), row.GetString(4), row.GetString(5), row.GetString(6),
        row.GetGuid(7), row.GetString(8), JsonDocument.Parse(row.GetString(9)).RootElement)
    {
        Changeset = row.IsDBNull(10) ? null : row.GetGuid(10),
        Behalf = row.IsDBNull(11) ? null : row.GetGuid(11),
        BehalfName = row.IsDBNull(12) ? "" : row.GetString(12),
        Cause = row.IsDBNull(13) ? null : row.GetInt64(13),
        Row = row.IsDBNull(14) ? null : row.GetInt64(14),
    };
}
