using System.Globalization;
using System.Text;
using Npgsql;

namespace Kith.Server.Tests.Harness;

/// <summary>Every row of every table that belongs to a workspace, so that a test can say that nothing changed; but for what Kith itself does there again and again.</summary>
public static class Snapshot
{
    private static readonly string[] ByItself = ["recurring_job", "job_turn", "seal", "consumer", "reminder_round"];
    private static string? _query;

    /// <summary>One line per table, with the number of rows and a digest of them.</summary>
    public static async Task<string> OfAsync(Client client)
    {
        await using var connection = await client.Server.Owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        _query ??= await QueryAsync(connection);
        await using var command = new NpgsqlCommand(_query, connection);
        command.Parameters.Add(new NpgsqlParameter { Value = client.Workspace });
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new StringBuilder();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Append(CultureInfo.InvariantCulture, $"{reader.GetString(0)} {reader.GetInt64(1)} {reader.GetString(2)}\n");
        return lines.ToString();
    }

    private static async Task<string> QueryAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("""
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
            where n.nspname = 'kith' and c.relkind in ('r', 'p') order by 1
            """, connection);
        var tables = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            tables.Add(reader.GetString(0));
        var parts = tables.Except(ByItself).Select(t => $"select '{t}', count(*), coalesce(md5(string_agg(x::text, '|' order by x::text)), '') from kith.{t} x where x.workspace_id = $1{(t == "job" ? " and not exists (select 1 from kith.recurring_job r where r.kind = x.kind)" : "")}");
        return string.Join(" union all ", parts.Append("select 'workspace', count(*), md5(string_agg(x::text, '|')) from kith.workspace x where x.id = $1"));
    }
}
