using Kith.Store.Sql;
using Kith.Store.Tests.Records;
using Npgsql;

namespace Kith.Store.Tests.Isolation;

/// <summary>Whatever SQL the application's role runs, it learns nothing of another workspace. Tables, functions and views are found, not listed.</summary>
[Collection(nameof(Canaries))]
public sealed class ArbitrarySqlTests(StoreFixture fixture, CanaryDatabase canaries)
{
    private string Context => fixture.Signer.Sign(CanaryDatabase.Mine);

    private async Task<List<string>> NamesAsync(string sql)
    {
        await using var command = canaries.Owner.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private Task<List<string>> RelationsAsync(string schemas) => NamesAsync($"select c.oid::regclass::text from pg_class c where c.relnamespace in ({schemas}) and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') order by 1");

    /// <summary>Every way to read a table, and to be told of its rows by changing them.</summary>
    private static IEnumerable<string[]> Ways(string table, IReadOnlyList<string> columns)
    {
        yield return [$"select * from {table}"];
        yield return [$"table {table}"];
        yield return [$"select t::text from only {table} t"];
        yield return [$"copy {table} to stdout"];
        yield return [$"copy (select * from {table}) to stdout"];
        yield return [$"select * from {table} for update"];
        yield return [$"delete from {table} returning *"];
        yield return [$"prepare steal as select * from {table}", "execute steal"];
        yield return [$"declare thief cursor for select * from {table}", "fetch all from thief"];
        yield return [$"explain (analyze, verbose) select * from {table}"];
        yield return [$"set local row_security = off", $"select * from {table}"];
        yield return [$"with recursive r as (select to_jsonb(t) as j from {table} t union select j from r) select * from r"];
        yield return [$"select query_to_xml('select * from {table}', true, false, '')"];
        yield return [$"select table_to_xml('{table}', true, false, '')"];
        yield return [$"do $$ declare r record; begin for r in execute 'select t::text as v from {table} t' loop raise exception '%', r.v; end loop; end $$"];
        foreach (var column in columns)
        {
            yield return [$"update {table} set \"{column}\" = \"{column}\" returning *"];
            yield return [$"select * from {table} where \"{column}\"::text::integer = 7"];
            yield return [$"select max(\"{column}\"::text), count(distinct \"{column}\") from {table}"];
        }
    }

    [Fact]
    public async Task No_table_gives_a_row_of_another_workspace()
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        Assert.True(canaries.Tables.Count > 40);
        foreach (var table in canaries.Tables)
        {
            var seen = false;
            foreach (var way in Ways("kith." + table.Name, [.. table.Columns.Select(c => c.Name)]))
            {
                var loot = await Attacker.TryAsync(connection, Context, way);
                Assert.False(loot.Tells, $"{string.Join("; ", way)} told: {loot.Text}");
                seen |= loot.Error is null && loot.Text.Contains(CanaryDatabase.MyWord, StringComparison.Ordinal);
            }
            // Without this a context that opens nothing would pass for one that keeps apart.
            Assert.True(seen || !table.HasWorkspace || table.Columns.All(c => c.Type is not "text"), $"{table.Name} does not even show rows of the workspace itself.");
        }
    }

