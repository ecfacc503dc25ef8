using Kith.Store.Embedded;
using Kith.Store.Tests.Embedded;
using Npgsql;

namespace Kith.Store.Tests;

public sealed class PostgresServerCheckTests(PostgresServerCheckTests.Server server) : IClassFixture<PostgresServerCheckTests.Server>
{
    private const string Secret = "canary-password";

    [Fact]
    public async Task A_server_that_has_everything_passes() =>
        await PostgresServerCheck.RunAsync(server.Postgres.ConnectionString, ["plpgsql"], TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_role_that_may_create_roles_and_schemas_is_enough()
    {
        await Scratch.DoAsync(
            server.Postgres, $"CREATE ROLE able LOGIN CREATEROLE PASSWORD '{Secret}'; GRANT CREATE ON DATABASE kith TO able");
        await PostgresServerCheck.RunAsync(With(s => (s.Username, s.Password) = ("able", Secret)), ["plpgsql"], TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_told_by_place()
    {
        var message = await RefusalAsync($"Host=127.0.0.1;Port=1;Username=kith;Password={Secret};Database=kith");
        Assert.StartsWith("The server in KITH_DATABASE (127.0.0.1, port 1) cannot be reached", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_name_that_does_not_exist_is_told_by_name()
    {
        var message = await RefusalAsync($"Host=nowhere.invalid;Username=kith;Password={Secret}");
        Assert.Contains("(nowhere.invalid, port 5432) cannot be reached", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_told_but_not_shown()
    {
        var message = await RefusalAsync(With(s => s.Password = Secret));
        Assert.EndsWith("does not accept the password of the user postgres.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_password_is_told()
    {
        var message = await RefusalAsync(With(s => s.Password = null));
        Assert.Contains("KITH_DATABASE", message, StringComparison.Ordinal);
        Assert.Contains("password", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_database_is_told_with_the_statement_that_makes_it()
    {
        var message = await RefusalAsync(With(s => s.Database = "elsewhere"));
        Assert.EndsWith("Make it: CREATE DATABASE elsewhere;", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_another_encoding_is_told()
    {
        await Scratch.DoAsync(server.Postgres, "CREATE DATABASE narrow ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
        Assert.Contains("has the encoding SQL_ASCII", await RefusalAsync(With(s => s.Database = "narrow")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_rights_are_told_with_the_statement_that_gives_them()
    {
        await Scratch.DoAsync(
            server.Postgres, $"CREATE ROLE weak LOGIN PASSWORD '{Secret}'; CREATE ROLE half LOGIN CREATEROLE PASSWORD '{Secret}'");

        Assert.EndsWith("ALTER ROLE weak CREATEROLE;", await RefusalAsync(With(s => (s.Username, s.Password) = ("weak", Secret))), StringComparison.Ordinal);
        Assert.EndsWith(
            "GRANT CREATE ON DATABASE kith TO half;", await RefusalAsync(With(s => (s.Username, s.Password) = ("half", Secret))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_extension_is_told_by_name() =>
        Assert.Contains("lacks the extension telepathy", await RefusalAsync(server.Postgres.ConnectionString, "telepathy"), StringComparison.Ordinal);

    [Theory]
    [InlineData("postgres://kith:canary-password@db/kith")]
    [InlineData("Username=kith;Password=canary-password")]
    [InlineData("Host=db;Colour=canary-password")]
    [InlineData("Host=db;Port=canary-password")]
    [InlineData("canary-password")]
    public async Task Text_that_is_no_connection_string_is_told_with_an_example(string text) =>
        Assert.Contains("Write it like \"Host=", await RefusalAsync(text), StringComparison.Ordinal);

    private string With(Action<NpgsqlConnectionStringBuilder> change)
    {
        var settings = new NpgsqlConnectionStringBuilder(server.Postgres.ConnectionString);
        change(settings);
        return settings.ConnectionString;
    }

    private static async Task<string> RefusalAsync(string connectionString, params string[] extensions)
    {
        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(
            () => PostgresServerCheck.RunAsync(connectionString, extensions, TestContext.Current.CancellationToken));
        Assert.Contains("KITH_DATABASE", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, refusal.ToString(), StringComparison.Ordinal);
        return refusal.Message;
    }

    /// <summary>One server for all tests of this class.</summary>
    public sealed class Server : IAsyncLifetime
    {
        private readonly Scratch scratch = new();

        public EmbeddedPostgres Postgres { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Postgres = await Scratch.StartAsync(new() { DataDirectory = scratch.Directory, Durable = false });

        public async ValueTask DisposeAsync()
        {
            await Postgres.DisposeAsync();
            scratch.Dispose();
        }
    }
}
