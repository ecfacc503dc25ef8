using System.Globalization;
using Npgsql;

namespace Kith.Bench.Database;

/// <summary>Puts many records into a workspace at once, past Kith, as its database's superuser: the quickest way to a large workspace.</summary>
internal static class Filling
{
    /// <summary>Ids of contacts are this and twelve digits, from <see cref="FirstNumber"/> on.</summary>
    public const string ContactIds = "0198a000-0000-7000-8000-";
    /// <summary>The same for companies.</summary>
    public const string CompanyIds = "0198b000-0000-7000-8000-";
    public const long FirstNumber = 100_000_000_001;
    /// <summary>The titles that contacts have, each a quarter of them.</summary>
    public static readonly IReadOnlyList<string> Titles = ["Buyer", "Engineer", "Director", "Assistant"];

    // What is kept of records beside their tables.
    private static readonly IReadOnlyList<string> Kept = ["kith.entry", "kith.word", "kith.change"];

    /// <summary>Fills one workspace with contacts and their companies.</summary>
    /// <param name="bare">Leaves out their search entries and changes.</param>
    public static Task FillAsync(NpgsqlConnection connection, Guid workspace, Guid? person, int contacts, bool bare = false) =>
        RunAsync(connection, "fill.sql", workspace, person, contacts, Companies(contacts), bare);

    /// <summary>Adds deals to a workspace that has contacts.</summary>
    public static Task FillDealsAsync(NpgsqlConnection connection, Guid workspace, Guid person, int contacts, int deals) =>
        RunAsync(connection, "fill-deals.sql", workspace, person, deals, Companies(contacts), bare: false);

    private static long Companies(int contacts) => Math.Max(10L, contacts / 100);

    private static async Task RunAsync(NpgsqlConnection connection, string script, Guid workspace, Guid? person, long records, long companies, bool bare)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        // The keys between these rows hold by the way they are made, and checking each would take most of the time.
        await ExecuteAsync(connection, "set local session_replication_role = replica; set local synchronous_commit = off");
        foreach (var statement in (await ResourceAsync(script)).Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (bare && Kept.Any(t => statement.Contains(t, StringComparison.Ordinal)))
                continue;
            await using var command = new NpgsqlCommand(statement, connection) { CommandTimeout = 0 };
            if (statement.Contains("$1", StringComparison.Ordinal))
                command.Parameters.AddRange(new[] { Parameter(workspace), Parameter(person), Parameter(records), Parameter(companies) });
            await command.ExecuteNonQueryAsync();
        }
        await transaction.CommitAsync();
    }

    /// <summary>Other workspaces beside the large one, as an installation has.</summary>
    public static async Task FillOthersAsync(NpgsqlConnection connection, int workspaces, int contacts)
    {
        for (var i = 0; i < workspaces; i++)
        {
            var id = Guid.Parse($"0198c000-0000-7000-8000-{(FirstNumber + i).ToString(CultureInfo.InvariantCulture)}");
            await ExecuteAsync(connection, $"insert into kith.workspace (id, name, currency, time_zone, created_at) values ('{id}', 'Other', 'EUR', 'UTC', now()); insert into kith.position (workspace_id) values ('{id}')");
            await FillAsync(connection, id, null, contacts);
        }
    }

    /// <summary>Names of contacts spread over the whole list, in an order that has nothing to do with it.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(NpgsqlConnection connection, Guid workspace, int number)
    {
        // Of many, a part is enough to choose from.
        await using var command = new NpgsqlCommand($"select array_agg(name) from (select name from (select id, name from kith.contact where id::text like '{ContactIds}%' and workspace_id = '{workspace}' limit 2000000) c order by hashtext(id::text) limit {number}) n", connection) { CommandTimeout = 0 };
        return (string[])(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Runs SQL that answers nothing.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter Parameter(object? value) => new() { Value = value ?? DBNull.Value };

    private static async Task<string> ResourceAsync(string name)
    {
        using var reader = new StreamReader(typeof(Filling).Assembly.GetManifestResourceStream($"Kith.Bench.Database.{name}")!);
        return await reader.ReadToEndAsync();
    }
}
