using Kith.Server.Checks;
using Kith.Server.Http;
using Kith.Server.Tests.Harness;
using Kith.Store.Checks;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace Kith.Server.Tests.Checks;

/// <summary>Kith refuses to start where something does not hold that its users rely on.</summary>
public sealed class StartCheckTests(Installation server)
{
    // Its roles are its own, or starts of other tests would be in its way.
    private static readonly byte[] Secret = "the secret of an installation of its own"u8.ToArray();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Endpoint Mapped(string name, Operation? operation) => new(null, operation is null ? null : new EndpointMetadataCollection(operation), name);

    private static Operation Sound(string id) => new("GET", "/api/v1/" + id, id, "Tells something") { Guard = Guard.SignedIn, Tag = "things" };

    [Fact]
    public async Task An_endpoint_without_a_guard_a_limit_or_a_description_is_found()
    {
        Endpoint[] endpoints = [Mapped("sound", Sound("sound")), Mapped("bare", null), Mapped("unguarded", Sound("unguarded") with { Guard = null! }),
            Mapped("unlimited", Sound("unlimited") with { Cost = (Cost)99 }), Mapped("untold", Sound("untold") with { Summary = "" }), Mapped("twin", Sound("sound"))];
        Assert.Equal(["bare", "unguarded"], await new EndpointsAreGuarded(endpoints).FaultsAsync(Cancel));
        Assert.Equal(["bare", "unlimited"], await new EndpointsAreLimited(endpoints).FaultsAsync(Cancel));
        Assert.Equal(["bare", "untold", "sound"], await new EndpointsArePublished(endpoints).FaultsAsync(Cancel));
    }

    [Theory]
    [InlineData("too short", false)]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false)]
    [InlineData("changeme-changeme-please-do-it-0123456789", false)]
    [InlineData("ChangeMe! this is what the handbook has here", false)]
    [InlineData("0123456789abcdefghijklmnopqrstuvwxyz0123456789", false)]
    [InlineData("q3VYb0Zk1hJ8nWmT5rLxUe7pSgAc2dFyKiOoBvNtMz4=", true)]
    public async Task A_secret_that_is_short_known_or_not_random_is_found(string secret, bool good) =>
        Assert.Equal(good, (await new SecretIsItsOwn(System.Text.Encoding.UTF8.GetBytes(secret)).FaultsAsync(Cancel)).Count == 0);

    [Fact]
    public async Task Kith_does_not_start_over_a_database_whose_guards_were_taken_down_and_says_which()
    {
        var name = "started_" + server.NewId().ToString("N");
        await using (var create = server.Owner.CreateCommand($"create database {name}"))
            await create.ExecuteNonQueryAsync(Cancel);
        var owner = new NpgsqlConnectionStringBuilder(server.OwnerConnection) { Database = name, Pooling = false }.ConnectionString;
        await StartAsync(owner);
        await DoAsync(owner, "alter table kith.company no force row level security; update kith.ring_key set body = overlay(body placing '\\x00000000'::bytea from 40)");
        var refusal = (await Assert.ThrowsAsync<StartRefusedException>(() => StartAsync(owner))).Message;
        Assert.Contains("row-level security: company", refusal, StringComparison.Ordinal);
        Assert.Contains("cannot be read", refusal, StringComparison.Ordinal);
        await using var words = new StringWriter();
        Assert.Equal(1, await KithHost.CheckAsync(Settings(owner), words, Cancel));
        var told = words.ToString();
        Assert.Equal(2, told.Split("FAILED").Length - 1);
        Assert.Contains("ok      Every endpoint has a rate limit", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_tells_of_every_check() =>
        (await KithCommand.RunAsync(server, "check")).Expect(0, "ok      Views are read with the rights of who asks");

    private static async Task DoAsync(string owner, string sql)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Cancel);
    }

    private KithSettings Settings(string owner) => new() { Url = server.Url, Listen = "http://127.0.0.1:0", DataDirectory = Path.GetTempPath(), Database = owner, Secret = Secret };

    private async Task StartAsync(string owner)
    {
        await using var host = await KithHost.BuildAsync(Settings(owner), [], Cancel);
    }
}
