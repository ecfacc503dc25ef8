using Kith.Core.Queries;
using Npgsql;

namespace Kith.Store.Tests.Records;

/// <summary>PostgreSQL itself keeps workspaces apart, whatever SQL the application's role runs.</summary>
public sealed class IsolationTests(StoreFixture fixture)
{
    private async Task<long> CountAsync(string table, string? context)
    {
        await using var connection = await fixture.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (context is not null)
        {
            await using var set = new NpgsqlCommand("select set_config('kith.context', $1, true)", connection) { Parameters = { new() { Value = context } } };
            await set.ExecuteNonQueryAsync();
        }
        await using var count = new NpgsqlCommand($"select count(*) from kith.{table}", connection);
        return (long)(await count.ExecuteScalarAsync())!;
    }

    [Fact]
    public async Task Raw_SQL_in_one_workspace_sees_no_row_of_another()
    {
        var mine = await fixture.WorkspaceAsync();
        var other = await fixture.WorkspaceAsync();
        await other.CreateAsync("company", """{"name": "Secret"}""");
        foreach (var table in new[] { "company", "entry" })
            Assert.Equal(table == "company" ? 0 : 1, await CountAsync(table, fixture.Signer.Sign(mine.Id)));
        Assert.Equal(1, await CountAsync("workspace", fixture.Signer.Sign(mine.Id)));
        Assert.Equal(1, await CountAsync("company", fixture.Signer.Sign(other.Id)));
        Assert.Empty((await mine.ListAsync("company", new ListQuery())).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task A_missing_forged_altered_or_expired_context_is_an_error()
    {
        var workspace = await fixture.WorkspaceAsync();
        var genuine = fixture.Signer.Sign(workspace.Id);
        var parts = genuine.Split('.');
        var forged = new Store.Sql.ContextSigner(new byte[32], TimeProvider.System).Sign(workspace.Id);
        var old = new Store.Sql.ContextSigner([.. fixture.Signer.Key], new Past()).Sign(workspace.Id);
        foreach (var context in new[] { null, "", "x", forged, old, $"{Guid.Empty}.{parts[1]}.{parts[2]}", $"{parts[0]}.{parts[1]}0.{parts[2]}", workspace.Id.ToString() })
        {
            var error = await Assert.ThrowsAsync<PostgresException>(() => CountAsync("company", context));
            Assert.Equal("KT001", error.SqlState);
        }
    }

    [Theory]
    [InlineData("select * from kith_private.context_key")]
    [InlineData("create table kith.x (id integer)")]
    [InlineData("create table public.x (id integer)")]
    [InlineData("alter table kith.company disable row level security")]
    [InlineData("drop policy workspace on kith.company")]
    [InlineData("set role postgres")]
    [InlineData("update kith.change set kind = 'x'")]
    [InlineData("delete from kith.change")]
    public async Task The_application_owns_nothing(string sql)
    {
        await using var connection = await fixture.App.OpenConnectionAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        var error = await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task A_row_for_another_workspace_cannot_be_written()
    {
        var mine = await fixture.WorkspaceAsync();
        var other = await fixture.WorkspaceAsync();
        await using var connection = await fixture.App.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var set = new NpgsqlCommand("select set_config('kith.context', $1, true)", connection) { Parameters = { new() { Value = fixture.Signer.Sign(mine.Id) } } };
        await set.ExecuteNonQueryAsync();
        await using var insert = new NpgsqlCommand("insert into kith.entry (workspace_id, id, type, title, words) values ($1, $1, 'x', 'x', '')", connection) { Parameters = { new() { Value = other.Id } } };
        var error = await Assert.ThrowsAsync<PostgresException>(() => insert.ExecuteNonQueryAsync());
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Every_table_with_a_workspace_forces_row_level_security()
    {
        await using var command = fixture.Owner.CreateCommand("""
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'kith' and c.relkind in ('r', 'p') and not (c.relrowsecurity and c.relforcerowsecurity)
              and (c.relname = 'workspace' or exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id'))
            """);
        await using var reader = await command.ExecuteReaderAsync();
        Assert.False(await reader.ReadAsync());
    }

    private sealed class Past : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);
    }
}
