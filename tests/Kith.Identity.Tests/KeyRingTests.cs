using System.Security.Cryptography;
using Kith.Identity.Protection;
using Kith.Store.Embedded;
using Kith.Store.Schema;
using Kith.Store.Sql;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Kith.Identity.Tests;

/// <summary>Secrets that must be read again, and the secret that protects them all.</summary>
public sealed class KeyRingTests(Cluster cluster)
{
    private static readonly byte[] First = "the first secret of an installation, 32 bytes"u8.ToArray();
    private static readonly byte[] Changed = "another secret of an installation, 32 bytes long"u8.ToArray();
    private static readonly byte[] Second = "the second secret of an installation, 32 bytes"u8.ToArray();

    private async Task<string> DatabaseAsync(string name)
    {
        await using var command = cluster.Owner.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync(House.Cancel);
        return new NpgsqlConnectionStringBuilder(cluster.OwnerConnection) { Database = name, Pooling = false }.ConnectionString;
    }

    /// <summary>A process of the installation: migrates and looks after the ring as a start does.</summary>
    private async Task<ServiceProvider> StartAsync(string owner, byte[] secret, byte[]? former = null)
    {
        var migrator = new Migrator(cluster.Catalogue, secret, NullLogger<Migrator>.Instance, former);
        var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(await migrator.RunAsync(owner, House.Cancel)) { Pooling = true, MaxPoolSize = 4 }.ConnectionString);
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddSingleton(new Database(source, new ContextSigner(migrator.ContextKey, TimeProvider.System)));
        services.AddIdentity(new IdentitySettings { PublicUrl = new Uri("https://kith.example"), Secret = secret, FormerSecret = former, OutboxDirectory = "" }, []);
        var provider = services.BuildServiceProvider();
        await provider.PrepareKeyRingAsync(House.Cancel);
        return provider;
    }

    [Fact]
    public async Task All_processes_read_what_one_protected_and_for_its_purpose_only()
    {
        var owner = await DatabaseAsync("ring_shared");
        await using var one = await StartAsync(owner, First);
        await using var other = await StartAsync(owner, First);
        var kept = one.GetRequiredService<Vault>().Protect("provider 1", "open sesame");
        Assert.DoesNotContain("sesame", kept, StringComparison.Ordinal);
        Assert.Equal("open sesame", other.GetRequiredService<Vault>().Unprotect("provider 1", kept));
        Assert.Throws<CryptographicException>(() => other.GetRequiredService<Vault>().Unprotect("provider 2", kept));
        Assert.Throws<CryptographicException>(() => other.GetRequiredService<Vault>().Unprotect("provider 1", kept[..^4] + "AAAA"));
        Assert.Equal(1, await KeysAsync(owner, "true"));
    }

    [Fact]
    public async Task The_database_alone_shows_no_key()
    {
        var owner = await DatabaseAsync("ring_closed");
        await using var one = await StartAsync(owner, First);
        Assert.Equal(0, await KeysAsync(owner, "position('<'::bytea in body) = 1 or position('masterKey'::bytea in body) > 0"));
    }

    [Fact]
    public async Task The_secret_is_changed_by_giving_the_old_one_once()
    {
        var owner = await DatabaseAsync("ring_changed");
        string kept;
        await using (var before = await StartAsync(owner, Changed))
            kept = before.GetRequiredService<Vault>().Protect("provider", "open sesame");
        await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartAsync(owner, Second));
        await using (var changing = await StartAsync(owner, Second, Changed))
            Assert.Equal("open sesame", changing.GetRequiredService<Vault>().Unprotect("provider", kept));
        await using (var after = await StartAsync(owner, Second))
            Assert.Equal("open sesame", after.GetRequiredService<Vault>().Unprotect("provider", kept));
        Assert.Contains("KITH_SECRET_FILE_OLD", (await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartAsync(owner, Changed))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ring_that_cannot_be_read_refuses_the_start()
    {
        var owner = await DatabaseAsync("ring_broken");
        await using (await StartAsync(owner, First))
        {
        }
        await using (var source = NpgsqlDataSource.Create(owner))
        await using (var command = source.CreateCommand("update kith.ring_key set body = overlay(body placing '\\x00000000'::bytea from 40)"))
            await command.ExecuteNonQueryAsync(House.Cancel);
        Assert.Contains("cannot be read", (await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartAsync(owner, First))).Message, StringComparison.Ordinal);
    }

    private static async Task<long> KeysAsync(string owner, string where)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var command = source.CreateCommand($"select count(*) from kith.ring_key where {where}");
        return (long)(await command.ExecuteScalarAsync(House.Cancel))!;
    }
}
