using Microsoft.Extensions.Logging;
using Npgsql;

namespace Kith.Store.Embedded;

/// <summary>Starts and stops the server of one cluster, as often as needed, always at the same address.</summary>
internal sealed class ServerRunner : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan LongestOverlap = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(30);

    private readonly PostgresCluster cluster;
    private readonly PostgresBinaries binaries;
    private readonly PostgresAccount account;
    private readonly PostgresAddress address;
    private readonly string? passingDirectory;
    private readonly ILogger logger;
    private readonly TimeProvider time;

    private ServerRunner(
        PostgresCluster cluster, PostgresBinaries binaries, PostgresAccount account, SocketPlace place, ILogger logger, TimeProvider time)
    {
        (this.cluster, this.binaries, this.account, this.logger, this.time) = (cluster, binaries, account, logger, time);
        (address, passingDirectory) = (place.Address, place.Passing);
        SuperuserConnection = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Username = PostgresCluster.Superuser,
            Password = cluster.Password(),
            Database = "postgres",
            ApplicationName = "Kith",
            Pooling = false,
        };
    }

    /// <summary>Signs in to the maintenance database.</summary>
    public NpgsqlConnectionStringBuilder SuperuserConnection { get; }

    /// <summary>Finds the programs and makes everything the server needs to start.</summary>
    public static async Task<ServerRunner> PrepareAsync(
        EmbeddedPostgresOptions options, ILogger logger, TimeProvider time, CancellationToken cancellationToken)
    {
        var files = new PostgresCluster(options.DataDirectory);
        var owner = await PostgresAccount.ChooseAsync(files.Directory, cancellationToken);
        Close(options.DataDirectory, owner);
        var programs = await PostgresBinaries.FindAsync(options.BinDirectory, files.Major, cancellationToken);
        await owner.OwnDirectoryAsync(files.LogDirectory, cancellationToken);
        foreach (var opened in await owner.OpenWayAsync(files.LogDirectory, cancellationToken))
        {
            EmbeddedLog.WayOpened(logger, opened);
        }

        await owner.RequireProgramAsync(programs.Program("postgres"), cancellationToken);
        if (!files.Exists)
        {
            await files.CreateAsync(programs, owner, options.Durable, logger, cancellationToken);
        }

        await new LeftoverServer(files, owner, programs, logger, time).ClearAsync(cancellationToken);
        await files.WriteSettingsAsync(options.Durable, cancellationToken);
        var place = await SocketPlace.MakeAsync(options, owner, cancellationToken);
        return new ServerRunner(files, programs, owner, place, logger, time);
    }

    /// <summary>Starts the server and returns when it takes connections.</summary>
    public async Task<ServerProcess> StartAsync(CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            await new LeftoverServer(cluster, account, binaries, logger, time).ClearAsync(cancellationToken);
            address.RemoveLeftovers();
            var server = await LaunchAsync(cancellationToken);
            try
            {
                if (await BecomesReadyAsync(server, began, cancellationToken))
                {
                    var elapsed = time.GetElapsedTime(began);
                    EmbeddedLog.Started(logger, binaries.Version, server.Id, elapsed);
                    return server;
                }
            }
            catch
            {
                await StopAsync(server);
                throw;
            }

            server.Dispose();
            var words = cluster.LastWords();
            if (!PassesByItself(words) || time.GetElapsedTime(began) > LongestOverlap)
            {
                throw new DatabaseUnusableException($"PostgreSQL did not start: {words} Its log is in {cluster.LogDirectory}.");
            }

            await Task.Delay(Poll * 10, time, cancellationToken);
        }
    }

    /// <summary>Stops the server: cleanly when it can within half a minute, hard otherwise.</summary>
    public async Task StopAsync(ServerProcess server)
    {
        await server.RequestStopAsync(hard: false, CancellationToken.None);
        if (!await EndsAsync(server))
        {
            EmbeddedLog.StoppingHard(logger, LongestStop.TotalSeconds);
            await server.RequestStopAsync(hard: true, CancellationToken.None);
            await EndsAsync(server);
        }

        server.Dispose();
    }

    /// <inheritdoc />
    public void Dispose()
    {
        address.RemoveLeftovers();
        if (passingDirectory is not null && Directory.Exists(passingDirectory))
        {
            Directory.Delete(passingDirectory, recursive: true);
        }
    }

    private async Task<ServerProcess> LaunchAsync(CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
        {
            return await WindowsServerProcess.StartAsync(
                binaries.Program("pg_ctl"), cluster.Directory, cluster.StartLog, address.Arguments, cancellationToken);
        }

        var command = account.As([binaries.Program("postgres"), "-D", cluster.Directory, .. address.Arguments]);
        return await UnixServerProcess.StartAsync(command, cluster.Directory, cluster.StartLog, cancellationToken);
    }

    private async Task<bool> BecomesReadyAsync(ServerProcess server, long began, CancellationToken cancellationToken)
    {
        var nextReport = Report;
        while (!server.Exited.IsCompleted)
        {
            if (PostmasterFile.Read(cluster.Directory) is { Ready: true } noted && noted.ProcessId == server.Id)
            {
                return true;
            }

            var elapsed = time.GetElapsedTime(began);
            if (elapsed > LongestRecovery)
            {
                throw new DatabaseUnusableException(
                    $"PostgreSQL was not ready after {LongestRecovery.TotalMinutes} minutes. Its log is in {cluster.LogDirectory}.");
            }

            if (elapsed > nextReport)
            {
                EmbeddedLog.Recovering(logger, (long)elapsed.TotalSeconds);
                nextReport += Report;
            }

            await Task.Delay(Poll, time, cancellationToken);
        }

        return false;
    }

    private async Task<bool> EndsAsync(ServerProcess server)
    {
        try
        {
            await server.Exited.WaitAsync(LongestStop, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    // The children of a killed server take a moment to notice, and until then a new one must not touch the files. A process that is
    // killed while it starts its server leaves one that just appears (and it writes to the same start log, so words may be missing).
    private static bool PassesByItself(string words) =>
        words.Length == 0 || words.Contains("shared memory block", StringComparison.Ordinal) || words.Contains("lock file", StringComparison.Ordinal);

    private static void Close(string directory, PostgresAccount account)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(directory, account.Drops ? Owner | UnixFileMode.OtherExecute : Owner);
    }
}
