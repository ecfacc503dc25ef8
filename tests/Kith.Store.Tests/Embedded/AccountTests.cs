using System.Globalization;

namespace Kith.Store.Tests.Embedded;

public sealed class AccountTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_server_never_runs_as_root_nor_can_become_it()
    {
        await using var postgres = await scratch.StartAsync();
        var status = await File.ReadAllLinesAsync($"/proc/{postgres.ProcessId}/status", TestContext.Current.CancellationToken);

        Assert.DoesNotContain(status, line => line.StartsWith("Uid:", StringComparison.Ordinal) && line.Split('\t').Contains("0"));
        if (Scratch.IsRoot)
        {
            Assert.Contains("NoNewPrivs:\t1", status);
            Assert.Contains(status, line => line.StartsWith("Groups:", StringComparison.Ordinal) && line["Groups:".Length..].Trim().Length == 0);
        }
    }

    [Fact]
    public async Task The_server_knows_nothing_of_our_environment()
    {
        using var host = await HostProcess.StartAsync(scratch.Directory);
        var environment = await File.ReadAllTextAsync($"/proc/{host.Postgres}/environ", TestContext.Current.CancellationToken);

        Assert.DoesNotContain("canary", environment, StringComparison.Ordinal);
        Assert.Contains($"HOME={scratch.Cluster}", environment, StringComparison.Ordinal);
        Assert.Equal(0, await host.EndAsync());
    }

    [Fact]
    public async Task Started_by_an_ordinary_account_it_runs_as_that_account()
    {
        string[] runAs = [];
        if (Scratch.IsRoot)
        {
            runAs = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"];
            Scratch.Run("chown", "65534:65534", scratch.Directory);
        }

        using var host = await HostProcess.StartAsync(scratch.Directory, runAs);

        Assert.Equal(Scratch.OwnerOf(scratch.Directory), Scratch.OwnerOf($"/proc/{host.Postgres}"));
        Assert.Equal(0, await host.EndAsync());
    }

    [Fact]
    public async Task Data_that_an_ordinary_account_made_stays_its_own_when_root_starts_it()
    {
        if (!Scratch.IsRoot)
        {
            return; // Only root can play both parts.
        }

        Scratch.Run("chown", "65534:65534", scratch.Directory);
        using (var host = await HostProcess.StartAsync(scratch.Directory, "setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"))
        {
            Assert.Equal(0, await host.EndAsync());
        }

        await using var postgres = await scratch.StartAsync();
        Assert.Equal(65534, Scratch.OwnerOf($"/proc/{postgres.ProcessId.ToString(CultureInfo.InvariantCulture)}"));
    }

    [Fact]
    public async Task Below_a_closed_directory_root_lets_the_server_pass_but_not_read()
    {
        const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        var closed = Path.Combine(scratch.Directory, "closed");
        Directory.CreateDirectory(closed, Closed);

        await using var postgres = await Scratch.StartAsync(new() { DataDirectory = Path.Combine(closed, "data", "postgres") });

        Assert.Equal(1, await Scratch.AskAsync<int>(postgres, "SELECT 1"));
        Assert.Equal(Scratch.IsRoot ? Closed | UnixFileMode.OtherExecute : Closed, File.GetUnixFileMode(closed));
    }
}
