using System.Diagnostics;
using System.Globalization;

namespace Kith.Store.Tests.Embedded;

public sealed class CrashTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task Killed_while_we_live_it_comes_back_with_everything_committed()
    {
        await using var postgres = await scratch.StartAsync();
        await Scratch.DoAsync(postgres, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)");
        var killed = postgres.ProcessId;

        Scratch.Kill("KILL", killed);

        await Scratch.UntilAsync(() => Task.FromResult(postgres.ProcessId != killed), "a new server runs");
        Assert.Equal(42, await Scratch.AskAsync<int>(postgres, "SELECT n FROM kept"));
    }

    [Fact]
    public async Task Killed_again_and_again_it_still_comes_back()
    {
        await using var postgres = await scratch.StartAsync();
        for (var round = 0; round < 3; round++)
        {
            var killed = postgres.ProcessId;
            Scratch.Kill("KILL", killed);
            await Scratch.UntilAsync(() => Task.FromResult(postgres.ProcessId != killed), "a new server runs");
        }

        Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
    }

    [Fact]
    public async Task When_our_process_is_killed_no_server_stays_behind()
    {
        using var host = await HostProcess.StartAsync(scratch.Directory);

        await host.KillAsync();

        await Scratch.UntilGoneAsync(host.Postgres);
        await using var next = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(next, "SELECT 1"));
    }

    [Fact]
    public async Task After_our_process_is_killed_the_next_start_need_not_wait()
    {
        using var host = await HostProcess.StartAsync(scratch.Directory);

        await host.KillAsync();

        await using var next = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(next, "SELECT 1"));
        Assert.False(Scratch.IsAlive(host.Postgres));
    }

    [Fact]
    public async Task A_server_that_still_runs_from_an_earlier_process_is_taken_over()
    {
        using var host = await HostProcess.StartAsync(scratch.Directory);
        Scratch.Kill("KILL", WatchersOf(host.Postgres));
        await host.KillAsync();
        Assert.True(Scratch.IsAlive(host.Postgres), "Without its watchers the server stays.");

        await using var next = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(next, "SELECT 1"));
        Assert.False(Scratch.IsAlive(host.Postgres));
    }

    [Fact]
    public async Task Killed_together_with_our_process_it_starts_again()
    {
        using var host = await HostProcess.StartAsync(scratch.Directory);
        Scratch.Kill("KILL", host.Postgres);
        await host.KillAsync();
        await Scratch.UntilGoneAsync(host.Postgres);

        await using var next = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(next, "SELECT 1"));
    }

    [Fact]
    public async Task A_stale_note_that_names_an_innocent_process_does_not_keep_it_from_starting()
    {
        await (await scratch.StartAsync()).DisposeAsync();
        var owner = Scratch.OwnerOf(scratch.Cluster).ToString(CultureInfo.InvariantCulture);
        using var innocent = Scratch.IsRoot
            ? Process.Start("setpriv", ["--reuid", owner, "--clear-groups", "sleep", "60"])
            : Process.Start("sleep", ["60"]);
        var note = Path.Combine(scratch.Cluster, "postmaster.pid");
        await File.WriteAllTextAsync(
            note, $"{innocent.Id}\n{scratch.Cluster}\n1700000000\n5432\n{scratch.Directory}/socket\n\n  1  1\nready   \n", TestContext.Current.CancellationToken);
        Scratch.Run("chown", owner, note);

        await using var postgres = await scratch.StartAsync();
        Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
        Assert.True(Scratch.IsAlive(innocent.Id), "The process in the note was none of our business.");
        innocent.Kill();
    }

    [Fact]
    public async Task A_short_socket_directory_that_a_killed_process_left_is_removed()
    {
        var deep = Path.Combine(scratch.Directory, new string('d', 60), new string('e', 60));
        using var host = await HostProcess.StartAsync(deep);
        await host.KillAsync();
        await Scratch.UntilGoneAsync(host.Postgres);
        var left = await File.ReadAllTextAsync(Path.Combine(deep, "socket.path"), TestContext.Current.CancellationToken);
        Assert.True(Directory.Exists(left));

        await using var next = await Scratch.StartAsync(new() { DataDirectory = deep });
        Assert.False(Directory.Exists(left));
    }

    // The shell above the server, and the subshell beside it.
    private static int[] WatchersOf(int postgres)
    {
        var shell = Scratch.ParentOf(postgres);
        var all = Process.GetProcesses().Select(process => process.Id);
        return [shell, .. all.Where(id => id != postgres && Scratch.ParentOf(id) == shell)];
    }
}
