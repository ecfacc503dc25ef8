using Kith.Store.Embedded;
using Npgsql;

namespace Kith.Store.Tests.Embedded;

public sealed class LifeTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_new_cluster_takes_connections_to_its_database()
    {
        await using var postgres = await scratch.StartAsync();

        Assert.Equal("kith", await Scratch.AskAsync<string>(postgres, "SELECT current_database()::text"));
        Assert.Equal("on", await Scratch.AskAsync<string>(postgres, "SELECT current_setting('is_superuser')"));
        Assert.Equal("UTF8", await Scratch.AskAsync<string>(postgres, "SELECT current_setting('server_encoding')"));
        Assert.Equal("ÄÖÉ", await Scratch.AskAsync<string>(postgres, "SELECT upper('äöé')"));
        Assert.True(await Scratch.AskAsync<bool>(postgres, "SELECT 'B' < 'a'"), "Texts sort by code point.");
    }

    [Fact]
    public async Task It_listens_on_a_private_socket_only()
    {
        await using var postgres = await scratch.StartAsync();
        var host = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;

        Assert.Equal("", await Scratch.AskAsync<string>(postgres, "SELECT current_setting('listen_addresses')"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(host));
    }

    [Fact]
    public async Task The_password_is_needed_and_its_file_is_for_the_owner_only()
    {
        await using var postgres = await scratch.StartAsync();
        var wrong = new NpgsqlConnectionStringBuilder(postgres.ConnectionString) { Password = "wrong", Pooling = false };
        await using var connection = new NpgsqlConnection(wrong.ConnectionString);

        var refusal = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
        Assert.Equal(PostgresErrorCodes.InvalidPassword, refusal.SqlState);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(scratch.Directory, "password")));
        Assert.False(File.Exists(Path.Combine(scratch.Directory, "password.new")), "The copy for initdb is gone.");
    }

    [Fact]
    public async Task Data_survives_a_stop_and_a_start()
    {
        string before;
        await using (var postgres = await scratch.StartAsync())
        {
            before = postgres.ConnectionString;
            await Scratch.DoAsync(postgres, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
        }

        await using var again = await scratch.StartAsync();
        Assert.Equal(before, again.ConnectionString);
        Assert.Equal(42, await Scratch.AskAsync<int>(again, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Stopped_it_leaves_no_process_and_no_note()
    {
        var postgres = await scratch.StartAsync();
        await postgres.DisposeAsync();
        await postgres.DisposeAsync();

        Assert.False(Scratch.IsAlive(postgres.ProcessId));
        Assert.False(File.Exists(Path.Combine(scratch.Cluster, "postmaster.pid")));
    }

    [Fact]
    public async Task A_second_start_on_the_same_data_is_refused()
    {
        await using var postgres = await scratch.StartAsync();

        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(scratch.StartAsync);
        Assert.Contains($"(process {Environment.ProcessId}) is using {scratch.Directory}", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task A_cluster_that_was_only_half_made_is_made_anew()
    {
        var unfinished = Path.Combine(scratch.Directory, "cluster.new");
        Directory.CreateDirectory(unfinished);
        await File.WriteAllTextAsync(Path.Combine(unfinished, "PG_VERSION"), "15", TestContext.Current.CancellationToken);

        await using var postgres = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
        Assert.False(Directory.Exists(unfinished));
    }

    [Theory]
    [InlineData(true, "on")]
    [InlineData(false, "off")]
    public async Task Only_a_cluster_for_tests_gives_up_safety(bool durable, string expected)
    {
        await using var postgres = await Scratch.StartAsync(new EmbeddedPostgresOptions { DataDirectory = scratch.Directory, Durable = durable });

        Assert.Equal(
            $"{expected} {expected} {expected} {expected}",
            await Scratch.AskAsync<string>(
                postgres,
                """
                SELECT concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                                 current_setting('full_page_writes'), current_setting('data_checksums'))
                """));
    }

    [Fact]
    public async Task A_path_too_long_for_a_socket_gets_a_short_private_one_for_as_long_as_it_runs()
    {
        var deep = Path.Combine(scratch.Directory, new string('d', 60), new string('e', 60));
        var postgres = await Scratch.StartAsync(new EmbeddedPostgresOptions { DataDirectory = deep });
        var host = new NpgsqlConnectionStringBuilder(postgres.ConnectionString).Host!;
        await using (postgres)
        {
            Assert.StartsWith(Path.GetTempPath(), host, StringComparison.Ordinal);
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(host));
            Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
        }

        Assert.False(Directory.Exists(host));
    }

    [Fact]
    public async Task Its_log_is_below_the_data_directory()
    {
        await using var postgres = await scratch.StartAsync();
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(scratch.Directory, "log"), "postgresql-*.log"));
    }
}
