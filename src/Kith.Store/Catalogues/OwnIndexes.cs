using Kith.Store.Schema;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Catalogues;

/// <summary>Brings the indexes of own fields to what catalogues ask for, beside the work that goes on. Only the owner of the tables may.</summary>
/// <param name="owner">Connection string of the role that owns the tables.</param>
public sealed partial class OwnIndexes(string owner, WorkspaceCatalogues catalogues, ILogger<OwnIndexes> log)
{
    /// <summary>Makes what is missing, drops what is not wanted any more or was left unfinished, and answers the version of the catalogue it followed.</summary>
    /// <exception cref="TimeoutException">Another process is at work on the workspace's indexes.</exception>
    public async Task<long> MatchAsync(Guid workspace, CancellationToken cancellation)
    {
        var catalogue = await catalogues.RefreshAsync(workspace, cancellation);
        var wanted = OwnIndexSql.Wanted(workspace, catalogue);
        // The lock ends with the connection.
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(owner) { Pooling = false, CommandTimeout = 0 }.ConnectionString);
        await connection.OpenAsync(cancellation);
        await using var alone = new NpgsqlCommand("select pg_try_advisory_lock(hashtextextended($1, 0))", connection) { Parameters = { new NpgsqlParameter { Value = OwnIndexSql.Prefix(workspace) } } };
        if (!(bool)(await alone.ExecuteScalarAsync(cancellation))!)
            throw new TimeoutException("Another process is at work on these indexes.");
        var present = await PresentAsync(connection, workspace, cancellation);
        foreach (var (name, isIndex, usable) in present.Where(p => !p.Usable || !wanted.ContainsKey(p.Name)))
        {
            await ExecuteAsync(connection, $"drop {(isIndex ? "index concurrently" : "statistics")} if exists kith.{new SqlName(name).Quoted}", cancellation);
            Dropped(log, name, usable);
        }
        foreach (var (name, make) in wanted.Where(w => !present.Exists(p => p.Usable && p.Name == w.Key)))
        {
            await ExecuteAsync(connection, make, cancellation);
            Made(log, name);
        }
        // Of what an expression yields nothing is known before the table has been looked at.
        foreach (var table in catalogue.Types.Where(t => t.Fields.Any(f => f is { Own: true, Indexed: true })).Select(t => t.Table).Distinct())
            await ExecuteAsync(connection, $"analyze kith.{new SqlName(table).Quoted}", cancellation);
        return catalogue.Version;
    }

    private static async Task<List<(string Name, bool IsIndex, bool Usable)>> PresentAsync(NpgsqlConnection connection, Guid workspace, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("""
            select i.relname, true, x.indisvalid from pg_index x join pg_class i on i.oid = x.indexrelid where i.relnamespace = 'kith'::regnamespace and starts_with(i.relname, $1)
            union all select s.stxname, false, true from pg_statistic_ext s where s.stxnamespace = 'kith'::regnamespace and starts_with(s.stxname, $1)
            """, connection) { Parameters = { new NpgsqlParameter { Value = OwnIndexSql.Prefix(workspace) } } };
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var present = new List<(string, bool, bool)>();
        while (await reader.ReadAsync(cancellation))
            present.Add((reader.GetString(0), reader.GetBoolean(1), reader.GetBoolean(2)));
        return present;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Index {Index} was made")]
    private static partial void Made(ILogger log, string index);

    [LoggerMessage(Level = LogLevel.Information, Message = "Index {Index} was dropped (usable: {Usable})")]
    private static partial void Dropped(ILogger log, string index, bool usable);
}
