using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Kith.Core.Types;
using Kith.Store.Embedded;
using Kith.Store.Sql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Schema;

/// <summary>
/// Brings a database to the present shape: numbered migrations once each, then what the declared types still lack, then row-level
/// security and rights. Runs as the database's owner, under a lock, and all or nothing.
/// </summary>
public sealed partial class Migrator(Catalogue catalogue, byte[] secret, ILogger<Migrator> log, byte[]? former = null)
{
    /// <summary>The advisory lock under which a database is migrated.</summary>
    internal const long Lock = 0x4B495448; // "KITH"
    private const byte InnerPad = 0x36;
    private const byte OuterPad = 0x5C;

    /// <summary>The extensions of PostgreSQL that the schema is made with; all may be made by who owns the database.</summary>
    public static IReadOnlyCollection<string> Extensions { get; } = ["btree_gin", "fuzzystrmatch", "pg_trgm"];

    /// <summary>
    /// Global tables: they hold accounts and sign-ins, which stand outside every workspace. Sessions of <see cref="Database.OpenGlobalAsync"/> reach all of them;
    /// within a workspace only rows of its own people do, known by their <c>works_in</c>, <c>session_id</c> or <c>account_id</c>.
    /// </summary>
    private static readonly string[] Global = ["account", "session", "token", "sign_in_failure", "known_network", "ring_key", "account_note", "account_link", "account_mail", "account_preference", "email_change", "provider_flow", "second_factor", "recovery_code", "passkey", "passkey_challenge", "trusted_device"];

    /// <summary>The functions that see past the caller's workspace, with the narrow role that owns each and all that role may touch.</summary>
    private const string NarrowFunctions = """
        grant usage on schema kith to %app%, %search%, %auth%;
        grant usage on schema public to %search%;
        grant usage on schema kith_private to %search%, %auth%;
        revoke create on schema public from public;
        grant create on schema kith to %search%, %auth%;
        alter function kith.search(text, tsquery, tsquery, text[], tsquery[], boolean, text[], uuid, integer, integer) owner to %search%;
        alter function kith.known_words(text, text, integer) owner to %search%;
        alter function kith.find_sign_in(bytea) owner to %auth%;
        alter function kith.workspaces_of(uuid) owner to %auth%;
        alter function kith.find_invitation(bytea, timestamptz) owner to %auth%;
        alter function kith.guard_person() owner to %auth%;
        revoke create on schema kith from %search%, %auth%;
        revoke all on function kith.search(text, tsquery, tsquery, text[], tsquery[], boolean, text[], uuid, integer, integer), kith.known_words(text, text, integer), kith.find_sign_in(bytea), kith.workspaces_of(uuid),
            kith.find_invitation(bytea, timestamptz), kith.guard_person() from public;
        grant execute on function kith.search(text, tsquery, tsquery, text[], tsquery[], boolean, text[], uuid, integer, integer), kith.find_sign_in(bytea), kith.workspaces_of(uuid),
            kith.find_invitation(bytea, timestamptz) to %app%;
        grant select on kith.entry, kith.word, kith.change, kith.position to %search%;
        grant select on kith.token, kith.workspace, kith.person, kith.invitation to %auth%;
        grant select, delete on kith.session to %auth%;
        """;

    // Under row-level security a condition may use an index only where its functions are known to tell nothing of their arguments but by their answer. PostgreSQL
    // says so of the comparisons of texts, days and whole numbers, but not of decimals, so amounts would be looked for in whole tables (ADR 12).
    private const string Comparisons = """
        do $do$ declare f regprocedure; begin
            for f in select oid from pg_proc where pronamespace = 'pg_catalog'::regnamespace and not proleakproof
                and proname in ('numeric_eq', 'numeric_ne', 'numeric_lt', 'numeric_le', 'numeric_gt', 'numeric_ge', 'numeric_cmp')
            loop execute format('alter function pg_catalog.%s leakproof', f); end loop;
        exception when insufficient_privilege then null; end $do$
        """;

    /// <summary>What the server signs in as.</summary>
    public DatabaseRoles Roles { get; } = DatabaseRoles.Of(secret);

    /// <summary>The key that workspace contexts are signed with.</summary>
    public byte[] ContextKey { get; } = Derive(secret, "context");

