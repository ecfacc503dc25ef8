using System.Globalization;
using Kith.Activities;
using Kith.Core.Types;
using Kith.Products;
using Kith.Sales;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Store.Tests.Isolation;

/// <summary>Tests that share the database of canaries.</summary>
[CollectionDefinition(nameof(Canaries))]
public sealed class Canaries : ICollectionFixture<CanaryDatabase>;

/// <summary>A table and its columns with their types.</summary>
public sealed record CanaryTable(string Name, IReadOnlyList<(string Name, string Type)> Columns)
{
    public bool HasWorkspace => Columns.Any(c => c.Name == "workspace_id");
}

/// <summary>
/// A database of its own in which every table there is holds rows of two workspaces, with a word of the workspace in every text. Checks and keys that would
/// keep such rows out are not there; row-level security and rights are those of any installation.
/// </summary>
public sealed class CanaryDatabase(StoreFixture fixture) : IAsyncLifetime
{
    /// <summary>The workspace whose context the attacker has.</summary>
    public static readonly Guid Mine = Guid.Parse("0198c0de-0000-7000-8000-00000000000a");
    /// <summary>The workspace that the attacker wants to see.</summary>
    public static readonly Guid Theirs = Guid.Parse("0198c0de-0000-7000-8000-00000000000b");
    public const string MyWord = "minecanary";
    public const string TheirWord = "theircanary";

    public NpgsqlDataSource Owner { get; private set; } = null!;
    public NpgsqlDataSource App { get; private set; } = null!;
    public IReadOnlyList<CanaryTable> Tables { get; private set; } = [];

    /// <summary>True where an answer tells of the other workspace.</summary>
    public static bool Tells(string answer) => answer.Contains(TheirWord, StringComparison.OrdinalIgnoreCase) || answer.Contains(Theirs.ToString(), StringComparison.OrdinalIgnoreCase);

    public async ValueTask InitializeAsync()
    {
        const string Name = "canaries";
        await using (var create = fixture.Owner.CreateCommand($"create database {Name}"))
            await create.ExecuteNonQueryAsync();
        var owner = new NpgsqlConnectionStringBuilder(fixture.OwnerConnection) { Database = Name, IncludeErrorDetail = true }.ConnectionString;
        var migrator = new Migrator(Catalogue.BuiltIn([new SalesModule(), new ActivitiesModule(), new ProductsModule()]), StoreFixture.Secret, NullLogger<Migrator>.Instance);
        // Roles belong to both databases, and two migrations must not touch them at once.
        await using var main = await fixture.Owner.OpenConnectionAsync();
        await RunAsync(main, $"select pg_advisory_lock({Migrator.Lock})");
        var app = await migrator.RunAsync(owner, CancellationToken.None);
        await RunAsync(main, $"select pg_advisory_unlock({Migrator.Lock})");
        Owner = NpgsqlDataSource.Create(owner);
        App = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(app) { IncludeErrorDetail = true, Pooling = false }.ConnectionString);
        Tables = await TablesAsync();
        await FillAsync();
    }

    private async Task<List<CanaryTable>> TablesAsync()
    {
        await using var command = Owner.CreateCommand("""
            select c.relname, array_agg(a.attname::text order by a.attnum), array_agg(format_type(a.atttypid, a.atttypmod) order by a.attnum)
            from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
            where c.relnamespace = 'kith'::regnamespace and c.relkind in ('r', 'p') group by 1 order by 1
            """);
        await using var reader = await command.ExecuteReaderAsync();
        var tables = new List<CanaryTable>();
        while (await reader.ReadAsync())
            tables.Add(new CanaryTable(reader.GetString(0), [.. reader.GetFieldValue<string[]>(1).Zip(reader.GetFieldValue<string[]>(2))]));
        return tables;
    }

    private async Task FillAsync()
    {
        await using var connection = await Owner.OpenConnectionAsync();
        await RunAsync(connection, """
            set session_replication_role = replica;
            do $do$ declare c record; begin
                for c in select conname, conrelid::regclass as place from pg_constraint where contype = 'c' and connamespace = 'kith'::regnamespace
                loop execute format('alter table %s drop constraint %I', c.place, c.conname); end loop;
            end $do$;
            """);
        foreach (var table in Tables)
        {
            foreach (var (workspace, word, last) in new[] { (Mine, MyWord, 'a'), (Theirs, TheirWord, 'b') })
                await RunAsync(connection, $"insert into kith.{table.Name} ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) overriding system value values ({string.Join(", ", table.Columns.Select(c => Value(table, c.Name, c.Type, workspace, word, last)))})");
        }
        await RunAsync(connection, $$"""
            update kith.own_record set custom = jsonb_build_object('secret_c', title);
            create index canary_own on kith.own_record ((kith.own_text(custom, 'secret_c')));
            create statistics kith.canary_values on (kith.own_text(custom, 'secret_c')) from kith.own_record;
            analyze;
            """);
    }

    /// <summary>A value that names its workspace wherever the type lets it.</summary>
    public static string Value(CanaryTable table, string column, string type, Guid workspace, string word, char last) => (column, type) switch
    {
        ("workspace_id" or "works_in", _) => $"'{workspace}'",
        ("id", "uuid") when table.Name == "workspace" => $"'{workspace}'",
        (_, "uuid") => $"'0198c0de-1111-7000-8000-00000000000{last}'",
        (_, "bytea") => $"'\\x0{last}'",
        (_, "jsonb" or "json") => $"'{{\"name\": \"{word}\"}}'",
        (_, "text[]") => $"array['{word}']",
        (_, "uuid[]") => $"array['{workspace}']::uuid[]",
        (_, "tsvector") => $"'{workspace.ToString()[^6..]}{word}'::tsvector",
        // Living, active and due, since that is what the functions look for.
        ("active", "boolean") => "true",
        ("deleted_at" or "ended_at" or "lease_until", _) or ("parked_at", _) when table.Name != "parked_change" => "null",
        ("run_at" or "next_at", _) => "now() - interval '1 minute'",
        (_, "boolean") => "false",
        (_, "inet" or "cidr") => last == 'a' ? "'10.0.0.1'" : "'10.0.0.2'",
        (_, "cidr[]" or "inet[]") => last == 'a' ? "array['10.0.0.1'::cidr]" : "array['10.0.0.2'::cidr]",
        (_, "date") => "'2026-01-01'",
        (_, "interval") => "interval '1 day'",
        _ when type.StartsWith("timestamp", StringComparison.Ordinal) => "now() + interval '1 day'",
        _ when type is "text" or "name" || type.StartsWith("character", StringComparison.Ordinal) => $"'{word}'",
        _ when type.StartsWith("numeric", StringComparison.Ordinal) || type is "bigint" or "integer" or "smallint" or "double precision" or "real" => ((int)last).ToString(CultureInfo.InvariantCulture),
        _ => throw new NotSupportedException($"Column {table.Name}.{column} has the type {type}, of which the canaries make no value yet."),
    };

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Owner.DisposeAsync();
    }
}
