using Kith.Store.Embedded;

namespace Kith.Store.Tests.Embedded;

public sealed class BinariesTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_server_that_is_too_old_is_refused_by_name_of_the_setting()
    {
        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartWithAsync(Pretend("14.9 (Debian 14.9-1)")));

        Assert.Contains("Kith needs PostgreSQL 15 or newer", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("14.9 in ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("KITH_POSTGRES_BIN", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_without_the_programs_is_refused_by_name_of_the_setting()
    {
        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartWithAsync(scratch.Directory));

        Assert.StartsWith($"KITH_POSTGRES_BIN is {scratch.Directory}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_of_another_version_is_refused_and_left_alone()
    {
        var data = Path.Combine(scratch.Directory, "data");
        await (await Scratch.StartAsync(new() { DataDirectory = data })).DisposeAsync();

        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(() => StartWithAsync(Pretend("99.1")));

        Assert.Matches("^The data was made by PostgreSQL [0-9]+, which reads no other", refusal.Message);
        await (await Scratch.StartAsync(new() { DataDirectory = data })).DisposeAsync();
    }

    [Fact]
    public async Task A_directory_that_is_no_cluster_is_refused_and_left_alone()
    {
        var file = Path.Combine(Directory.CreateDirectory(scratch.Cluster).FullName, "letter.txt");
        await File.WriteAllTextAsync(file, "dear", TestContext.Current.CancellationToken);

        var refusal = await Assert.ThrowsAsync<DatabaseUnusableException>(scratch.StartAsync);

        Assert.Contains("is not a PostgreSQL cluster", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    private Task<EmbeddedPostgres> StartWithAsync(string programs) =>
        Scratch.StartAsync(new() { DataDirectory = Path.Combine(scratch.Directory, "data"), BinDirectory = programs });

    private string Pretend(string version)
    {
        var programs = Directory.CreateDirectory(Path.Combine(scratch.Directory, "bin")).FullName;
        foreach (var name in (string[])["postgres", "initdb"])
        {
            var path = Path.Combine(programs, name);
            File.WriteAllText(path, $"#!/bin/sh\necho '{name} (PostgreSQL) {version}'\n");
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }

        return programs;
    }
}