    /// <summary>Migrates the database and answers the connection string of the application's role.</summary>
    /// <param name="owner">Connection string of a role that may create roles, schemas and tables.</param>
    public async Task<string> RunAsync(string owner, CancellationToken cancellation)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(owner) { Pooling = false }.ConnectionString);
        while (!await TryAsync(source, cancellation))
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(50, 500)), cancellation);
        return new NpgsqlConnectionStringBuilder(owner) { Username = Roles.App, Password = Roles.Password, SearchPath = RowSecurity.SearchPath }.ConnectionString;
    }

    /// <summary>Does all of it or nothing; false where another database of the same server changed a role at the same moment, which all of them share.</summary>
    private async Task<bool> TryAsync(NpgsqlDataSource source, CancellationToken cancellation)
    {
        // Such a change may break the connection, so each try has its own.
        await using var connection = await source.OpenConnectionAsync(cancellation);
        await ExecuteAsync(connection, $"select pg_advisory_lock({Lock})", cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            await RecogniseAsync(connection, cancellation);
            await PrepareAsync(connection, cancellation);
        }
        catch (PostgresException changed) when (changed is { SqlState: PostgresErrorCodes.InternalError, MessageText: "tuple concurrently updated" })
        {
            return false;
        }
        await MigrateAsync(connection, cancellation);
        await transaction.CommitAsync(cancellation);
        return true;
    }

    // Before anything is touched: with a mistaken secret one process would lock all others out.
    private async Task RecogniseAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await ScalarAsync(connection, "select to_regclass('kith_private.context_key')::text", cancellation) is not string
            || await ScalarAsync(connection, "select inner_key from kith_private.context_key", cancellation) is not byte[] present
            || present.AsSpan().SequenceEqual(Padded(ContextKey, InnerPad)))
            return;
        if (former is null || !present.AsSpan().SequenceEqual(Padded(Derive(former, "context"), InnerPad)))
            throw new DatabaseUnusableException("This database belongs to an installation with another secret than that of KITH_SECRET_FILE. Start with the secret it was made with; to change the secret, name the file of the old one in KITH_SECRET_FILE_OLD for one start.");
        var old = DatabaseRoles.Of(former);
        foreach (var (name, renamed) in new[] { (old.App, Roles.App), (old.Search, Roles.Search), (old.Auth, Roles.Auth), (old.Jobs, Roles.Jobs) })
            await ExecuteAsync(connection, $"alter role {name} rename to {renamed}", cancellation);
        await SetContextKeyAsync(connection, cancellation);
    }

    private async Task PrepareAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, $"create schema if not exists kith; create schema if not exists kith_private; {string.Concat(Extensions.Select(e => $"create extension if not exists {e} with schema public; "))}create table if not exists kith_private.migration (number integer primary key, name text not null, at timestamptz not null default now()); create table if not exists kith_private.shape (fingerprint text not null)", cancellation);
        await ExecuteAsync(connection, Comparisons, cancellation);
        foreach (var (role, login) in new[] { (Roles.App, true), (Roles.Search, false), (Roles.Auth, false), (Roles.Jobs, false) })
        {
            var attributes = login ? $"login password '{Roles.Password}'" : "nologin";
            await ExecuteAsync(connection, $"do $do$ begin if not exists (select 1 from pg_roles where rolname = '{role}') then create role {role} {attributes} nosuperuser nocreatedb nocreaterole; end if; end $do$", cancellation);
        }
        await ExecuteAsync(connection, "do $do$ begin execute format('revoke temporary on database %I from public', current_database()); end $do$", cancellation);
        await ExecuteAsync(connection, $"alter role {Roles.App} password '{Roles.Password}'; grant {Roles.Search}, {Roles.Auth}, {Roles.Jobs} to current_user", cancellation);
    }

    private async Task MigrateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var migrations = Migrations().ToList();
        var tables = TableSql.Statements(catalogue).ToList();
        var fingerprint = TableSql.Fingerprint([.. migrations.Select(m => m.Sql), .. tables, RowSecurity.OfWorkspaces("x"), AnyWorkspace("x"), RowSecurity.OfGlobal("x", []), NarrowFunctions, RowSecurity.SearchPaths, .. Global]);
        if (await ScalarAsync(connection, "select fingerprint from kith_private.shape", cancellation) is string known && known == fingerprint)
            return;
        var done = new HashSet<int>();
        await using (var reader = await new NpgsqlCommand("select number from kith_private.migration", connection).ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                done.Add(reader.GetInt32(0));
        }
        foreach (var migration in migrations.Where(m => !m.AfterTables && !done.Contains(m.Number)))
            await ApplyAsync(connection, migration, cancellation);
        await SetContextKeyAsync(connection, cancellation);
        foreach (var statement in tables)
            await ExecuteAsync(connection, statement, cancellation);
        foreach (var migration in migrations.Where(m => m.AfterTables && !done.Contains(m.Number)))
            await ApplyAsync(connection, migration, cancellation);
        await SecureAsync(connection, cancellation);
        await ExecuteAsync(connection, $"delete from kith_private.shape; insert into kith_private.shape values ('{fingerprint}')", cancellation);
        MigratedTo(log, migrations.Count, catalogue.Types.Count);
    }

    private async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, WithRoles(migration.Sql), cancellation);
        await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"insert into kith_private.migration (number, name) values ({migration.Number}, '{migration.Name}')"), cancellation);
        Applied(log, migration.Number, migration.Name);
    }

    private string WithRoles(string sql) => sql.Replace("%app%", Roles.App, StringComparison.Ordinal)
        .Replace("%search%", Roles.Search, StringComparison.Ordinal).Replace("%auth%", Roles.Auth, StringComparison.Ordinal)
        .Replace("%jobs%", Roles.Jobs, StringComparison.Ordinal);

    private async Task SetContextKeyAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        var command = new NpgsqlCommand("delete from kith_private.context_key; insert into kith_private.context_key select $1, $2", connection);
        await using var _ = command.ConfigureAwait(false);
        await ExecuteAsync(connection, "delete from kith_private.context_key", cancellation);
        command.CommandText = "insert into kith_private.context_key values ($1, $2)";
        command.Parameters.Add(new NpgsqlParameter { Value = Padded(ContextKey, InnerPad) });
        command.Parameters.Add(new NpgsqlParameter { Value = Padded(ContextKey, OuterPad) });
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // HMAC's padded keys, so that the database need not pad on each call.
    private static byte[] Padded(byte[] key, byte pad)
    {
        var padded = new byte[64];
        key.CopyTo(padded, 0);
        return Array.ConvertAll(padded, b => (byte)(b ^ pad));
    }

    private async Task SecureAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await ExecuteAsync(connection, WithRoles(NarrowFunctions), cancellation);
        await ExecuteAsync(connection, RowSecurity.SearchPaths, cancellation);
        var tables = new List<(string Table, string[] Columns)>();
        await using (var reader = await new NpgsqlCommand("""
            select c.relname, array(select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'kith' and c.relkind in ('r', 'p')
            """, connection).ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
                tables.Add((reader.GetString(0), reader.GetFieldValue<string[]>(1)));
        }
        foreach (var (table, columns) in tables)
        {
            await ExecuteAsync(connection, WithRoles($"grant select, insert, update, delete on kith.{Q(table)} to %app%"), cancellation);
            if (Global.Contains(table))
            {
                await ExecuteAsync(connection, WithRoles(RowSecurity.OfGlobal(table, columns)), cancellation);
                continue;
            }
            var hasWorkspace = columns.Contains("workspace_id");
            if (!hasWorkspace && table != "workspace")
                throw new InvalidOperationException($"Table {table} has no workspace_id and is not one of the global tables.");
            await ExecuteAsync(connection, WithRoles(RowSecurity.OfWorkspaces(table)), cancellation);
            if (hasWorkspace)
                await ExecuteAsync(connection, AnyWorkspace(table), cancellation);
        }
        // The search role finds records by a text; it is the only one that may look for them in any table.
        foreach (var type in catalogue.Types.Where(t => !t.Own))
            await ExecuteAsync(connection, WithRoles($"grant select on kith.{Q(type.Table)} to %search%"), cancellation);
        // The stream and its seals are append-only for the server, too.
        await ExecuteAsync(connection, WithRoles("revoke update, delete on kith.change, kith.seal, kith.erased_entry from %app%"), cancellation);
    }

    // A plan that serves every workspace must suit the largest: PostgreSQL is told that one holds half of a table. Left to itself it takes the
    // average, and beside a thousand small workspaces it passes over the whole of a large one to find ten records by their ids.
    private static string AnyWorkspace(string table) => $"""
        alter table kith.{Q(table)} alter column workspace_id set (n_distinct = 2);
        do $do$ begin
            if (select reltuples from pg_class where oid = 'kith.{Q(table)}'::regclass) > 0 then
                analyze kith.{Q(table)} (workspace_id);
            end if;
        end $do$
        """;

    private sealed record Migration(int Number, string Name, string Sql, bool AfterTables);

    private static IEnumerable<Migration> Migrations()
    {
        var assembly = typeof(Migrator).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var file = resource[..^4].Split('.')[^1].TrimStart('_');
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var sql = reader.ReadToEnd();
            yield return new Migration(int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], sql, sql.StartsWith("-- after tables", StringComparison.Ordinal));
        }
    }

    private static string Q(string name) => new SqlName(name).Quoted;

    private static byte[] Derive(byte[] secret, string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: Encoding.UTF8.GetBytes("kith " + purpose));

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(cancellation);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Applied migration {Number} {Name}")]
    private static partial void Applied(ILogger log, int number, string name);

    [LoggerMessage(Level = LogLevel.Information, Message = "The database is up to date: {Migrations} migrations, {Types} types")]
    private static partial void MigratedTo(ILogger log, int migrations, int types);
}

/// <summary>Roles of one installation in PostgreSQL. Their names and password come from the installation's secret, so that several installations share a cluster.</summary>
/// <param name="App">What the server signs in as; it owns nothing.</param>
/// <param name="Search">Owns the search function.</param>
/// <param name="Auth">Owns the functions that look up sign-ins.</param>
/// <param name="Jobs">Owns the function that hands out jobs.</param>
public sealed record DatabaseRoles(string App, string Search, string Auth, string Jobs, string Password)
{
    /// <summary>The roles of a secret.</summary>
    public static DatabaseRoles Of(byte[] secret)
    {
        var mark = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 4, info: "kith roles"u8.ToArray()));
        var password = Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 24, info: "kith role password"u8.ToArray()));
        return new DatabaseRoles($"kith_app_{mark}", $"kith_search_{mark}", $"kith_auth_{mark}", $"kith_jobs_{mark}", password);
    }
}