    [Fact]
    public async Task No_table_opens_without_a_genuine_context()
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        foreach (var context in Contexts())
        {
            foreach (var table in canaries.Tables)
            {
                foreach (var statement in new[] { $"select * from kith.{table.Name}", $"copy (select * from kith.{table.Name}) to stdout", $"delete from kith.{table.Name}", $"select count(*) from kith.{table.Name}" })
                {
                    var loot = await Attacker.TryAsync(connection, context, statement);
                    Assert.True(loot.Error is "KT001" or PostgresErrorCodes.InsufficientPrivilege, $"{statement} in the context “{context}” was answered {loot.Error} {loot.Text}");
                }
            }
        }
    }

    private IEnumerable<string?> Contexts()
    {
        var genuine = Context;
        var parts = genuine.Split('.');
        yield return null;
        yield return "";
        yield return " ";
        yield return "x";
        yield return new string('.', 70);
        yield return CanaryDatabase.Mine.ToString();
        yield return new ContextSigner(new byte[32], TimeProvider.System).Sign(CanaryDatabase.Mine);
        yield return new ContextSigner([.. fixture.Signer.Key], new Past()).Sign(CanaryDatabase.Mine);
        yield return $"{CanaryDatabase.Theirs}.{parts[1]}.{parts[2]}";
        yield return $"{Guid.Empty}.{parts[1]}.{parts[2]}";
        yield return $"{parts[0]}.{parts[1]}0.{parts[2]}";
        yield return $"{parts[0].ToUpperInvariant()}.{parts[1]}.{parts[2]}";
        yield return genuine + " ";
        yield return genuine[..^1];
        yield return $"{parts[0]}.{parts[1]}.{parts[2].ToUpperInvariant()}";
    }

    [Theory]
    [InlineData("'pg_catalog'::regnamespace, 'information_schema'::regnamespace")]
    [InlineData("'kith_private'::regnamespace, 'kith_stream'::regnamespace, 'public'::regnamespace")]
    [InlineData("'kith'::regnamespace")]
    public async Task No_view_statistic_or_catalogue_tells_of_another_workspace(string schemas)
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        foreach (var relation in await RelationsAsync(schemas))
        {
            var loot = await Attacker.TryAsync(connection, Context, $"select * from {relation}");
            Assert.False(loot.Tells, $"{relation} told: {loot.Text}");
        }
    }

    [Fact]
    public async Task Parts_of_the_stream_and_what_is_private_are_closed()
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        var closed = await RelationsAsync("'kith_private'::regnamespace, 'kith_stream'::regnamespace");
        Assert.Contains("kith_private.context_key", closed);
        foreach (var relation in closed)
            Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Attacker.TryAsync(connection, Context, $"select * from {relation}")).Error);
    }

    [Theory]
    [InlineData("create table kith.x (id integer)")]
    [InlineData("create table public.x (id integer)")]
    [InlineData("create temporary table company (id integer)")]
    [InlineData("create function pg_temp.f() returns integer language sql as 'select 1'")]
    [InlineData("create function kith.f() returns integer language sql as 'select 1'")]
    [InlineData("create schema x")]
    [InlineData("create extension dblink")]
    [InlineData("alter table kith.company disable row level security")]
    [InlineData("drop policy workspace on kith.company")]
    [InlineData("create policy mine on kith.company using (true)")]
    [InlineData("alter function kith.workspace() owner to current_user")]
    [InlineData("truncate kith.company")]
    [InlineData("set role postgres")]
    [InlineData("set session authorization postgres")]
    [InlineData("set session_replication_role = replica")]
    [InlineData("alter role current_user bypassrls")]
    [InlineData("copy kith.company to '/tmp/x'")]
    [InlineData("copy kith.company to program 'true'")]
    [InlineData("select pg_read_file('PG_VERSION')")]
    [InlineData("select lo_import('/etc/hostname')")]
    [InlineData("update kith.change set kind = 'x'")]
    [InlineData("delete from kith.change")]
    [InlineData("update kith.seal set number = 0")]
    public async Task The_application_owns_nothing_and_may_not_lay_anything_under_others(string sql)
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        // The names of the roles differ from one installation to another.
        var owner = (await NamesAsync("select current_user::text"))[0];
        await using var command = new NpgsqlCommand(sql.Replace("postgres", $"\"{owner}\"", StringComparison.Ordinal), connection);
        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task A_row_for_another_workspace_cannot_be_written()
    {
        await using var connection = await canaries.App.OpenConnectionAsync();
        foreach (var table in canaries.Tables.Where(t => t.HasWorkspace))
        {
            var loot = await Attacker.TryAsync(connection, Context, $"insert into kith.{table.Name} ({string.Join(", ", table.Columns.Select(c => $"\"{c.Name}\""))}) overriding system value values ({string.Join(", ", table.Columns.Select(c => CanaryDatabase.Value(table, c.Name, c.Type, CanaryDatabase.Theirs, "attack", 'c')))})");
            Assert.True(loot.Error == PostgresErrorCodes.InsufficientPrivilege, $"{table.Name}: {loot.Error} {loot.Text}");
            var moved = await Attacker.TryAsync(connection, Context, $"update kith.{table.Name} set workspace_id = '{CanaryDatabase.Theirs}'");
            Assert.True(moved.Error == PostgresErrorCodes.InsufficientPrivilege, $"{table.Name}: {moved.Error} {moved.Text}");
        }
    }

    private sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
